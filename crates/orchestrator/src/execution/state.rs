//! The stored state of an execution: JSON, in the format that its first field gives.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::about::{About, Claim};
use super::approval::{DecidedAttempt, PendingApproval};
use super::handoff::{Handed, Handoff};
use super::input::Failure;
use super::message::OpenMessage;
use super::output::Output;
use super::recover::Recovery;
use super::refusal::Refusal;
use crate::priority::Priority;
use crate::repeat::Identified;

/// The version of the stored format. It grows when the meaning of stored data changes.
pub const FORMAT: u32 = 1;

/// The state of an execution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct State {
    /// The format of this record: 1.
    pub format: u32,
    /// The id, unique in the tenant.
    pub id: String,
    /// The name of its definition.
    pub definition: String,
    /// The version of the definition that it follows to its end.
    pub definition_version: u64,
    /// The input: JSON, as text.
    pub input: String,
    /// The phase in which it began; if empty, the definition's start.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub begins: String,
    /// The status in its lifecycle.
    pub status: Status,
    /// The reason for the status, if it does not explain itself.
    pub reason: String,
    /// The current phase; `None` before the first phase and after the last.
    pub run: Option<Run>,
    /// The number of visits of each phase.
    pub visits: BTreeMap<String, u32>,
    /// For phases with a limit of visits in a row: visits since an attempt of another phase was completed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub in_a_row: BTreeMap<String, u32>,
    /// Checklist items that are done.
    pub checklist: BTreeSet<String>,
    /// Artifacts that exist.
    pub artifacts: BTreeSet<String>,
    /// Phases entered.
    pub steps: u64,
    /// The outputs of phases.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub outputs: BTreeMap<String, Output>,
    /// The last written version of each output. It stays when the execution is rewound.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub output_versions: BTreeMap<String, u64>,
    /// The phase with the last output, which is that of the execution; empty before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub output_phase: String,
    /// Tokens, as workers report them.
    pub tokens: u64,
    /// Money, as workers report it, in millionths.
    pub money_micros: u64,
    /// The usage of tokens and money (in millionths) when a person last resumed the execution after an exhausted
    /// budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgiven: Option<(u64, u64)>,
    /// The largest fence of an attempt.
    pub fence: u64,
    /// Active timers.
    pub timers: BTreeMap<TimerKind, Timer>,
    /// The number of timers and messages created so far, which numbers their ids.
    pub timers_made: u64,
    /// The number of events written.
    pub events: u64,
    /// The end of the execution's time limit, by the clock of the orchestrator that started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_ms: Option<i64>,
    /// The position in the tenant's event log at which the search for its first event begins.
    pub cursor: String,
    /// The last completed attempt.
    pub last_done: Option<LastDone>,
    /// The last decisions, oldest first. Later work does not replace them.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub decisions: VecDeque<DecidedAttempt>,
    /// The last regression that named an attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_regressed: Option<LastRegressed>,
    /// The version of the state from which it continues after a rewind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewound: Option<u64>,
    /// The last failure, unless an attempt was completed since.
    pub last_failure: Option<Failure>,
    /// The last received signals, oldest first.
    pub signals: VecDeque<Identified>,
    /// Child executions.
    pub children: BTreeMap<String, Child>,
    /// At the root of a tree: the number of descendants in all generations.
    #[serde(default, skip_serializing_if = "is_default")]
    pub descendants: u32,
    /// The parent execution.
    pub parent: Option<Parent>,
    /// The description for lists and boards.
    #[serde(default, skip_serializing_if = "is_default")]
    pub about: About,
    /// The priority of its work and of its requests for WIP slots.
    #[serde(default, skip_serializing_if = "Priority::is_next")]
    pub priority: Priority,
    /// The last handoffs of its attempts. Only the last one may be open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handoffs: Vec<Handoff>,
    /// The current or last recovery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
    /// Messages without an answer so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<OpenMessage>,
    /// Parties that have arrived at joins, until the phase is left.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arrivals: BTreeMap<String, BTreeSet<String>>,
    /// The ids of the last counted arrivals, oldest first.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub arrival_ids: VecDeque<Identified>,
}

impl Priority {
    pub(crate) fn is_next(&self) -> bool {
        *self == Self::Next
    }
}

/// The status of an execution in its lifecycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// It runs.
    Running,
    /// A person has paused it.
    Paused,
    /// It cannot continue by itself, and waits for a person.
    Blocked,
    /// It has reached its end.
    Completed,
    /// It has failed.
    Failed,
    /// A person has cancelled it.
    Cancelled,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl Status {
    /// Whether the execution has ended.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// The current phase of an execution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Run {
    /// The phase's id.
    pub phase: String,
    /// The number of the visit, from 1.
    pub visit: u32,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The fence of the attempt.
    pub fence: u64,
    /// The status of the phase.
    pub status: RunStatus,
    /// Failures in a row.
    pub failures: u32,
    /// The pending approval: the approver and the next phase.
    pub asked: Option<PendingApproval>,
    /// In a phase with a WIP limit: the held or requested slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Feedback for its first attempt: JSON.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub feedback: Value,
    /// The instant of the entry, in milliseconds since 1970; 0 in states of older releases.
    #[serde(default, skip_serializing_if = "is_default")]
    pub since_ms: i64,
    /// The last claim of an attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// A digest of its attempt's completion; empty before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
    /// The data of the last handoff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed: Option<Handed>,
}

impl Run {
    /// The fence of the attempt; 0 before the first one.
    pub(crate) fn attempt_fence(&self) -> u64 {
        if self.attempt == 0 { 0 } else { self.fence }
    }

    /// Refuses an input for another attempt; 0 matches any.
    pub(super) fn check_fence(&self, asked: u64) -> Result<(), Refusal> {
        let current = self.attempt_fence();
        if asked == 0 || asked == current {
            return Ok(());
        }
        Err(Refusal::StaleFence { current, asked })
    }
}

/// A WIP slot of a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Place {
    /// The execution's number for the request; it grows.
    pub ticket: u64,
    /// Whether the execution holds the slot.
    pub held: bool,
}

/// The status of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RunStatus {
    /// It waits at its join.
    Joining,
    /// It waits for a WIP slot.
    Queued,
    /// An attempt is at work.
    Working,
    /// It waits for the next attempt.
    BackingOff,
    /// Its work is done, and an approval is pending.
    AwaitingApproval,
    /// Its attempts have failed, and a fix is looked up or prepared.
    Recovering,
}

/// An active timer of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Timer {
    /// The id; empty while the execution is paused.
    pub id: String,
    /// The due instant, by the clock of the orchestrator that created it. While paused, the remaining milliseconds.
    pub due_ms: i64,
}

/// The purpose of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TimerKind {
    /// The deadline of an approval.
    Approval,
    /// The time until a blocked execution raises a risk.
    Blocked,
    /// The reminder of an approval.
    Reminder,
    /// The deadline of a recovery command.
    Command,
    /// The deadline of the phase.
    Deadline,
    /// The time limit of the execution.
    Execution,
    /// The grace after the deadline of the phase.
    Grace,
    /// The deadline of a handoff.
    Handoff,
    /// The time limit of a join.
    Join,
    /// The time until an unacknowledged recovery command is sent again.
    Resend,
    /// The start of the next attempt.
    Retry,
}

/// A completed attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LastDone {
    /// The phase.
    pub phase: String,
    /// The fence of the attempt.
    pub fence: u64,
    /// The next phase; empty means the end.
    pub next: String,
    /// The decision, if there was an approval.
    pub decision: Option<bool>,
    /// A digest of the completion.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
    /// The number of the decision's event, if there was an approval.
    #[serde(default, skip_serializing_if = "is_default")]
    pub record: u64,
    /// The principal that decided, as records show it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub principal: String,
}

/// An attempt that ended by a regression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LastRegressed {
    /// The fence of the attempt.
    pub fence: u64,
    /// The phase to which it fell back.
    pub to: String,
    /// A digest of the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// A child execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Child {
    /// The name of its definition.
    pub definition: String,
    /// The reason for its discovery.
    pub reason: String,
    /// The phase in which it was discovered.
    pub phase: String,
    /// The phase in which it begins; if empty, its definition's start.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub begins: String,
    /// A digest of its request.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// The last reported status.
    pub status: Status,
    /// The child's number of events at that report.
    #[serde(default, skip_serializing_if = "is_default")]
    pub events: u64,
}

/// The parent of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Parent {
    /// The parent's id.
    pub id: String,
    /// The reason for the discovery.
    pub reason: String,
    /// The number of generations above this execution.
    pub depth: u32,
    /// The root of the tree; empty in older states.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub root: String,
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
