//! One node's part in the model of consensus: its log, the durable and committed parts of it, and the leader.

use super::state::Snapshot;
use minoots_kernel::Entry;
use std::sync::Arc;

/// The process that waits for an entry: a life of a node, and the number of its proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    pub node: usize,
    pub life: u64,
    pub number: u64,
}

/// An entry of a log.
#[derive(Clone)]
pub struct Logged {
    pub term: u64,
    /// `None` for the first entry of a term.
    pub entry: Option<Arc<Entry>>,
    pub owner: Option<Owner>,
}

/// An index and its term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub index: u64,
    pub term: u64,
}

/// A leader's knowledge about the other nodes.
pub struct Leading {
    /// By node: the last entry known to be durable there.
    pub matched: Vec<u64>,
    /// By node: the next entry to send.
    pub next: Vec<u64>,
    /// The first entry of the term.
    pub first: u64,
}

/// A node's log.
#[derive(Default)]
pub struct Log {
    /// The newest known term; durable.
    pub term: u64,
    /// The leader of the term, if known.
    pub leader: Option<usize>,
    /// Set if this node is the leader.
    pub leading: Option<Leading>,
    /// The place of the last entry that was purged.
    pub base: Place,
    entries: Vec<Logged>,
    /// The last durable entry.
    pub durable: u64,
    /// The last entry known to match the log of the leader of `term`.
    pub verified: u64,
    /// The last entry known to be committed.
    pub commit: u64,
    /// The last entry of the sync in progress.
    pub syncing: Option<u64>,
    /// Tables on disk, and the term of their last entry.
    pub checkpoint: (Snapshot, u64),
}

impl Log {
    /// An empty log after restored tables.
    pub fn beginning(base: Place, tables: Snapshot) -> Log {
        Log {
            term: base.term,
            base,
            durable: base.index,
            verified: base.index,
            commit: base.index,
            checkpoint: (tables, base.term),
            ..Log::default()
        }
    }

    pub fn last(&self) -> Place {
        let index = self.base.index + self.entries.len() as u64;
        Place {
            index,
            term: self.entries.last().map_or(self.base.term, |last| last.term),
        }
    }

    pub fn get(&self, index: u64) -> Option<&Logged> {
        let at = index.checked_sub(self.base.index + 1)?;
        self.entries.get(usize::try_from(at).ok()?)
    }

    /// The term of an entry; `None` if the entry is missing or purged.
    pub fn term_at(&self, index: u64) -> Option<u64> {
        if index == self.base.index {
            return Some(self.base.term);
        }
        self.get(index).map(|logged| logged.term)
    }

    pub fn push(&mut self, logged: Logged) -> u64 {
        self.entries.push(logged);
        self.last().index
    }

    pub fn from(&self, index: u64) -> Vec<Logged> {
        let at = index.saturating_sub(self.base.index + 1) as usize;
        self.entries.get(at..).map_or_else(Vec::new, <[Logged]>::to_vec)
    }

    pub fn truncate_after(&mut self, index: u64) {
        let keep = index.saturating_sub(self.base.index) as usize;
        self.entries.truncate(keep);
        self.durable = self.durable.min(index);
        self.syncing = self.syncing.map(|upto| upto.min(index));
    }

    /// Purges entries up to here.
    pub fn purge(&mut self, to: Place) {
        if to.index <= self.base.index {
            return;
        }
        let gone = (to.index - self.base.index) as usize;
        self.entries.drain(..gone.min(self.entries.len()));
        self.base = to;
    }

    /// Restarts the log after a snapshot, unless the log already continues the snapshot.
    pub fn install(&mut self, at: Place) {
        if self.term_at(at.index) == Some(at.term) {
            self.purge(at);
        } else {
            self.entries.clear();
            self.base = at;
            self.durable = at.index;
            self.syncing = None;
        }
        self.durable = self.durable.max(at.index);
        self.commit = self.commit.max(at.index);
        self.verified = self.verified.max(at.index);
    }

    /// Restarts from the state on disk.
    pub fn restart(&mut self, keeps_unsynced: bool) {
        if !keeps_unsynced {
            self.truncate_after(self.durable);
        }
        self.durable = self.last().index;
        self.leader = None;
        self.leading = None;
        self.syncing = None;
        self.commit = self.checkpoint.0.index;
        self.verified = self.commit;
    }
}
