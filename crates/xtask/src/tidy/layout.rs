//! Every crate uses the workspace's lints; every decision record has a number and a title.

use super::File;

const DECISIONS: &str = "docs/decisions/";

/// Crates that need code forbidden by the workspace, to step a process or to replace a C function. They declare all
/// other lints themselves.
const UNSAFE: [&str; 2] = ["tests/counts/Cargo.toml", "tests/sim-raft/Cargo.toml"];

/// Complains about a manifest without the lints and about the file name of a decision record.
pub fn complaints(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    let is_crate = file.ends_with("/Cargo.toml") && file.text.contains("[package]");
    if is_crate && !UNSAFE.contains(&file.path.as_str()) && !takes_lints(&file.text) {
        found.push("lacks `[lints] workspace = true`".to_owned());
    }
    if let Some(name) = file.path.strip_prefix(DECISIONS)
        && !is_decision_name(name)
    {
        found.push("is not named NNNN-title-in-lower-case.md".to_owned());
    }
    found
}

fn takes_lints(manifest: &str) -> bool {
    let mut lines = manifest.lines().skip_while(|line| line.trim() != "[lints]").skip(1);
    lines.next().is_some_and(|line| line.trim() == "workspace = true")
}

fn is_decision_name(name: &str) -> bool {
    let Some((number, title)) = name.strip_suffix(".md").and_then(|stem| stem.split_once('-')) else {
        return name == "README.md";
    };
    let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    is_number && title.split('-').all(is_word)
}
