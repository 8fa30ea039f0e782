//! What can happen to an execution.

use serde::{Deserialize, Serialize};

use super::handoff::Act;
use super::recover::CommandStatus;
use super::rewind::Past;
use super::state::{Parent, Status, TimerKind};
use crate::failure_kind::{FailureClass, FailureType};
use crate::outcome;
use crate::priority::Priority;

/// An execution to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Unique in the tenant.
    pub id: String,
    /// The version of the definition.
    pub definition_version: u64,
    /// JSON, as text.
    pub input: String,
    /// Who discovered it.
    pub parent: Option<Parent>,
    /// Of its work.
    pub priority: Priority,
    /// Where in the tenant's event log its first event is looked for.
    pub cursor: String,
    /// The phase in which it begins; empty: where its definition says.
    pub phase: String,
}

/// What happens to an execution.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// An attempt has done its work.
    Complete(Completion),
    /// An attempt has failed.
    Fail(Failure),
    /// Somebody has decided.
    Decide(Decision),
    /// Back to an earlier phase.
    Regress {
        /// Which.
        to: String,
        /// The attempt that is given up; 0: whichever is at work.
        fence: u64,
        /// Why.
        reason: String,
    },
    /// Somebody tells those who work on it something.
    Signal {
        /// A repeat of the same id counts once.
        id: String,
        /// What it is called.
        name: String,
        /// JSON, as text.
        data: String,
    },
    /// Stop for a while.
    Pause {
        /// Why.
        reason: String,
    },
    /// Go on.
    Resume,
    /// Go on from an earlier state.
    Rewind(Box<Past>),
    /// Begin the phase's attempts anew.
    Retry,
    /// Stop for good, with all children.
    Cancel {
        /// Why.
        reason: String,
    },
    /// More work was discovered.
    Spawn(NewChild),
    /// One more execution is to be below it, further down than its own children.
    Descendant {
        /// It was counted, and is not to be after all.
        back: bool,
    },
    /// A child has ended.
    ChildEnded {
        /// Which.
        id: String,
        /// How.
        status: Status,
        /// Why, if that is not obvious.
        reason: String,
        /// How many events the child had written by then: it may be tried again, and end otherwise. 0: it never began.
        events: u64,
    },
    /// A timer has fired.
    Wake {
        /// What for.
        kind: TimerKind,
        /// Its id.
        timer: String,
    },
    /// Somebody has come to a phase that waits for it.
    Arrive {
        /// The phase.
        point: String,
        /// Who; the same one counts once.
        who: String,
    },
    /// A place in a phase that takes only so many was given to it.
    Placed {
        /// The phase.
        phase: String,
        /// Which of its requests this answers.
        ticket: u64,
    },
    /// An attempt goes, or does not go, to another agent.
    Handoff(Act),
    /// What is known of the fixes of its definition.
    Counted(Counted),
    /// Somebody has chosen a fix.
    Resolve(Choice),
    /// Whoever does a recovery command says how far it is.
    Command(CommandWord),
}

impl Input {
    /// Whether it adds to what an execution has to know, and is not needed for coming to an end.
    pub(crate) fn is_more(&self) -> bool {
        matches!(
            self,
            Self::Spawn(_) | Self::Signal { .. } | Self::Arrive { .. } | Self::Handoff(Act::Propose(_))
        )
    }
}

/// What is known of fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Which look this answers.
    pub ticket: u64,
    /// What is known.
    pub outcomes: outcome::State,
}

impl Counted {
    /// How often a fix was tried against failures of this type, and how often the work was done then.
    pub(super) fn of(&self, fix: &str, failure_type: FailureType) -> (u64, u64) {
        let counts = self.outcomes.fixes.get(fix);
        let count = counts.and_then(|counts| counts.get(&failure_type));
        count.map_or((0, 0), |count| (count.tried, count.succeeded))
    }
}

/// Somebody has chosen a fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Which.
    pub fix: String,
    /// The attempt that has failed; 0: whichever did.
    pub fence: u64,
    /// Who.
    pub by: String,
    /// Why.
    pub why: String,
}

/// How far a recovery command is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandWord {
    /// Which.
    pub command: String,
    /// How far.
    pub status: CommandStatus,
    /// Who says so.
    pub by: String,
    /// What there is to say.
    pub note: String,
}

/// An attempt has done its work, and shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Completion {
    /// Which phase; empty: the one it is in.
    pub phase: String,
    /// Which attempt; 0: whichever is at work.
    pub fence: u64,
    /// Items that are done.
    pub checklist: Vec<String>,
    /// Things that were made.
    pub artifacts: Vec<String>,
    /// How good it is, 0 to 1.
    pub score: Option<f64>,
    /// What the next attempt should know if this one is not good enough.
    pub feedback: String,
    /// The phase that is to follow; empty: the first that may.
    pub to: String,
    /// What the attempt used.
    pub tokens: u64,
    /// In millionths.
    pub money_micros: u64,
    /// The principal that shows a key and says so; empty where no key is shown.
    pub principal: String,
}

/// An attempt has failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Failure {
    /// Which attempt; 0: whichever is at work.
    pub fence: u64,
    /// Whether another attempt can help.
    pub class: FailureClass,
    /// What kind of failure it is.
    pub failure_type: FailureType,
    /// The same for the same failure; empty: it cannot be told.
    pub signature: String,
    /// For people.
    pub message: String,
    /// What the attempt used.
    pub tokens: u64,
    /// In millionths.
    pub money_micros: u64,
}

/// Somebody has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which phase; empty: the one it is in.
    pub phase: String,
    /// The attempt whose work it is about; 0: whichever is decided on.
    pub fence: u64,
    /// Whether it goes on.
    pub approved: bool,
    /// In whose name.
    pub by: String,
    /// Why.
    pub why: String,
    /// The principal that decides, as records name it.
    pub principal: String,
}

/// More work was discovered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChild {
    /// Unique in the tenant.
    pub id: String,
    /// The name of its definition.
    pub definition: String,
    /// Why.
    pub reason: String,
    /// JSON, as text.
    pub input: String,
    /// The phase of its definition in which it begins; empty: where that says.
    pub phase: String,
}

/// Why something happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Cause {
    /// Somebody asked for it, by this call.
    Request(String),
    /// This event was delivered.
    Event(String),
}
