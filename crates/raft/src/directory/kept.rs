//! The files beside log and tables, and the check that the directory still exists.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::{DataDirectory, LOCK};

impl DataDirectory {
    /// Whether the keys beside the data have not been made yet: the directory is new, or from a restore.
    pub(crate) fn wants_keys(&self) -> bool {
        self.identity().as_ref().is_none_or(|identity| identity.wants_keys)
    }

    /// Whether the secrets key is among them.
    pub(crate) fn has_secrets_key(&self) -> bool {
        self.identity()
            .as_ref()
            .is_some_and(|identity| identity.has_secrets_key)
    }

    /// Records durably that they exist, and whether the secrets key does.
    pub(crate) fn note_keys(&self, secrets: bool) -> io::Result<()> {
        let mut held = self.identity();
        let is_news = |identity: &&super::NodeRecord| identity.wants_keys || secrets && !identity.has_secrets_key;
        let Some(identity) = held.as_ref().filter(is_news) else {
            return Ok(());
        };
        let mut identity = identity.clone();
        identity.wants_keys = false;
        identity.has_secrets_key |= secrets;
        self.write_identity(&identity)?;
        *held = Some(identity);
        Ok(())
    }

    /// The reason why this is no longer the directory at its path, if so. It was removed, moved, or lost its lock file,
    /// without which a second node could start in it. Other errors do not count.
    pub(crate) fn lost(&self) -> Option<String> {
        let path = self.path.join(LOCK);
        let what = match (fs::metadata(&path), self.lock.metadata()) {
            (Err(error), _) if error.kind() == io::ErrorKind::NotFound => "is missing",
            (Ok(there), Ok(ours)) if (there.dev(), there.ino()) != (ours.dev(), ours.ino()) => "is another file",
            _ => return None,
        };
        Some(format!(
            "DATA_GONE: {} {what}: the data directory was removed, moved or replaced while the node ran, and what is written there now \
             would be lost. Put it back, or start on another; what was acknowledged is in what was taken away",
            path.display()
        ))
    }
}

/// Whether the keys beside the data are still to be made in this directory, as far as a check without its exclusive
/// lock can tell. The start reports other problems of the directory.
#[must_use]
pub fn wants_keys(path: &Path) -> bool {
    DataDirectory::inspect(path).map_or(true, |directory| directory.wants_keys())
}

/// Whether this directory is recorded to hold a secrets key, as far as a check without its exclusive lock can tell.
#[must_use]
pub fn has_secrets_key(path: &Path) -> bool {
    DataDirectory::inspect(path).is_ok_and(|directory| directory.has_secrets_key())
}
