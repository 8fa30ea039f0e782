//! Directories of nodes that do not run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use memchr::memmem::Finder;

/// Copies a directory with its contents. The copy of a missing directory is empty. No process may be writing there.
///
/// # Errors
/// When something cannot be read, or not be written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    if !from.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().context("a file without a name")?);
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, target).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

/// Returns every file below a directory.
///
/// # Errors
/// When something cannot be read.
pub fn below(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// Returns the files below a node's directory that contain one of these texts.
///
/// # Errors
/// When something cannot be read, or there is so little to read that no node was at work there.
pub fn holding<T: AsRef<[u8]>>(directory: &Path, texts: &[T]) -> Result<Vec<PathBuf>> {
    let finders: Vec<Finder> = texts.iter().map(Finder::new).collect();
    let (mut found, mut read) = (Vec::new(), 0);
    for file in below(directory)? {
        let bytes = fs::read(&file)?;
        read += bytes.len();
        if finders.iter().any(|finder| finder.find(&bytes).is_some()) {
            found.push(file);
        }
    }
    ensure!(read > 1_000, "{}: only {read} bytes", directory.display());
    Ok(found)
}
