//! Data directories in the repository, which prove that every later release reads them.
//!
//! A stored directory has its files without trailing zeros (log segments are preallocated), and `sizes.json` with the
//! length of each. Locks are omitted, because they belong to a process.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Returns the directory of the stored directories.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden")
}

/// Stores a data directory, in place of the earlier one.
///
/// # Errors
/// When a file cannot be read or written.
pub fn keep(data: &Path, kept: &Path) -> Result<()> {
    if kept.exists() {
        fs::remove_dir_all(kept)?;
    }
    let mut sizes = BTreeMap::new();
    for path in files_below(data)? {
        let name = path.strip_prefix(data)?.to_str().context("a name that is not text")?;
        let bytes = fs::read(&path)?;
        let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let place = kept.join("files").join(name);
        fs::create_dir_all(place.parent().context("a file in nothing")?)?;
        fs::write(place, &bytes[..length])?;
        sizes.insert(name.to_owned(), bytes.len());
    }
    write_json(&kept.join("sizes.json"), &serde_json::to_value(sizes)?)
}

/// Restores the data directory.
///
/// # Errors
/// When it is not complete, or a file cannot be written.
pub fn restore(kept: &Path, data: &Path) -> Result<()> {
    let sizes: BTreeMap<String, u64> = serde_json::from_value(read_json(&kept.join("sizes.json"))?)?;
    for (name, size) in sizes {
        let place = data.join(&name);
        fs::create_dir_all(place.parent().context("a file in nothing")?)?;
        let bytes = fs::read(kept.join("files").join(&name)).with_context(|| name.clone())?;
        let mut file = File::create(&place)?;
        file.write_all(&bytes)?;
        file.set_len(size)?;
        // A node refuses private keys with wider permissions.
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// Reads a JSON file.
///
/// # Errors
/// When it is not there, or not JSON.
pub fn read_json(path: &Path) -> Result<Value> {
    let text = fs::read(path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_slice(&text)?)
}

/// Writes a JSON file for people to read.
///
/// # Errors
/// When it cannot be written.
pub fn write_json(path: &Path, value: &Value) -> Result<()> {
    Ok(fs::write(path, format!("{value:#}\n"))?)
}

fn files_below(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else if path.file_name().is_some_and(|name| name != "LOCK") {
            files.push(path);
        }
    }
    Ok(files)
}
