//! Paths of the repository and of its build output.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process::{cargo, output};

/// The repository's root. Read from cargo's environment at run time: a binary in a shared target directory may have
/// been built from another checkout.
pub fn root() -> Result<PathBuf> {
    let manifest_dir = std::env::var_os("CARGO_MANIFEST_DIR").context("run as `cargo xtask`")?;
    let root = Path::new(&manifest_dir)
        .ancestors()
        .nth(2)
        .context("crates/xtask is two levels below the root")?;
    Ok(root.to_path_buf())
}

/// Cargo's target directory.
pub fn target_directory(root: &Path) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let text = output(&mut cargo(root, "metadata --format-version 1 --no-deps"))?;
    Ok(serde_json::from_str::<Metadata>(&text)?.target_directory)
}

/// Every file below `directory` whose name ends in `suffix`, sorted; none if the directory does not exist.
pub fn files_below(directory: &Path, suffix: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if directory.is_dir() {
        collect(directory, suffix, &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn collect(directory: &Path, suffix: &str, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(directory).with_context(|| format!("reading {}", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, suffix, found)?;
        } else if path.to_string_lossy().ends_with(suffix) {
            found.push(path);
        }
    }
    Ok(())
}
