//! What is kept beside log and tables, and whether the directory is still there.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::{DataDirectory, LOCK};

impl DataDirectory {
    /// Whether the keys that a node keeps beside its data were never made: it is new, or from a restore.
    pub(crate) fn wants_keys(&self) -> bool {
        self.identity().as_ref().is_none_or(|identity| identity.wants_keys)
    }

    /// Whether the key of secrets is among them.
    pub(crate) fn has_secrets_key(&self) -> bool {
        self.identity()
            .as_ref()
            .is_some_and(|identity| identity.has_secrets_key)
    }

    /// Notes durably that they were made, and whether the key of secrets was.
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

    /// Why this is not the directory at its path any more, if it is not: it was removed, moved, or lost its lock, without which a second
    /// node could start in it. Errors that say neither are none.
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

/// Whether the keys that a node keeps beside its data are to be made in this directory, for all that can be told without holding it: what
/// is wrong with it is for the start to say.
#[must_use]
pub fn wants_keys(path: &Path) -> bool {
    DataDirectory::inspect(path).map_or(true, |directory| directory.wants_keys())
}

/// Whether this directory was noted to hold a key of secrets, for all that can be told without holding it.
#[must_use]
pub fn has_secrets_key(path: &Path) -> bool {
    DataDirectory::inspect(path).is_ok_and(|directory| directory.has_secrets_key())
}
