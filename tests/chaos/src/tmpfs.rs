//! A small file system in memory, which can be filled to the last byte.

use std::ffi::CString;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use tempfile::TempDir;

/// A file system mounted on its own directory. Dropping it unmounts it.
#[derive(Debug)]
pub struct Tmpfs {
    directory: TempDir,
}

impl Tmpfs {
    /// Mounts one of this size.
    ///
    /// # Errors
    /// The mount fails; it needs root.
    pub fn new(size_bytes: u64) -> Result<Self> {
        Self::mounted(&format!("size={size_bytes}"))
    }

    /// Mounts one of this size with a maximum number of files and directories.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_files_max(size_bytes: u64, files_max: u64) -> Result<Self> {
        Self::mounted(&format!("size={size_bytes},nr_inodes={files_max}"))
    }

    fn mounted(options: &str) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("minoots-chaos-").tempdir()?;
        let options = CString::new(options)?;
        let path = directory.path();
        mount("tmpfs", path, "tmpfs", MountFlags::empty(), options.as_c_str()).context("mounting a tmpfs")?;
        Ok(Self { directory })
    }

    /// Returns its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Fills all free space, and returns its size in bytes.
    ///
    /// # Errors
    /// A write fails for another reason than missing space.
    pub fn fill(&self) -> Result<u64> {
        let mut file = File::create(self.filler())?;
        // The last pieces are single bytes, so that no byte is left.
        for piece in [1 << 16, 1 << 12, 1] {
            let zeros = vec![0_u8; piece];
            loop {
                match file.write(&zeros) {
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error).context("filling the tmpfs"),
                }
            }
        }
        Ok(file.metadata()?.len())
    }

    /// Frees the space.
    ///
    /// # Errors
    /// The filler cannot be removed.
    pub fn clear(&self) -> Result<()> {
        match fs::remove_file(self.filler()) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error).context("clearing the tmpfs"),
            _ => Ok(()),
        }
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        // Detached, because a process that is just ending may still have open files.
        if let Err(error) = unmount(self.directory.path(), UnmountFlags::DETACH) {
            eprintln!("unmounting {}: {error}", self.directory.path().display());
        }
    }
}
