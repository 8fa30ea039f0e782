//! The inputs of an execution.

use serde::{Deserialize, Serialize};

use super::about::{About, Claim, Update};
use super::handoff::Act;
use super::output::Output;
use super::recover::CommandStatus;
use super::rewind::Past;
use super::state::{Parent, Status, TimerKind};
use crate::failure_kind::{FailureClass, FailureType};
use crate::outcome;
use crate::priority::Priority;

/// The parameters of a new execution.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The id, unique in the tenant.
    pub id: String,
    /// The version of the definition.
    pub definition_version: u64,
    /// The input: JSON, as text.
    pub input: String,
    /// The execution that discovered it.
    pub parent: Option<Parent>,
    /// The priority of its work.
    pub priority: Priority,
    /// The position in the tenant's event log at which the search for its first event begins.
    pub cursor: String,
    /// The phase in which it begins; if empty, the definition's start.
    pub phase: String,
    /// Title, labels and series.
    pub about: About,
}

/// An input of an execution.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// An attempt has completed its work.
    Complete(Completion),
    /// An attempt has failed.
    Fail(Failure),
    /// A person has decided about an approval.
    Decide(Decision),
    /// A person asks another one for a pending decision.
    Delegate(Delegation),
    /// A person comments on the execution.
    Comment {
        /// The comment's id. A repeat with the same id has no effect.
        id: String,
        /// The author.
        by: String,
        /// The text.
        text: String,
    },
    /// Falls back to an earlier phase.
    Regress {
        /// The earlier phase.
        to: String,
        /// The fence of the abandoned attempt; 0 selects the current one.
        fence: u64,
        /// The reason.
        reason: String,
    },
    /// Sends a signal to the workers of the execution.
    Signal {
        /// The signal's id. A repeat with the same id has no effect.
        id: String,
        /// The signal's name.
        name: String,
        /// The data: JSON, as text.
        data: String,
    },
    /// Pauses the execution.
    Pause {
        /// The reason.
        reason: String,
    },
    /// Resumes the execution.
    Resume,
    /// Continues from an earlier state.
    Rewind(Box<Past>),
    /// Restarts the attempts of the phase.
    Retry,
    /// Cancels the execution and all its children.
    Cancel {
        /// The reason.
        reason: String,
    },
    /// Changes title, labels or priority.
    Update(Update),
    /// A worker holds an attempt.
    Claim(Claim),
    /// Adds a child execution.
    Spawn(NewChild),
    /// Counts a descendant below the execution's own children.
    Descendant {
        /// Takes the count back, because the descendant was not started.
        back: bool,
    },
    /// A child has ended.
    ChildEnded {
        /// The child's id.
        id: String,
        /// The child's end.
        end: ChildEnd,
    },
    /// A timer has fired.
    Wake {
        /// The timer's purpose.
        kind: TimerKind,
        /// The timer's id.
        timer: String,
    },
    /// A party has arrived at a join.
    Arrive {
        /// The idempotency key.
        id: String,
        /// The phase with the join.
        point: String,
        /// The party. A repeated arrival counts once.
        who: String,
    },
    /// The execution has received a WIP slot.
    Placed {
        /// The phase.
        phase: String,
        /// The request that this answers.
        ticket: u64,
    },
    /// An act on a handoff of an attempt.
    Handoff(Act),
    /// The counts of the definition's fixes.
    Counted(Counted),
    /// A person has chosen a fix.
    Resolve(Choice),
    /// A progress report about a recovery command.
    Command(CommandWord),
}

impl Input {
    /// Whether the input adds optional data, which the execution does not need to come to its end.
    pub(crate) fn is_more(&self) -> bool {
        if let Self::Update(update) = self {
            return update.title.as_ref().is_some_and(|title| !title.is_empty()) || !update.set_labels.is_empty();
        }
        matches!(
            self,
            Self::Spawn(_)
                | Self::Signal { .. }
                | Self::Arrive { .. }
                | Self::Comment { .. }
                | Self::Handoff(Act::Propose(_))
        )
    }
}

/// The counts of fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The request that this answers.
    pub ticket: u64,
    /// The counts.
    pub outcomes: outcome::State,
}

impl Counted {
    /// The number of attempts with a fix against failures of this type, and the number of successes.
    pub(super) fn of(&self, fix: &str, failure_type: FailureType) -> (u64, u64) {
        let counts = self.outcomes.fixes.get(fix);
        let count = counts.and_then(|counts| counts.get(&failure_type));
        count.map_or((0, 0), |count| (count.tried, count.succeeded))
    }
}

/// A person's choice of a fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The fix.
    pub fix: String,
    /// The fence of the failed attempt; 0 selects the current one.
    pub fence: u64,
    /// The person.
    pub by: String,
    /// The reason.
    pub why: String,
}

/// A progress report about a recovery command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandWord {
    /// The command's id.
    pub command: String,
    /// The command's status.
    pub status: CommandStatus,
    /// The reporter.
    pub by: String,
    /// A note.
    pub note: String,
}

/// A completed attempt with its evidence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Completion {
    /// The phase; if empty, the current one.
    pub phase: String,
    /// The fence of the attempt; 0 selects the current one.
    pub fence: u64,
    /// Checklist items that are done.
    pub checklist: Vec<String>,
    /// Artifacts that were made.
    pub artifacts: Vec<String>,
    /// The score, 0 to 1.
    pub score: Option<f64>,
    /// Feedback for the next attempt, if the score is too low.
    pub feedback: String,
    /// The next phase; if empty, the default successor.
    pub to: String,
    /// Tokens that the attempt used.
    pub tokens: u64,
    /// Money that the attempt used, in millionths.
    pub money_micros: u64,
    /// The principal of the caller's API key; empty without a key.
    pub principal: String,
    /// The output: JSON, as text; empty without one.
    pub output: String,
}

/// An attempt has failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Failure {
    /// The fence of the attempt; 0 selects the current one.
    pub fence: u64,
    /// Whether another attempt can help.
    pub class: FailureClass,
    /// The type of failure.
    pub failure_type: FailureType,
    /// A signature, equal for equal failures; empty if unknown.
    pub signature: String,
    /// A message for people.
    pub message: String,
    /// Tokens that the attempt used.
    pub tokens: u64,
    /// Money that the attempt used, in millionths.
    pub money_micros: u64,
}

/// A decision about an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The phase; if empty, the current one.
    pub phase: String,
    /// The fence of the completed attempt; 0 selects the pending one.
    pub fence: u64,
    /// Whether the work is approved.
    pub approved: bool,
    /// The person in whose name the decision is made.
    pub by: String,
    /// The reason.
    pub why: String,
    /// The principal that decides, as records show it.
    pub principal: String,
    /// The principal if it uses a key; empty without a key.
    pub key: String,
}

/// A request to ask another person for a pending decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// The fence of the completed attempt; 0 selects the pending one.
    pub fence: u64,
    /// The person or group to ask.
    pub to: String,
    /// The author.
    pub by: String,
    /// The reason.
    pub why: String,
}

/// The end of a child execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildEnd {
    /// The child's final status.
    pub status: Status,
    /// The reason, if the status does not explain itself.
    pub reason: String,
    /// The child's number of events at that time, since a retried child may end again. 0 means that it never began.
    pub events: u64,
    /// The phase of the child's output, and the output.
    pub output: Option<(String, Output)>,
}

/// A newly discovered child execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChild {
    /// The id, unique in the tenant.
    pub id: String,
    /// The name of its definition.
    pub definition: String,
    /// The reason.
    pub reason: String,
    /// The input: JSON, as text.
    pub input: String,
    /// The phase in which it begins; if empty, its definition's start.
    pub phase: String,
}

/// The cause of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Cause {
    /// A caller's request; the text names the call.
    Request(String),
    /// A delivered event; the text is its id.
    Event(String),
}
