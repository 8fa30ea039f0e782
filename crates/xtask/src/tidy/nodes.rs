//! Tests must pass on a nearly full disk, because builds fill it.

use super::File;

/// The option that tells a test when its node is ready.
const READY: &str = "--ready-file";
/// A substring of both the setting and our constants for it.
const RESERVE: &str = "RESERVE_";

/// Complains about tests that start a node with the default disk reserve, below which the node rejects new work.
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
