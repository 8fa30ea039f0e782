//! Read-only access to the operating system's files.

use std::fs::File;
use std::io::{ErrorKind, Result};
use std::path::Path;
use std::sync::Arc;

use super::{Io, IoFile, RealIo, real};

/// A read-only [`Io`] on the operating system's file system. It opens files for reading only, and every other operation
/// fails with `ReadOnlyFilesystem`. It therefore also works on file systems that are mounted read-only.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOnlyIo;

impl Io for ReadOnlyIo {
    fn create(&self, _: &Path, _: u64) -> Result<Arc<dyn IoFile>> {
        refused()
    }

    fn open(&self, path: &Path) -> Result<Arc<dyn IoFile>> {
        Ok(real::opened(File::open(path)?))
    }

    fn rename(&self, _: &Path, _: &Path) -> Result<()> {
        refused()
    }

    fn remove(&self, _: &Path) -> Result<()> {
        refused()
    }

    fn create_directory(&self, _: &Path) -> Result<()> {
        refused()
    }

    fn sync_directory(&self, _: &Path) -> Result<()> {
        refused()
    }

    fn list(&self, path: &Path) -> Result<Vec<String>> {
        RealIo.list(path)
    }
}

fn refused<T>() -> Result<T> {
    Err(ErrorKind::ReadOnlyFilesystem.into())
}
