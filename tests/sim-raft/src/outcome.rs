//! What a run came to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fault::FaultKind;

/// How operations ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operations {
    /// Invoked.
    pub invoked: u64,
    /// Answered.
    pub ok: u64,
    /// Refused: nothing happened.
    pub refused: u64,
    /// May or may not have happened.
    pub unknown: u64,
}

/// How often a kind of fault was injected, and how often that had an effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Injected {
    /// Tried.
    pub injected: u64,
    /// Changed something.
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

/// What is counted while it happens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) operations: Operations,
    pub(crate) faults: BTreeMap<FaultKind, Injected>,
    /// Numbers of the faults injected.
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

/// What a run came to. Equal for equal seeds, options and builds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// What the seed decided beforehand.
    pub settings: String,
    /// How operations ended.
    pub operations: Operations,
    /// Faults by kind.
    pub faults: BTreeMap<FaultKind, Injected>,
    /// Numbers of the faults injected, for [`Options::dropped`](crate::Options::dropped).
    pub fault_numbers: Vec<usize>,
    /// States worth having been in, and how often.
    pub marks: BTreeMap<String, u64>,
    /// SHA-256 of all events, in hexadecimal.
    pub trace_hash: String,
    /// How many events there were.
    pub events: u64,
    /// Virtual time of the run, in milliseconds.
    pub elapsed_ms: u64,
    /// What was broken; empty if nothing.
    pub violations: Vec<String>,
}
