//! The stored form of recoveries.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::failure_kind::{FailureClass, FailureType};

/// A recovery from a failure after which no retry follows by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Recovery {
    /// The status.
    pub status: RecoveryStatus,
    /// The number of the awaited request for counts; it grows.
    pub ticket: u64,
    /// The phase that has failed.
    pub phase: String,
    /// The class of the failure.
    pub class: FailureClass,
    /// The type of the failure.
    pub failure_type: FailureType,
    /// The reason why no retry follows.
    pub rule: String,
    /// Suggested fixes, the most likely first.
    pub suggestions: Vec<Suggestion>,
    /// The fix that is applied, or was applied last.
    pub applied: Option<Applied>,
    /// Fixes that did not help.
    pub failed: Vec<String>,
    /// The command that runs before the next attempt.
    pub command: Option<Command>,
}

impl Recovery {
    /// Whether the recovery has not ended.
    pub fn is_open(&self) -> bool {
        !matches!(
            self.status,
            RecoveryStatus::Succeeded | RecoveryStatus::Failed | RecoveryStatus::Withdrawn
        )
    }
}

/// The status of a recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecoveryStatus {
    /// It awaits the counts of the fixes.
    Looking,
    /// A person must choose.
    Asked,
    /// A command must be done first.
    Commanded,
    /// Attempts with a fix have begun.
    Applied,
    /// The work succeeded.
    Succeeded,
    /// No fix helped.
    Failed,
    /// A person took another way.
    Withdrawn,
}

/// A suggested fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Suggestion {
    /// The fix.
    pub fix: String,
    /// The estimated probability that it helps, in millionths.
    pub confidence_micros: u32,
    /// Attempts with it against such failures.
    pub tried: u64,
    /// Attempts with it that succeeded.
    pub succeeded: u64,
}

/// An applied fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Applied {
    /// The fix.
    pub fix: String,
    /// The person who chose it; `None` if it was applied automatically.
    pub by: Option<String>,
    /// The fence of the failed attempt.
    pub fence: u64,
    /// A digest of the reason for the choice; empty if it was applied automatically.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// A recovery command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Command {
    /// The id, unique in the execution.
    pub id: String,
    /// The queue that it was sent to.
    pub queue: String,
    /// The status.
    pub status: CommandStatus,
    /// The last reporter.
    pub by: String,
    /// The last note.
    pub note: String,
    /// The number of messages sent.
    pub sent: u32,
}

/// The status of a command. The order of declaration is the order in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommandStatus {
    /// It is not acknowledged.
    #[default]
    Pending,
    /// It is acknowledged.
    Acknowledged,
    /// It is in progress.
    InProgress,
    /// It is done.
    Completed,
    /// It failed.
    Failed,
    /// It is no longer wanted.
    Cancelled,
}

impl fmt::Display for CommandStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl CommandStatus {
    /// Whether the status is final.
    pub fn is_over(self) -> bool {
        self >= Self::Completed
    }
}
