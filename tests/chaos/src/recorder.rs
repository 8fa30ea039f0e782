//! Records the history during the run.
//!
//! Invariant: records are in the order of the events. A call is recorded before its request can reach any node, and its
//! response after its arrival, each under one lock.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use minoots_check::History;
use minoots_check::record::{Call, Fault, Invocation, Outcome, Phase, Record, Return};
use minoots_it::clock::now_ns;

/// The reason of a refusal before sending.
const UNSENT: &str = "UNSENT";

/// The outcome of a call that was not sent. If an SDK reports this and sent the call all the same, its effect counts as
/// a phantom.
pub fn unsent() -> Outcome {
    Outcome::Err {
        reason: UNSENT.to_owned(),
    }
}

/// A history in progress, shared by all clients.
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

    /// Appends the record that `record` builds from the current instant.
    pub fn push(&self, record: impl FnOnce(i64) -> Record) {
        let mut history = self.history();
        history.push(record(now_ns()));
    }

    /// Records the start of a call, and returns its number.
    pub fn begin(&self, client: u64, call: Call) -> u64 {
        let op = self.calls.fetch_add(1, Ordering::Relaxed);
        self.push(|t| Record::Inv(Invocation { op, client, t, call }));
        op
    }

    /// Records the response to a call.
    pub fn end(&self, op: u64, outcome: Outcome) {
        self.push(|t| Record::Ret(Return { op, t, outcome }));
    }

    /// Returns a number for a new stream.
    pub fn stream(&self) -> u64 {
        self.streams.fetch_add(1, Ordering::Relaxed)
    }

    /// Records the start or the end of a fault.
    pub fn fault(&self, name: &str, target: String, phase: Phase) {
        let name = name.to_owned();
        self.push(|t| Record::Fault(Fault { name, target, t, phase }));
    }

    /// Reports a problem that no history shows, such as a process that panicked.
    pub fn complain(&self, what: impl Into<String>) {
        let mut complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        complaints.push(what.into());
    }

    /// Returns all reported problems.
    pub fn complaints(&self) -> Vec<String> {
        self.complaints.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the number of calls so far.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Returns the number of records so far.
    pub fn records(&self) -> usize {
        self.history().records().len()
    }

    /// Returns the history so far.
    pub fn taken(&self) -> History {
        self.taken_until(usize::MAX)
    }

    /// Returns the first `records` records, without calls that were known by then not to have been sent ([`unsent`]).
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
