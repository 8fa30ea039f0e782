//! The result of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fault::FaultKind;

/// Operations by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operations {
    /// Invoked.
    pub invoked: u64,
    /// Completed.
    pub ok: u64,
    /// Rejected without effect.
    pub refused: u64,
    /// Of unknown outcome.
    pub unknown: u64,
}

/// Counts of a kind of fault: injected, and with an effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Injected {
    /// Number of injections.
    pub injected: u64,
    /// Number of injections with an effect.
    pub effective: u64,
}

/// Situations that enough seeds must reach.
pub const MARKS: &[&str] = &[
    "a cancel came too late",
    "a node that lost its disk was replaced",
    "a snapshot was sent",
    "a term had a leader that acted",
    "an unknown write had happened",
];

/// Counters of a running simulation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) operations: Operations,
    pub(crate) faults: BTreeMap<FaultKind, Injected>,
    /// Numbers of the injected faults.
    pub(crate) numbers: Vec<usize>,
}

impl Counts {
    pub(crate) fn fault(&mut self, number: usize, kind: FaultKind, effective: bool) {
        self.numbers.push(number);
        let injected = self.faults.entry(kind).or_default();
        injected.injected += 1;
        injected.effective += u64::from(effective);
    }
}

/// The result of a run. Equal for equal seeds, options and builds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// The settings that the seed selected.
    pub settings: String,
    /// Operations by result.
    pub operations: Operations,
    /// Faults by kind.
    pub faults: BTreeMap<FaultKind, Injected>,
    /// Numbers of the injected faults, for [`Options::dropped`](crate::Options::dropped).
    pub fault_numbers: Vec<usize>,
    /// Reached situations of [`MARKS`], with counts.
    pub marks: BTreeMap<String, u64>,
    /// SHA-256 of all events, in hexadecimal.
    pub trace_hash: String,
    /// Number of events.
    pub events: u64,
    /// Virtual time of the run, in milliseconds.
    pub elapsed_ms: u64,
    /// Violated invariants; empty if none.
    pub violations: Vec<String>,
}
