//! Every link from a document to a file of the repository, and to a heading in it, resolves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::File;

/// Every relative Markdown link whose target does not exist.
pub fn broken(root: &Path, files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(".md")) {
        let directory = root.join(&file.path);
        let directory = directory.parent().unwrap_or(root);
        let missing = targets(&file.text).filter(|target| !directory.join(target).exists());
        found.extend(missing.map(|target| format!("{}: links to {target}, which does not exist", file.path)));
    }
    found
}

/// Every link to a heading that its document does not have.
pub fn lost_anchors(files: &[File]) -> Vec<String> {
    let documents = files.iter().filter(|file| file.ends_with(".md"));
    let anchors: BTreeMap<&str, BTreeSet<String>> = documents
        .clone()
        .map(|file| (file.path.as_str(), anchors(&file.text)))
        .collect();
    let mut found = Vec::new();
    for file in documents {
        for (target, anchor) in links(&file.text).filter_map(|link| link.split_once('#')) {
            let path = match target {
                "" => file.path.clone(),
                target => joined(&file.path, target),
            };
            if anchors.get(path.as_str()).is_some_and(|known| !known.contains(anchor)) {
                found.push(format!(
                    "{}: links to {target}#{anchor}, a heading that does not exist",
                    file.path
                ));
            }
        }
    }
    found
}

/// The path of a link's target, from the path of its document.
pub fn joined(document: &str, target: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The anchors of the headings, as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut is_code = false;
    for line in text.lines() {
        is_code ^= is_fence(line);
        if is_code || !line.starts_with('#') {
            continue;
        }
        let heading = without_targets(line.trim_start_matches('#').trim()).to_lowercase();
        let kept = heading
            .chars()
            .filter(|one| one.is_alphanumeric() || matches!(one, '-' | '_' | ' '));
        let anchor: String = kept.map(|one| if one == ' ' { '-' } else { one }).collect();
        // A second heading of a name has a number.
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let free = std::iter::once(anchor.clone())
            .chain(numbered)
            .find(|anchor| !found.contains(anchor));
        found.extend(free);
    }
    found
}

/// Whether a line begins or ends code, also that of an item of a list.
pub fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    let item = line
        .trim_start_matches(|one: char| one.is_ascii_digit())
        .strip_prefix(". ");
    item.unwrap_or(line).trim_start_matches("- ").starts_with("```")
}

/// A text with `[text](target)` as `[text`: without targets. A link that is broken over lines keeps its target.
pub fn without_targets(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((_, behind)) = after.split_once(')') else {
            break;
        };
        plain.push_str(before);
        rest = behind;
    }
    plain.push_str(rest);
    plain
}

/// The files that `](target)` links name, without URLs and anchors.
pub fn targets(text: &str) -> impl Iterator<Item = &str> {
    let files = links(text).map(|link| link.split('#').next().unwrap_or(link));
    files.filter(|file| !file.is_empty())
}

/// The targets of `](target)` links within the repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let links = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target);
    links.filter(|link| !link.contains("://") && !link.starts_with("mailto:"))
}
