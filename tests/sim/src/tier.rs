//! What the tiers have in common: a seed goes in, and what happened comes out.

use crate::{marks::Marks, plan::Dropped};
use minoots_check::History;
use std::collections::BTreeMap;

/// How a seed is run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is left out of its plan.
    pub dropped: Dropped,
}

/// A rule that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The checker's rule, or the name of what the simulator itself watches.
    pub rule: String,
    /// What is wrong, for people.
    pub message: String,
}

/// Counts of a kind of fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Injected {
    /// All.
    pub injected: u64,
    /// With a call, a proposal or a delivery under way while it was active.
    pub effective: u64,
}

/// A run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Everything that happened; the trace is this text and `notes`.
    pub history: History,
    /// What happened besides, line by line.
    pub notes: String,
    /// What the simulator itself saw that must not be.
    pub violations: Vec<Violation>,
    /// By name.
    pub faults: BTreeMap<&'static str, Injected>,
    /// Situations reached.
    pub marks: Marks,
    /// Faults and calls of the plan, dropped ones not counted.
    pub faults_planned: Vec<usize>,
    /// By id.
    pub ops_planned: Vec<usize>,
    /// Virtual time, nanoseconds.
    pub virtual_time: i64,
    /// How much of what there was, by name.
    pub counts: BTreeMap<&'static str, u64>,
}

/// A way to run seeds.
pub trait Tier {
    /// Its letter.
    fn name(&self) -> &'static str;
    /// Runs a seed. The same seed and options give the same outcome, everywhere and always.
    fn run(&self, seed: u64, options: &Options) -> Outcome;
    /// What a seed stands for, for people.
    fn describe(&self, seed: u64) -> String;
    /// So many seeds must reach every mark, and give every fault an effect.
    fn enough_seeds(&self) -> u64 {
        1_000
    }
    /// So often a failing seed may be run again, to leave out of it what it does not need.
    fn shrink_runs_max(&self) -> usize {
        400
    }
    /// Situations that enough seeds must reach.
    fn marks(&self) -> &'static [&'static str];
    /// Faults of which enough seeds must give each an effect.
    fn faults(&self) -> Vec<&'static str>;
}
