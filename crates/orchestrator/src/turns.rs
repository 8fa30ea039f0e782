//! Serialises the steps of one record within this process.
//!
//! An overtaken step reads and writes the record's state again, so under concurrency most of the work would be wasted.
//! The record's version still guards it against other processes, and against steps that did not wait for a turn.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Mutex as Line, OwnedMutexGuard};

/// Longest wait for a turn. The step before may wait for a cluster that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Locks that are retained before unused ones are dropped.
const LINES_MAX: usize = 1_024;

/// The locks of steps, by record. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns {
    lines: Arc<Mutex<BTreeMap<String, Weak<Line<()>>>>>,
}

/// A guard that holds the turn until it is dropped; empty if the wait timed out.
pub(crate) struct Turn {
    _held: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits until no other step of this record runs, or until the time limit.
    pub async fn take(&self, record: &str) -> Turn {
        self.take_within(record, PATIENCE).await
    }

    async fn take_within(&self, record: &str, patience: Duration) -> Turn {
        let turn = tokio::time::timeout(patience, self.line(record).lock_owned()).await;
        Turn { _held: turn.ok() }
    }

    fn line(&self, record: &str) -> Arc<Line<()>> {
        // No panic leaves partial changes under the lock.
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(record).and_then(Weak::upgrade) {
            return line;
        }
        if lines.len() >= LINES_MAX {
            lines.retain(|_, line| line.strong_count() > 0);
        }
        let line = Arc::default();
        lines.insert(record.to_owned(), Arc::downgrade(&line));
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn steps_of_one_record_take_turns_and_those_of_others_do_not_wait() {
        let (turns, at_once, most) = (Turns::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        let step = || async {
            let _turn = turns.take("one").await;
            most.fetch_max(at_once.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            at_once.fetch_sub(1, Ordering::Relaxed);
        };
        join_all((0..10).map(|_| step())).await;
        assert_eq!(most.into_inner(), 1);

        let _one = turns.take("one").await;
        assert!(turns.take("another").await._held.is_some());
    }

    #[tokio::test]
    async fn a_step_whose_patience_ends_goes_without_a_turn() {
        let turns = Turns::default();
        let _held = turns.take("one").await;
        assert!(turns.take_within("one", Duration::ZERO).await._held.is_none());
    }

    #[tokio::test]
    async fn lines_in_which_no_step_stands_are_dropped() {
        let turns = Turns::default();
        let _held = turns.take("held").await;
        for record in 0..5 * LINES_MAX {
            turns.take(&record.to_string()).await;
        }
        let lines = turns.lines.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(lines.len() <= LINES_MAX);
        assert!(lines.contains_key("held"));
    }
}
