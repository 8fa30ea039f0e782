//! The contents of the log, which only a simulator knows.

use serde::{Deserialize, Serialize};

use super::Occurrence;

/// `commit`: a call's command is in the log. This includes calls with the outcome `unknown`, and refusals that the log
/// decided.
///
/// If the product repeated a call, it may be committed more than once. Then each commit has a record, and the
/// response's index names the one that answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// The call.
    pub op: u64,
    /// The entry.
    pub idx: u64,
    /// The position among all records of the entry, including facts; absent if the order inside is unknown. A command
    /// comes before the facts that it causes, and a sweep's facts before every command. Reads have no position: they
    /// see whole entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<u32>,
    /// Log time T of the entry.
    pub time: i64,
}

/// `fact`: a decision of the log about an occurrence.
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
    /// The occurrence.
    pub occurrence: Occurrence,
    /// The decision.
    pub what: What,
}

/// Decisions of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// The occurrence was created, by a create or a reschedule.
    Scheduled {
        /// The due instant.
        due: i64,
    },
    /// It will fire; no later command can prevent it.
    Armed {
        /// The arm index.
        arm: u64,
    },
    /// T reached the due instant.
    Fired,
    /// It was acknowledged, or has no target.
    Settled,
    /// Its attempts are exhausted, or no consumer took it in time.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// It ended so long ago that its id is free again.
    Retired,
}
