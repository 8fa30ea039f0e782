//! What histories exercised: a rule that holds because nothing happened is no result.

use std::collections::{BTreeMap, BTreeSet};

/// Counts that add up over a set of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Histories counted.
    pub runs: u64,
    /// Calls by kind.
    pub calls: BTreeMap<&'static str, Calls>,
    /// Deliveries received.
    pub deliveries: u64,
    /// Times that another node began to lead, or another term was seen in fences.
    pub leader_changes: u64,
    /// Faults by name, those that were only planned included.
    pub faults: BTreeMap<String, Injections>,
    /// Situations reached, and how often.
    pub marks: BTreeMap<String, u64>,
    /// Situations that were to be reached.
    pub marks_planned: BTreeSet<String>,
    /// Timers whose answers had too many explanations to try them all; they count as good.
    pub undecided: u64,
}

/// How calls of one kind ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// With status OK.
    pub ok: u64,
    /// Refused.
    pub refused: u64,
    /// Nobody knows.
    pub unknown: u64,
}

/// How often a fault was injected, and how often while a call was in flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Injections {
    /// All.
    pub injected: u64,
    /// With at least one call in flight while it was active.
    pub effective: u64,
}
