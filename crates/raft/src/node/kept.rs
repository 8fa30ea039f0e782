//! The calls about what is kept beside log and tables.

use super::RaftNode;
use crate::cluster::change::ChangeError;

impl RaftNode {
    /// Whether the keys that are kept beside the data were never made.
    #[must_use]
    pub fn wants_keys(&self) -> bool {
        self.shared.directory.wants_keys()
    }

    /// Whether the key of secrets is among them.
    #[must_use]
    pub fn has_secrets_key(&self) -> bool {
        self.shared.directory.has_secrets_key()
    }

    /// Notes durably that they were made, and whether the key of secrets was.
    ///
    /// # Errors
    /// What the file system says.
    pub fn note_keys(&self, secrets: bool) -> std::io::Result<()> {
        self.shared.directory.note_keys(secrets)
    }

    /// Admits a node, as [`RaftNode::add`] does, if it keeps secrets by the key with this id.
    ///
    /// # Errors
    /// See [`ChangeError`].
    pub async fn add_with_secrets_key(&self, node: u64, peer_address: &str, id: &[u8]) -> Result<(), ChangeError> {
        self.shared.changes.add(node, peer_address, Some(id)).await
    }

    /// Whether all members keep secrets by the key with this id, as they answer now.
    ///
    /// # Errors
    /// One has another or none, or does not answer; see [`ChangeError`].
    pub async fn check_secrets_key(&self, id: &[u8]) -> Result<(), ChangeError> {
        self.shared.changes.check_secrets_key(id).await
    }

    /// Why the data directory is not the one that this node opened any more, if it is not. Blocks.
    #[must_use]
    pub fn lost_directory(&self) -> Option<String> {
        self.shared.directory.lost()
    }
}
