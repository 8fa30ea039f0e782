//! Reading committed entries, for a copy of the log outside the cluster.

use std::io;

use bytes::Bytes;
use minoots_store::log::Error as LogError;

use super::RaftNode;

/// A committed entry as nodes store it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its position in the log.
    pub index: u64,
    /// The term of the leader that created it.
    pub term: u64,
    /// Its kind and content.
    pub body: Bytes,
}

/// A part of the committed log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommittedLog {
    /// Consecutive entries; none if no later one has been applied.
    Entries(Vec<StoredEntry>),
    /// The first entries asked for were purged.
    Purged {
        /// The first entry that is left.
        first: u64,
    },
}

impl RaftNode {
    /// The entries after an index that this node has applied: at least one, if there is one, then as many as fit into
    /// `bytes_max` bytes. Blocks on the disk.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn committed_after(&self, index: u64, bytes_max: usize) -> io::Result<CommittedLog> {
        let applied = *self.shared.applier.progress().applied().borrow();
        let range = index.saturating_add(1)..applied.saturating_add(1);
        if range.is_empty() {
            return Ok(CommittedLog::Entries(Vec::new()));
        }
        match self.shared.log.read(range, bytes_max) {
            Ok(records) => Ok(CommittedLog::Entries(
                records
                    .into_iter()
                    .map(|record| StoredEntry {
                        index: record.index,
                        term: record.term,
                        body: record.body,
                    })
                    .collect(),
            )),
            Err(LogError::Purged { upto_index }) => Ok(CommittedLog::Purged { first: upto_index + 1 }),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}
