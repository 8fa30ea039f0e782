//! Reading committed entries, for a copy of the log outside the cluster.

use std::io;

use bytes::Bytes;
use minoots_kernel::Failure;
use minoots_store::log::Error as LogError;
use openraft::EntryPayload;

use super::RaftNode;
use crate::format::decode_body;

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
    Entries {
        /// The entries.
        entries: Vec<StoredEntry>,
        /// The latest reading of a proposer's clock in them, nanoseconds UTC; `None` if none has one.
        latest_ns: Option<i64>,
    },
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
    /// The log cannot be read, or an entry does not decode.
    pub fn committed_after(&self, index: u64, bytes_max: usize) -> io::Result<CommittedLog> {
        let applied = *self.shared.applier.progress().applied().borrow();
        let range = index.saturating_add(1)..applied.saturating_add(1);
        let records = match range.is_empty() {
            true => Vec::new(),
            false => match self.shared.log.read(range, bytes_max) {
                Ok(records) => records,
                Err(LogError::Purged { upto_index }) => return Ok(CommittedLog::Purged { first: upto_index + 1 }),
                Err(error) => return Err(io::Error::other(error)),
            },
        };
        let mut latest_ns = None;
        let mut entries = Vec::with_capacity(records.len());
        for record in records {
            let time_ns = time_ns(&record.body).map_err(io::Error::other)?;
            latest_ns = latest_ns.max(time_ns);
            entries.push(StoredEntry {
                index: record.index,
                term: record.term,
                body: record.body,
            });
        }
        Ok(CommittedLog::Entries { entries, latest_ns })
    }
}

/// The reading of the proposer's clock in an entry, nanoseconds UTC; `None` if it is an entry of consensus.
fn time_ns(body: &Bytes) -> Result<Option<i64>, Failure> {
    match decode_body(body)? {
        EntryPayload::Normal(command) => Ok(Some(command.entry()?.time)),
        _ => Ok(None),
    }
}
