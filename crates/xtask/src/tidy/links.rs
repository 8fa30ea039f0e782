//! Every link from a document to a file of the repository resolves.

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

/// The files that `](target)` links name, without URLs and anchors.
pub fn targets(text: &str) -> impl Iterator<Item = &str> {
    let links = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target);
    let files = links.map(|link| link.split('#').next().unwrap_or(link));
    files.filter(|file| !file.is_empty() && !file.contains("://") && !file.starts_with("mailto:"))
}
