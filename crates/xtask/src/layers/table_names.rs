//! Handlers of calls read the state through `State` and the queries of the server. A handler that names a table of the
//! kernel goes around them.

use std::path::Path;

use anyhow::Result;

use crate::workspace::files_below;

const HANDLERS: &str = "crates/server/src/grpc";
const NAMES: [&str; 2] = ["tables::", "kernel::tables"];
/// A backup copies tables, and counts the rows of each.
const COPIES: &str = "crates/server/src/grpc/cluster/backup.rs";

/// The lines of handlers that name a table.
pub fn violations(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in files_below(&root.join(HANDLERS), ".rs")? {
        let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        if shown == COPIES {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        found.extend(named(&text).map(|line| format!("{shown}:{line} names a table: read it through `State`")));
    }
    Ok(found)
}

/// The numbers of the lines that name a table.
fn named(text: &str) -> impl Iterator<Item = usize> {
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .filter(|(_, line)| NAMES.iter().any(|name| line.contains(name)))
        .map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_found_in_code_and_not_in_a_comment() {
        let text =
            "// tables::timer\nuse minoots_kernel::tables;\nlet row = tables::timer::get(view)?;\nlet tables = 3;\n";
        assert_eq!(named(text).collect::<Vec<_>>(), [2, 3]);
    }
}
