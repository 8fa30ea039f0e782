//! A naive model of a log's content.

use bytes::Bytes;
use minoots_store::log::{Error, Log, LogEntry, LogId};
use std::collections::BTreeMap;

/// The smallest change that can survive alone.
#[derive(Clone, Debug)]
pub enum Change {
    Entry(LogEntry),
    Vote(Bytes),
    Truncate(Option<u64>),
    Purge(LogId),
}

/// Entries, purge point and vote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    pub entries: BTreeMap<u64, LogEntry>,
    pub purged: Option<LogId>,
    pub vote: Option<Bytes>,
}

impl Model {
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Entry(entry) => drop(self.entries.insert(entry.index, entry.clone())),
            Change::Vote(vote) => self.vote = Some(vote.clone()),
            Change::Truncate(after) => self.entries.retain(|index, _| Some(*index) <= *after),
            Change::Purge(upto) => {
                self.entries.retain(|index, _| *index > upto.index);
                self.purged = Some(*upto);
            }
        }
    }

    pub fn last(&self) -> Option<LogId> {
        self.entries.values().next_back().map(LogEntry::id).or(self.purged)
    }

    /// Reads the content of an open log.
    pub fn read(log: &Log) -> Result<Model, Error> {
        let state = log.state();
        let mut entries = BTreeMap::new();
        let mut next = state.purged.map_or(0, |purged| purged.index + 1);
        loop {
            let some = log.read(next..u64::MAX, 1 << 20)?;
            let Some(last) = some.last() else { break };
            next = last.index + 1;
            entries.extend(some.into_iter().map(|entry| (entry.index, entry)));
        }
        Ok(Model {
            entries,
            purged: state.purged,
            vote: state.vote,
        })
    }
}
