//! Compares two directories byte by byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

/// Number of files if the directories are equal. Fails and names the first file that differs.
pub fn directories(one: &Path, other: &Path) -> Result<usize> {
    let (left, right) = (files(one)?, files(other)?);
    if let Some(path) = left.symmetric_difference(&right).next() {
        bail!("only one of the two has {}", path.display());
    }
    for path in &left {
        let read =
            |directory: &Path| fs::read(directory.join(path)).with_context(|| format!("reading {}", path.display()));
        let (first, second) = (read(one)?, read(other)?);
        let at = first.iter().zip(&second).position(|(a, b)| a != b);
        let at = at.or_else(|| (first.len() != second.len()).then(|| first.len().min(second.len())));
        if let Some(at) = at {
            bail!(
                "{} differs from byte {at} on ({} and {} bytes)",
                path.display(),
                first.len(),
                second.len()
            );
        }
    }
    Ok(left.len())
}

/// Paths below a directory.
fn files(directory: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("reading {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(path.strip_prefix(directory)?.to_owned());
            }
        }
    }
    ensure!(!found.is_empty(), "{} is empty", directory.display());
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use tempfile::TempDir;

    use super::*;

    fn directory(files: &[(&str, &str)]) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        directory
    }

    fn compared(one: &[(&str, &str)], other: &[(&str, &str)]) -> String {
        match directories(directory(one).path(), directory(other).path()) {
            Ok(files) => format!("{files} equal"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn equal_directories_are_counted_and_others_told_by_their_first_difference() {
        let both = [("a/b", "12"), ("c", "3")];
        assert_eq!(compared(&both, &both), "2 equal");
        assert_eq!(
            compared(&both, &[("a/b", "13"), ("c", "4")]),
            "a/b differs from byte 1 on (2 and 2 bytes)"
        );
        assert_eq!(
            compared(&both, &[("a/b", "12"), ("c", "34")]),
            "c differs from byte 1 on (1 and 2 bytes)"
        );
        assert_eq!(compared(&both, &both[..1]), "only one of the two has c");
        assert!(compared(&[], &[]).ends_with("is empty"));
    }
}
