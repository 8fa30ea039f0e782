//! The operating system's files.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Result};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::Errno;

use super::{Io, IoFile};

/// The size of one write of zeros.
const ZERO_CHUNK_BYTES: usize = 1 << 20;

/// The interval between syncs of new zeros. A short one keeps the sync of another file from waiting for a whole segment
/// of zeros.
const ZERO_SYNC_BYTES: u64 = 4 << 20;

/// [`Io`] on the operating system's file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealIo;

struct RealFile(File);

/// Wraps an open file for the log.
pub(super) fn opened(file: File) -> Arc<dyn IoFile> {
    Arc::new(RealFile(file))
}

impl Io for RealIo {
    fn create(&self, path: &Path, length_bytes: u64) -> Result<Arc<dyn IoFile>> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        let file = RealFile(file);
        file.extend(length_bytes)?;
        Ok(Arc::new(file))
    }

    fn open(&self, path: &Path) -> Result<Arc<dyn IoFile>> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        Ok(opened(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> Result<()> {
        fs::remove_file(path)
    }

    fn create_directory(&self, path: &Path) -> Result<()> {
        let missing: Vec<&Path> = path
            .ancestors()
            .take_while(|p| !p.as_os_str().is_empty() && !p.exists())
            .collect();
        for directory in missing.into_iter().rev() {
            match fs::create_dir(directory) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
                _ => sync_parent(directory)?,
            }
        }
        Ok(())
    }

    fn sync_directory(&self, path: &Path) -> Result<()> {
        File::open(path)?.sync_all()
    }

    fn list(&self, path: &Path) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }
}

/// Syncs the parent of a directory: a new directory is durable only once its parent is synced.
fn sync_parent(directory: &Path) -> Result<()> {
    match directory.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

impl IoFile for RealFile {
    fn read_at(&self, buffer: &mut [u8], offset_bytes: u64) -> Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.0.read_at(&mut buffer[filled..], offset_bytes + filled as u64) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn write_all_at(&self, bytes: &[u8], offset_bytes: u64) -> Result<()> {
        self.0.write_all_at(bytes, offset_bytes)
    }

    fn sync_data(&self) -> Result<()> {
        self.0.sync_data()
    }

    fn length_bytes(&self) -> Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    /// Reserves the blocks, then writes zeros into them. A reserved but unwritten block would cost a journal commit at
    /// its first sync, which preallocation is meant to avoid.
    fn extend(&self, length_bytes: u64) -> Result<()> {
        let start = self.length_bytes()?;
        if start >= length_bytes {
            return Ok(());
        }
        match fallocate(&self.0, FallocateFlags::empty(), start, length_bytes - start) {
            Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS) => {}
            Err(error) => return Err(error.into()),
        }
        let zeros = vec![0_u8; ZERO_CHUNK_BYTES];
        let mut offset = start;
        while offset < length_bytes {
            let count = (length_bytes - offset).min(ZERO_CHUNK_BYTES as u64);
            self.0.write_all_at(&zeros[..count as usize], offset)?;
            offset += count;
            if (offset - start).is_multiple_of(ZERO_SYNC_BYTES) {
                self.0.sync_data()?;
            }
        }
        Ok(())
    }
}
