//! Limits the length of files, so that each can be read in one sitting.

use super::File;

const SOURCE_LINES_MAX: usize = 400;
const TEST_LINES_MAX: usize = 600;
/// Higher than for other sources, because a service is in one file with its options and messages.
const PROTO_LINES_MAX: usize = 600;
const ARCHITECTURE_LINES_MAX: usize = 200;

/// Complains about a file with too many lines.
pub fn complaints(file: &File) -> Vec<String> {
    let Some(lines_max) = lines_max(file) else {
        return Vec::new();
    };
    let lines = file.text.lines().count();
    if lines <= lines_max {
        return Vec::new();
    }
    vec![format!("{lines} lines, more than {lines_max}")]
}

fn lines_max(file: &File) -> Option<usize> {
    if file.path == "ARCHITECTURE.md" {
        return Some(ARCHITECTURE_LINES_MAX);
    }
    let is_source = [".rs", ".py", ".mjs", ".ts", ".sh", ".proto"]
        .iter()
        .any(|suffix| file.ends_with(suffix));
    if !is_source || file.is_generated() {
        return None;
    }
    let is_test = file.path.starts_with("tests/") || file.path.contains("/tests/") || file.ends_with("/tests.rs");
    Some(match is_test {
        true => TEST_LINES_MAX,
        false if file.ends_with(".proto") => PROTO_LINES_MAX,
        false => SOURCE_LINES_MAX,
    })
}
