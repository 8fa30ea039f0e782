//! The node's calls about files beside log and tables.

use super::RaftNode;
use tokio::sync::MutexGuard;

use crate::cluster::change::{ChangeError, Requirements};

impl RaftNode {
    /// Whether the keys beside the data have not been made yet.
    #[must_use]
    pub fn wants_keys(&self) -> bool {
        self.shared.directory.wants_keys()
    }

    /// Whether the secrets key is among them.
    #[must_use]
    pub fn has_secrets_key(&self) -> bool {
        self.shared.directory.has_secrets_key()
    }

    /// Records durably that they exist, and whether the secrets key does.
    ///
    /// # Errors
    /// An error of the file system.
    pub fn note_keys(&self, secrets: bool) -> std::io::Result<()> {
        self.shared.directory.note_keys(secrets)
    }

    /// Admits a node, as [`RaftNode::add`] does, if it meets the requirements.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub async fn add_with(&self, node: u64, peer_address: &str, required: Requirements<'_>) -> Result<(), ChangeError> {
        self.shared.changes.add(node, peer_address, required).await
    }

    /// Holds off changes of the membership until the guard is dropped.
    ///
    /// # Errors
    /// [`ChangeError::Busy`] during a change.
    pub fn hold_membership(&self) -> Result<MutexGuard<'_, ()>, ChangeError> {
        self.shared.changes.turn.try_lock().map_err(|_| ChangeError::Busy)
    }

    /// Checks with all members that they seal secrets with the key of this id.
    ///
    /// # Errors
    /// A member has another key or none, or does not answer; see [`ChangeError`].
    pub async fn check_secrets_key(&self, id: &[u8]) -> Result<(), ChangeError> {
        self.shared.changes.check_secrets_key(id).await
    }

    /// The reason why the data directory is no longer the one that this node opened, if so. Blocks.
    #[must_use]
    pub fn lost_directory(&self) -> Option<String> {
        self.shared.directory.lost()
    }
}
