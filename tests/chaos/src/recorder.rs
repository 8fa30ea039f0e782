//! Writes the history while it happens.
//!
//! Invariant: records stand in the order in which things happened. A call is written before its request can reach anybody, its answer
//! after it arrived, and each under one lock.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use minoots_check::History;
use minoots_check::record::{Call, Fault, Invocation, Outcome, Phase, Record, Return};
use minoots_it::clock::now_ns;

/// The reason of a refusal by nobody.
const UNSENT: &str = "UNSENT";

/// Of a call that was not made after all. An SDK that says so, and did it all the same, has made what nobody asked for.
pub fn unsent() -> Outcome {
    Outcome::Err {
        reason: UNSENT.to_owned(),
    }
}

/// A history in the making. All clients share one.
#[derive(Debug, Default)]
pub struct Recorder {
    history: Mutex<History>,
    calls: AtomicU64,
    streams: AtomicU64,
    complaints: Mutex<Vec<String>>,
}

impl Recorder {
    fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what `record` makes of the present instant.
    pub fn push(&self, record: impl FnOnce(i64) -> Record) {
        let mut history = self.history();
        history.push(record(now_ns()));
    }

    /// A call begins; answers its number.
    pub fn begin(&self, client: u64, call: Call) -> u64 {
        let op = self.calls.fetch_add(1, Ordering::Relaxed);
        self.push(|t| Record::Inv(Invocation { op, client, t, call }));
        op
    }

    /// A call is answered.
    pub fn end(&self, op: u64, outcome: Outcome) {
        self.push(|t| Record::Ret(Return { op, t, outcome }));
    }

    /// A number for a stream that is opened.
    pub fn stream(&self) -> u64 {
        self.streams.fetch_add(1, Ordering::Relaxed)
    }

    /// A fault begins or ends.
    pub fn fault(&self, name: &str, target: String, phase: Phase) {
        let name = name.to_owned();
        self.push(|t| Record::Fault(Fault { name, target, t, phase }));
    }

    /// Something is wrong that no history shows, such as a process that panicked.
    pub fn complain(&self, what: impl Into<String>) {
        let mut complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        complaints.push(what.into());
    }

    /// Everything wrong so far that no history shows.
    pub fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Calls begun so far.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Records written so far.
    pub fn records(&self) -> usize {
        self.history().records().len()
    }

    /// What was recorded so far.
    pub fn taken(&self) -> History {
        self.taken_until(usize::MAX)
    }

    /// The first so many records, without calls that had turned out by then not to have been made ([`unsent`]).
    pub fn taken_until(&self, records: usize) -> History {
        let history = self.history();
        let history = &history.records()[..records.min(history.records().len())];
        let unsent = |record: &Record| match record {
            Record::Ret(Return { op, outcome, .. }) => (*outcome == unsent()).then_some(*op),
            _ => None,
        };
        let unsent: BTreeSet<u64> = history.iter().filter_map(unsent).collect();
        let was_made = |record: &&Record| match record {
            Record::Inv(Invocation { op, .. }) | Record::Ret(Return { op, .. }) => !unsent.contains(op),
            _ => true,
        };
        history.iter().filter(was_made).cloned().collect()
    }
}
