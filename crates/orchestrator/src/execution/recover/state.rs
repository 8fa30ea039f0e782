//! What is kept of a recovery.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::failure_kind::{FailureClass, FailureType};

/// What is done about a failure after which no other attempt follows by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Recovery {
    /// Where it is.
    pub status: RecoveryStatus,
    /// Which look at what is known of the fixes is awaited; grows.
    pub ticket: u64,
    /// The phase whose work has failed.
    pub phase: String,
    /// What kind of failure it is.
    pub class: FailureClass,
    /// As above.
    pub failure_type: FailureType,
    /// Why no other attempt follows.
    pub rule: String,
    /// Fixes that may help, the most likely first.
    pub suggestions: Vec<Suggestion>,
    /// The one that is applied, or was last.
    pub applied: Option<Applied>,
    /// Those that did not help before.
    pub failed: Vec<String>,
    /// What somebody has to do before it can help.
    pub command: Option<Command>,
}

impl Recovery {
    /// Whether it is not over.
    pub fn is_open(&self) -> bool {
        !matches!(
            self.status,
            RecoveryStatus::Succeeded | RecoveryStatus::Failed | RecoveryStatus::Withdrawn
        )
    }
}

/// Where a recovery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecoveryStatus {
    /// What is known of the fixes is looked up.
    Looking,
    /// Somebody has to choose.
    Asked,
    /// Somebody has to do something first.
    Commanded,
    /// Attempts were begun with a fix.
    Applied,
    /// The work was done.
    Succeeded,
    /// No fix has helped.
    Failed,
    /// Somebody went another way.
    Withdrawn,
}

/// A fix that may help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Suggestion {
    /// Which.
    pub fix: String,
    /// How likely it helps, in millionths.
    pub confidence_micros: u32,
    /// So often was it tried against such failures.
    pub tried: u64,
    /// So often the work was done then.
    pub succeeded: u64,
}

/// A fix that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Applied {
    /// Which.
    pub fix: String,
    /// Who chose it; `None`: nobody had to.
    pub by: Option<String>,
    /// The attempt that had failed.
    pub fence: u64,
}

/// Something that somebody has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Command {
    /// Unique in the execution.
    pub id: String,
    /// Where it was sent to.
    pub queue: String,
    /// How far it is.
    pub status: CommandStatus,
    /// Who said so.
    pub by: String,
    /// What they said.
    pub note: String,
    /// How often it was sent.
    pub sent: u32,
}

/// How far a command is; the order of declaration is that of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommandStatus {
    /// Nobody has said that it has arrived.
    Pending,
    /// Somebody has it.
    Acknowledged,
    /// Somebody is at it.
    InProgress,
    /// It is done.
    Completed,
    /// It could not be done.
    Failed,
    /// It is not wanted any more.
    Cancelled,
}

impl fmt::Display for CommandStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl CommandStatus {
    /// Whether nothing follows.
    pub fn is_over(self) -> bool {
        self >= Self::Completed
    }
}
