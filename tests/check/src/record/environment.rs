//! Records around the calls: the run itself, faults, clocks, leaders, and the state at the end.

use serde::{Deserialize, Serialize};

use super::Occurrence;
use super::answer::TimerView;

/// `run`: the first record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The producer of the history: `sim`, `chaos`.
    pub producer: String,
    /// The seed of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Whether the records are in the order in which they happened, even within one instant. Otherwise only `t` orders
    /// them.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub ordered: bool,
    /// The kinds of records that are complete.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub knows: Knows,
    /// The faults that the set of runs must inject, by name: each must have an effect in at least one run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// The situations that the set of runs must reach, by name: each must occur in at least one run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

/// The kinds of records that a producer writes without exception. The absence of other records proves nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knows {
    /// `commit`: a call without one is not in the log.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub commits: bool,
    /// `fact`: a decision without a record was not made. Facts have `pos`, or their order alone gives each entry's
    /// order.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub facts: bool,
    /// `rel`: an event without a record was not released.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub releases: bool,
    /// `inv`: the history has every caller, so an effect without a request is a phantom.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub callers: bool,
}

/// `lead`: a node begins to act as the leader of a term: to stamp, arm, release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    /// The node.
    pub node: u64,
    /// The term.
    pub term: u64,
    /// True time.
    pub t: i64,
    /// The term of the newest entry that it had applied by then, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_term: Option<u64>,
}

/// `clock`: the reading of a node's clock, valid until the node's next record. A producer writes one when it sets a
/// clock, and again after a noticeable drift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The node.
    pub node: u64,
    /// True time.
    pub t: i64,
    /// The reading.
    pub reads: i64,
}

/// `fault`: a fault begins, ends, or happens at one instant. A fault whose name begins with `clock` makes clocks
/// unsound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The kind: `crash`, `partition`, `clock_step`.
    pub name: String,
    /// The node or the link, which distinguishes overlapping faults of one name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// True time.
    pub t: i64,
    /// Whether it begins, ends, or happens at one instant.
    pub phase: Phase,
}

/// The phase of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The fault begins.
    On,
    /// The fault ends.
    Off,
    /// The fault happens at this instant only: a lost message, a torn write.
    Once,
}

/// `heal`: a quorum runs with working links and sound clocks, and no fault is injected from now on. Liveness counts
/// from the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heal {
    /// True time.
    pub t: i64,
}

/// `mark`: a situation was reached that some run must reach.
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
    /// The node.
    pub node: u64,
    /// The index applied.
    pub applied: u64,
    /// The hash; any text.
    pub hash: String,
}

/// `final`: the state at the end, on one node or in a client's read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Final {
    /// The node of the tables; absent for a client's linearizable list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<u64>,
    /// The applied index, or the index that the read reflects.
    pub applied: u64,
    /// The rolling hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_hash: Option<String>,
    /// Every timer of a tenant, including ended ones; absent if they were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dump: Option<Vec<Dumped>>,
}

/// A timer in a dump.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dumped {
    /// The tenant.
    pub tenant: String,
    /// The timer.
    pub timer: TimerView,
}

impl Dumped {
    /// Returns the current occurrence.
    pub fn occurrence(&self) -> Occurrence {
        Occurrence {
            tenant: self.tenant.clone(),
            timer: self.timer.id.clone(),
            version: self.timer.version,
        }
    }
}

/// `end`: the run is over. Timers that were due by now minus the bound must have fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// True time.
    pub t: i64,
}
