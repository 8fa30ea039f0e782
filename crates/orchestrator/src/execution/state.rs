//! What an execution has come to, as it is stored: JSON, of the format that its first field numbers.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::handoff::{Handed, Handoff};
use super::input::Failure;
use super::message::OpenMessage;
use super::recover::Recovery;
use super::refusal::Refusal;
use crate::priority::Priority;

/// Grows when the meaning of what is stored changes.
pub const FORMAT: u32 = 1;

/// An execution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct State {
    /// Of what is stored: 1.
    pub format: u32,
    /// Unique in the tenant.
    pub id: String,
    /// The name of its definition.
    pub definition: String,
    /// The version of the definition that it follows to its end.
    pub definition_version: u64,
    /// What it was started with: JSON, as text.
    pub input: String,
    /// The phase in which it was to begin; empty: where its definition says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub begins: String,
    /// Where it is in its life.
    pub status: Status,
    /// Why it is there, if that is not obvious.
    pub reason: String,
    /// What it is at; none before the first phase and after the last.
    pub run: Option<Run>,
    /// How often each phase was entered.
    pub visits: BTreeMap<String, u32>,
    /// Of phases whose visits in a row are limited: how often each was entered since an attempt of another phase was completed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub in_a_row: BTreeMap<String, u32>,
    /// Items of checklists that were shown.
    pub checklist: BTreeSet<String>,
    /// Artifacts that were shown.
    pub artifacts: BTreeSet<String>,
    /// What was used of the budgets.
    pub steps: u64,
    /// As reported.
    pub tokens: u64,
    /// As reported, in millionths.
    pub money_micros: u64,
    /// What was spent of the budgets of tokens and money (in millionths) when somebody resumed it although they were spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgiven: Option<(u64, u64)>,
    /// The largest fence of an attempt.
    pub fence: u64,
    /// Timers that it waits for.
    pub timers: BTreeMap<TimerKind, Timer>,
    /// Timers and messages that it ever made: numbers their ids.
    pub timers_made: u64,
    /// Events that it wrote.
    pub events: u64,
    /// Where its time is limited: when that is over, by the clock of the orchestrator that started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_ms: Option<i64>,
    /// Where in the tenant's event log its first event is looked for.
    pub cursor: String,
    /// The last attempt that was completed.
    pub last_done: Option<LastDone>,
    /// The last fall back of an attempt that was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_regressed: Option<LastRegressed>,
    /// The version of its state from which it goes on, if somebody has taken it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewound: Option<u64>,
    /// The last failure, while nothing was completed since.
    pub last_failure: Option<Failure>,
    /// Signals that came, by their ids, so that a repeat counts once.
    pub signals: VecDeque<String>,
    /// Executions that were discovered on the way.
    pub children: BTreeMap<String, Child>,
    /// Of the first one of a tree: how many are below it, in all generations.
    #[serde(default, skip_serializing_if = "is_none")]
    pub descendants: u32,
    /// The one that discovered it.
    pub parent: Option<Parent>,
    /// Of its work, and of its turn where places are few.
    #[serde(default, skip_serializing_if = "Priority::is_next")]
    pub priority: Priority,
    /// Handoffs of its attempts, the last ones; only the last of all may be open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handoffs: Vec<Handoff>,
    /// What is, or was last, done about a failure after which no other attempt followed by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Recovery>,
    /// Messages that ask for an answer which has not come yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<OpenMessage>,
    /// Who has come to phases that wait for it, until they are left.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arrivals: BTreeMap<String, BTreeSet<String>>,
}

impl Priority {
    pub(crate) fn is_next(&self) -> bool {
        *self == Self::Next
    }
}

/// Where an execution is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// It goes on.
    Running,
    /// Somebody has stopped it for a while.
    Paused,
    /// It cannot go on by itself, and waits for somebody.
    Blocked,
    /// It reached its end.
    Completed,
    /// It was given up.
    Failed,
    /// Somebody has stopped it for good.
    Cancelled,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl Status {
    /// Whether it has ended.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// A phase at work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Run {
    /// The phase's id.
    pub phase: String,
    /// The how-manyth time that the execution is in it, from 1.
    pub visit: u32,
    /// From 1.
    pub attempt: u32,
    /// Of this attempt.
    pub fence: u64,
    /// Where it is.
    pub status: RunStatus,
    /// Failures in a row.
    pub failures: u32,
    /// While somebody has to decide: who is asked, and what follows.
    pub asked: Option<Asked>,
    /// Where places are limited: the one that it has, or has asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What its first attempt is to be told: JSON.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub feedback: Value,
    /// A digest of what its attempt was completed with; empty before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
    /// What the last agent that it was handed to was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed: Option<Handed>,
}

impl Run {
    /// Of the attempt that has begun; 0 before the first one.
    pub(crate) fn attempt_fence(&self) -> u64 {
        if self.attempt == 0 { 0 } else { self.fence }
    }

    /// Refuses what is about another attempt than this one; 0 is any.
    pub(super) fn check_fence(&self, asked: u64) -> Result<(), Refusal> {
        let current = self.attempt_fence();
        if asked == 0 || asked == current {
            return Ok(());
        }
        Err(Refusal::StaleFence { current, asked })
    }
}

/// One of the places of a phase that takes only so many executions at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Place {
    /// Which of the execution's requests for a place it is of; grows.
    pub ticket: u64,
    /// Whether it has it.
    pub held: bool,
}

/// Where a phase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RunStatus {
    /// Its work begins when others have come.
    Joining,
    /// Its work begins when it has a place.
    Queued,
    /// Somebody works on it.
    Working,
    /// The next attempt has not begun.
    BackingOff,
    /// Its work is done, and somebody has to decide.
    AwaitingApproval,
    /// Its attempts have failed, and a fix is looked for or prepared.
    Recovering,
}

/// A decision that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Asked {
    /// Who is asked now.
    pub who: String,
    /// How many of the escalation were asked.
    pub escalations: u32,
    /// The phase that follows an approval; empty: the end.
    pub next: String,
    /// The principal that completed the work by a key; empty: it showed none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub worker: String,
}

/// A timer that an execution waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Timer {
    /// Its id; empty while the execution is paused.
    pub id: String,
    /// When it is due, by the clock of the orchestrator that made it; while paused: what is left, in milliseconds.
    pub due_ms: i64,
}

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TimerKind {
    /// Somebody has to have decided.
    Approval,
    /// It has to go on again.
    Blocked,
    /// A recovery command has to be done.
    Command,
    /// The phase has to be over.
    Deadline,
    /// The execution has to be over.
    Execution,
    /// The phase has to be over, after its deadline has passed.
    Grace,
    /// A handoff has to have a result.
    Handoff,
    /// Others have to have come.
    Join,
    /// A recovery command has to have arrived.
    Resend,
    /// The next attempt begins.
    Retry,
}

/// An attempt that was completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LastDone {
    /// Of which phase.
    pub phase: String,
    /// Which attempt.
    pub fence: u64,
    /// What followed; empty: the end.
    pub next: String,
    /// Whether it was decided on, and how.
    pub decision: Option<bool>,
    /// A digest of what it was completed with.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
    /// The number of the decision's record, if it was decided on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub record: u64,
    /// The principal that decided, as records name it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub principal: String,
}

/// An attempt that was given up for an earlier phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LastRegressed {
    /// Which attempt.
    pub fence: u64,
    /// The phase it fell back to.
    pub to: String,
}

/// An execution that another one discovered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Child {
    /// What it follows.
    pub definition: String,
    /// Why it is there.
    pub reason: String,
    /// The phase in which it was discovered.
    pub phase: String,
    /// The phase of its definition in which it begins; empty: where that says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub begins: String,
    /// As it is known.
    pub status: Status,
    /// How many events it had written when that was told.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub events: u64,
}

/// The execution that discovered this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Parent {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Generations above this one.
    pub depth: u32,
    /// The first one of all; empty where that was not noted yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub root: String,
}

fn is_none(number: &u32) -> bool {
    *number == 0
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}
