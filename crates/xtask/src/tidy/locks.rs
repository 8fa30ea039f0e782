//! Lock files contain public registries only.

use super::File;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Complains about other sources in a lock file.
pub fn complaints(file: &File) -> Vec<String> {
    let (key, expected) = if file.ends_with("Cargo.lock") {
        ("source = ", CRATES_IO)
    } else if file.ends_with("package-lock.json") {
        ("\"resolved\": ", "https://registry.npmjs.org/")
    } else {
        return Vec::new();
    };
    let sources = file.text.lines().filter_map(|line| line.trim().strip_prefix(key));
    let others = sources.filter(|source| !source.trim_start_matches('"').starts_with(expected));
    others.map(|source| format!("comes from {source}")).collect()
}
