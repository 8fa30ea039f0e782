//! Checks of calls against the accepted state.

use std::sync::Arc;

use super::error::{Error, Refused};
use super::ledger::LogId;
use super::shared::{Inner, Phase};

impl Inner {
    /// Checks that the log accepts calls.
    pub fn check_open(&self) -> Result<(), Error> {
        match &self.phase {
            Phase::Open => Ok(()),
            Phase::Closing | Phase::Closed => Err(Error::Closed),
            Phase::Failed(failure) => Err(Error::Failed(Arc::clone(failure))),
        }
    }

    pub fn check_room(&self, queue_bytes_max: u64) -> Result<(), Error> {
        let queued_bytes = self.queued_bytes;
        if queued_bytes > queue_bytes_max {
            Err(Refused::QueueFull { queued_bytes }.into())
        } else {
            Ok(())
        }
    }

    /// Checks a truncation and returns the id of the last entry that it keeps.
    pub fn check_truncate(&self, after: Option<u64>) -> Result<Option<LogId>, Refused> {
        let accepted = &self.accepted;
        if let Some(purged) = accepted.purged_index().filter(|&purged| after < Some(purged)) {
            return Err(Refused::TruncatesPurged { after, purged });
        }
        let kept = after.min(accepted.last_index());
        if kept == accepted.last_index() {
            return Ok(accepted.last);
        }
        if let Some(committed) = accepted.committed.filter(|&committed| kept < Some(committed)) {
            return Err(Refused::TruncatesCommitted { after, committed });
        }
        Ok(kept.and_then(|index| {
            Some(LogId {
                index,
                term: self.term(index)?,
            })
        }))
    }

    pub fn check_purge(&self, upto: LogId) -> Result<(), Refused> {
        if upto.index == u64::MAX {
            return Err(Refused::IndexGap {
                expected: u64::MAX - 1,
                found: u64::MAX,
            });
        }
        match self.term(upto.index) {
            Some(expected) if expected != upto.term => Err(Refused::PurgeTermMismatch {
                index: upto.index,
                expected,
                found: upto.term,
            }),
            _ => Ok(()),
        }
    }
}
