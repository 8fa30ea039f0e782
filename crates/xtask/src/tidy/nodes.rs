//! Tests pass on a disk that is nearly full with other things, such as what a build leaves.

use super::File;

/// The option by which a test learns that its node is ready.
const READY: &str = "--ready-file";
/// Both the setting and our constants for it contain this.
const RESERVE: &str = "RESERVE_";

/// Complains about tests that start a node with the default reserve of disk space, below which it refuses new work.
pub fn complaints(file: &File) -> Vec<String> {
    let is_test = file.path.starts_with("tests/") || file.path.contains("/tests/");
    let is_code = [".rs", ".py", ".mjs"].iter().any(|suffix| file.ends_with(suffix));
    let is_lacking = is_test && is_code && file.text.contains(READY) && !file.text.contains(RESERVE);
    is_lacking
        .then(|| {
            format!(
                "starts a node (`{READY}`) and leaves its reserve of disk space: set MINOOTS_DISK_RESERVE_BYTES to 0"
            )
        })
        .into_iter()
        .collect()
}
