//! Access to a data directory: only the user that the node runs as.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use crate::error::StartError;

/// The mode of the data directory: only its owner can access it.
const PRIVATE: u32 = 0o700;

/// The permissions of group and others in a mode.
const SHARED: u32 = 0o077;

/// Makes a directory for its owner alone, and makes its name durable.
pub(super) fn create(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    fs::DirBuilder::new().mode(PRIVATE).create(path)?;
    File::open(parent)?.sync_all()
}

/// Removes the access of all users but the owner, which this process must be.
///
/// # Errors
/// The directory belongs to another user, or its metadata cannot be read.
pub(super) fn make_private(path: &Path) -> Result<(), StartError> {
    let refused = |error| StartError::Io {
        directory: path.to_owned(),
        error,
    };
    let metadata = fs::metadata(path).map_err(refused)?;
    let user = rustix::process::geteuid().as_raw();
    if metadata.uid() != user {
        return Err(StartError::NotOurs {
            directory: path.to_owned(),
            owner: metadata.uid(),
            user,
        });
    }
    if metadata.mode() & SHARED != 0 {
        tracing::info!(directory = %path.display(), "others may no longer read or change the data directory");
        fs::set_permissions(path, fs::Permissions::from_mode(PRIVATE)).map_err(refused)?;
    }
    Ok(())
}
