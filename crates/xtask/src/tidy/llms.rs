//! `llms.txt` lists every page of the documentation for programs, as [llmstxt.org](https://llmstxt.org) describes.

use std::collections::BTreeSet;

use super::{File, links};

const INDEX: &str = "llms.txt";
const PAGES: &str = "docs/";

/// Checks the index: it has a title and a summary, and each link leads to an existing file and has one line of
/// description. It lists every page of `docs/` and every README of an SDK exactly once.
pub fn complaints(files: &[File]) -> Vec<String> {
    let Some(index) = files.iter().find(|file| file.path == INDEX) else {
        return vec![format!("{INDEX}: is missing")];
    };
    let mut found = form(&index.text);
    let mut listed = BTreeSet::new();
    for target in links::targets(&index.text) {
        if !files.iter().any(|file| file.path == target) {
            found.push(format!("links to {target}, which does not exist"));
        }
        if !listed.insert(target) {
            found.push(format!("links to {target} twice"));
        }
    }
    let pages = files.iter().map(|file| file.path.as_str()).filter(|path| is_page(path));
    let missing = pages.filter(|path| !listed.contains(path));
    found.extend(missing.map(|path| format!("does not link to {path}")));
    found.into_iter().map(|found| format!("{INDEX}: {found}")).collect()
}

/// Whether a file must be listed: files directly in `docs/`, and the READMEs of SDKs.
fn is_page(path: &str) -> bool {
    let of_docs = path.strip_prefix(PAGES).is_some_and(|name| !name.contains('/'));
    let of_sdk = path.starts_with("sdk/") && path.ends_with("/README.md");
    (of_docs && path.ends_with(".md")) || of_sdk
}

/// Violations of the convention's form.
fn form(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    if !lines.next().is_some_and(|line| line.starts_with("# ")) {
        found.push("does not begin with a title".to_owned());
    }
    if !lines.any(|line| line.starts_with("> ")) {
        found.push("has no summary behind \"> \"".to_owned());
    }
    let links = text.lines().filter(|line| line.starts_with("- "));
    let bare = links.filter(|line| line.split_once("): ").is_none_or(|(_, said)| said.trim().is_empty()));
    found.extend(bare.map(|line| format!("says nothing of {line:?}")));
    found
}
