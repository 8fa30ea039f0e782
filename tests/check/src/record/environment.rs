//! Around the calls: the run itself, faults, clocks, leaders, and the state at the end.

use serde::{Deserialize, Serialize};

use super::Occurrence;
use super::answer::TimerView;

/// `run`: the first record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Who wrote this: `sim`, `chaos`.
    pub producer: String,
    /// What the run was derived from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Records stand in the order in which they happened, also within one instant. Else only `t` orders them.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub ordered: bool,
    /// Of what every instance is recorded.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub knows: Knows,
    /// Faults that the set of runs is to inject, by name: each must have an effect in at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// Situations that the set of runs is to reach, by name: each must be in at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

/// What a producer records without exception. What it does not know it says nothing about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knows {
    /// `commit`: a call without one is not in the log.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub commits: bool,
    /// `fact`: what is not recorded was not decided. Facts come with `pos`, or decide each entry's order by their own.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub facts: bool,
    /// `rel`: what is not recorded was not released.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub releases: bool,
    /// `inv`: every caller there was is in this history, so what nobody asked for is a phantom.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub callers: bool,
}

/// `lead`: a node begins to act as the leader of a term: to stamp, arm, release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    /// Who.
    pub node: u64,
    /// In which term.
    pub term: u64,
    /// True time.
    pub t: i64,
    /// The term of the newest entry it had applied by then, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_term: Option<u64>,
}

/// `clock`: what a node's clock reads. It counts until the node's next one: written when a clock is set, and again whenever it has drifted
/// noticeably.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Whose.
    pub node: u64,
    /// True time.
    pub t: i64,
    /// The reading.
    pub reads: i64,
}

/// `fault`: a fault begins, ends, or happens at once. One that begins with the name `clock` counts against the soundness of clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What kind: `crash`, `partition`, `clock_step`.
    pub name: String,
    /// Tells faults of one name apart that overlap: the node, the link.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// True time.
    pub t: i64,
    /// Whether it begins or ends.
    pub phase: Phase,
}

/// When a fault is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// From here.
    On,
    /// Until here.
    Off,
    /// Here only: a message lost, a write torn.
    Once,
}

/// `heal`: a quorum runs, hears each other and has sound clocks, and nothing is done to it from now on. Liveness counts from the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heal {
    /// True time.
    pub t: i64,
}

/// `mark`: a situation was reached that tests must reach sometimes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Its name, as in [`Run::marks`].
    pub name: String,
}

/// `hash`: a node's rolling hash at an index, during the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateHash {
    /// Whose.
    pub node: u64,
    /// The index applied.
    pub applied: u64,
    /// The hash; any text.
    pub hash: String,
}

/// `final`: what is there at the end, on one node or as a client reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Final {
    /// Which node's tables; absent for a linearizable list by a client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u64>,
    /// The index applied, or that the read reflects.
    pub applied: u64,
    /// The rolling hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_hash: Option<String>,
    /// Every timer of a tenant, terminal ones included, or absent if they were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dump: Option<Vec<Dumped>>,
}

/// A timer in a dump.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dumped {
    /// Whose.
    pub tenant: String,
    /// The timer.
    pub timer: TimerView,
}

impl Dumped {
    /// The occurrence that stands.
    pub fn occurrence(&self) -> Occurrence {
        Occurrence {
            tenant: self.tenant.clone(),
            timer: self.timer.id.clone(),
            version: self.timer.version,
        }
    }
}

/// `end`: the run is over. What is due by now minus the bound must have happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// True time.
    pub t: i64,
}
