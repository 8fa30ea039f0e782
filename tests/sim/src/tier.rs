//! The common interface of the tiers: runs a seed and returns its outcome.

use crate::{marks::Marks, plan::Dropped};
use minoots_check::History;
use std::collections::BTreeMap;

/// Options of a run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Omitted faults and calls.
    pub dropped: Dropped,
}

/// A violated rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The checker's rule, or the name of the simulator's own check.
    pub rule: String,
    /// Description of the violation, for people.
    pub message: String,
}

/// Counts of a kind of fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Injected {
    /// All injections.
    pub injected: u64,
    /// Injections that were active while a call, a proposal or a delivery was in progress.
    pub effective: u64,
}

/// The outcome of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The complete history. The trace is this text and `notes`.
    pub history: History,
    /// Additional events, one per line.
    pub notes: String,
    /// Violations that the simulator itself found.
    pub violations: Vec<Violation>,
    /// Faults by name.
    pub faults: BTreeMap<&'static str, Injected>,
    /// Situations reached.
    pub marks: Marks,
    /// Faults of the plan that were not dropped, by id.
    pub faults_planned: Vec<usize>,
    /// Calls of the plan that were not dropped, by id.
    pub ops_planned: Vec<usize>,
    /// Virtual time, nanoseconds.
    pub virtual_time: i64,
    /// Counts by name.
    pub counts: BTreeMap<&'static str, u64>,
}

/// A simulator that runs seeds.
pub trait Tier {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Runs a seed. Equal seeds and options give equal outcomes, everywhere and always.
    fn run(&self, seed: u64, options: &Options) -> Outcome;
    /// The plan of a seed, for people.
    fn describe(&self, seed: u64) -> String;
    /// The number of seeds that must reach every mark and give every fault an effect.
    fn enough_seeds(&self) -> u64 {
        1_000
    }
    /// Maximum number of runs for shrinking a failing seed.
    fn shrink_runs_max(&self) -> usize {
        400
    }
    /// Situations that enough seeds must reach.
    fn marks(&self) -> &'static [&'static str];
    /// Faults that must each have an effect in enough seeds.
    fn faults(&self) -> Vec<&'static str>;
}
