//! Private file systems: small ones in memory, and read-only views of a directory.
//!
//! They need `mount` and `umount` and the right to use them, as root has it. A mount ends when it is dropped, even by a
//! panic.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

/// A file system. Dropping it unmounts it.
#[derive(Debug)]
pub struct Mount {
    directory: TempDir,
}

impl Mount {
    /// Mounts an empty one of this size.
    ///
    /// # Errors
    /// When it cannot be mounted.
    pub fn in_memory(mib: u64) -> Result<Self> {
        let size = format!("size={mib}m");
        Self::of(&["-t", "tmpfs", "-o", &size, "tmpfs"])
    }

    /// Mounts a read-only view of a directory.
    ///
    /// # Errors
    /// When it cannot be mounted.
    pub fn read_only(source: &Path) -> Result<Self> {
        let source = source.to_str().context("the path is not text")?;
        let mount = Self::of(&["--bind", source])?;
        run("mount", &["-o", "remount,ro,bind"], mount.path())?;
        Ok(mount)
    }

    fn of(arguments: &[&str]) -> Result<Self> {
        let mount = Self {
            directory: tempfile::Builder::new().prefix("minoots-mount-").tempdir()?,
        };
        run("mount", arguments, mount.path())?;
        Ok(mount)
    }

    /// Returns its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Lazily, because a killed process may still be ending.
        if let Err(error) = run("umount", &["-l"], self.path()) {
            eprintln!("{error}");
        }
    }
}

fn run(program: &str, arguments: &[&str], place: &Path) -> Result<()> {
    let output = Command::new(program).args(arguments).arg(place).output();
    let output = output.with_context(|| format!("running {program}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{program} {arguments:?}: {said}");
    Ok(())
}
