//! The lock of a data directory.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::LOCK;
use crate::error::StartError;

pub(super) fn lock(path: &Path) -> Result<File, StartError> {
    let refused = |error| StartError::Io {
        directory: path.to_owned(),
        error,
    };
    let is_new = !path.join(LOCK).exists();
    let mut options = OpenOptions::new();
    let file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path.join(LOCK));
    let mut file = file.map_err(refused)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(in_use(path, file)),
        Err(TryLockError::Error(error)) => return Err(refused(error)),
    }
    let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    written.map_err(|error| {
        // No other process has seen the file, and on a full disk it would be the only content of the directory.
        if is_new {
            let _ = fs::remove_file(path.join(LOCK));
        }
        refused(error)
    })?;
    Ok(file)
}

/// As [`lock`], but shared with other readers, and without a trace. A running node creates the file first, so a
/// directory without it is not in use.
pub(super) fn lock_shared(path: &Path) -> Result<File, StartError> {
    let refused = |error| StartError::Io {
        directory: path.to_owned(),
        error,
    };
    let file = match File::open(path.join(LOCK)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return File::open(path).map_err(refused),
        opened => opened.map_err(refused)?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(in_use(path, file)),
        Err(TryLockError::Error(error)) => Err(refused(error)),
    }
}

fn in_use(path: &Path, mut lock: File) -> StartError {
    let mut text = String::new();
    let pid = lock
        .read_to_string(&mut text)
        .ok()
        .and_then(|_| text.trim().parse().ok());
    StartError::InUse {
        directory: path.to_owned(),
        pid,
    }
}
