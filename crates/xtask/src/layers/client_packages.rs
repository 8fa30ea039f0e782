//! The packages that a program builds for the Rust client. Each one costs every user of the client build time.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use crate::process::{cargo, output};

/// The client with all its dependencies. Raise it only for a package that a user would want.
const PACKAGES_MAX: usize = 98;

/// Reports too many packages.
pub fn violation(root: &Path) -> Result<Option<String>> {
    let tree = output(&mut cargo(
        root,
        "tree --package minoots-client --edges normal --prefix none --locked",
    ))?;
    let count = packages(&tree).len();
    Ok((count > PACKAGES_MAX).then(|| format!("minoots-client needs {count} packages, more than {PACKAGES_MAX}")))
}

/// The names in a tree, such as `bytes v1.12.1` in each line.
fn packages(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split(' ').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_counts_once() {
        let tree = "minoots-client v0.1.0 (/a/b)\nbytes v1.12.1\nhttp v1.5.0\nbytes v1.12.1\nhttp v1.5.0 (*)\n";
        assert_eq!(
            packages(tree).into_iter().collect::<Vec<_>>(),
            ["bytes", "http", "minoots-client"]
        );
    }
}
