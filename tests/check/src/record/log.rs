//! What the log says: known to a simulator only.

use serde::{Deserialize, Serialize};

use super::Occurrence;

/// `commit`: a call's command stands in the log. Also for calls that were answered `unknown`, and for refusals that the log decided.
///
/// A call may be committed more than once, if the product repeated it; then each gets a record, and the answer's index names the one
/// that answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// The call.
    pub op: u64,
    /// The entry.
    pub idx: u64,
    /// Its place among everything recorded of the entry, facts included; absent if the order inside is not known. A command stands before
    /// the facts it brings about, and a sweep's facts before every command. Reads have none: they see whole entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<u32>,
    /// Log time T of the entry.
    pub time: i64,
}

/// `fact`: something the log decided about an occurrence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The entry.
    pub idx: u64,
    /// As in [`Commit::pos`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<u32>,
    /// Log time T of the entry.
    pub time: i64,
    /// About which occurrence.
    pub occurrence: Occurrence,
    /// What was decided.
    pub what: What,
}

/// Decisions of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// The occurrence came to be, by a create or a reschedule.
    Scheduled {
        /// When its time comes.
        due: i64,
    },
    /// It will fire, whatever comes.
    Armed {
        /// The arm index.
        arm: u64,
    },
    /// T reached due.
    Fired,
    /// It was acknowledged, or goes nowhere.
    Settled,
    /// Its attempts are spent, or nobody took it in time.
    Failed,
    /// It was withdrawn for good.
    Cancelled,
    /// Its end is so long ago that the id is free again.
    Retired,
}
