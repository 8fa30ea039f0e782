//! The orders in the orchestrators' queue.

use serde::Deserialize;

use crate::agent::TimerKind as AgentTimer;
use crate::execution::TimerKind;
use crate::outcome::{Ended, Outcome};
use crate::place::breaker::Left;

use super::starts::Asked;

/// An event of the orchestrators' queue.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub data: Order,
}

/// The work that an event asks for.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Order {
    Wake {
        execution: String,
        wake: TimerKind,
        timer: String,
    },
    StartChild {
        execution: String,
        child: String,
        input: String,
    },
    TellParent {
        execution: String,
    },
    CancelChildren {
        execution: String,
    },
    AskPlace {
        execution: String,
        phase: String,
        ticket: u64,
        /// How often the request was deferred because too many executions wait.
        #[serde(default)]
        round: u32,
    },
    LeavePlace {
        execution: String,
        definition: String,
        phase: String,
        ticket: u64,
        #[serde(default)]
        left: Left,
    },
    FailPlace {
        execution: String,
        definition: String,
        phase: String,
        ticket: u64,
    },
    TryPlace {
        definition: String,
        phase: String,
        round: u64,
    },
    Placed {
        execution: String,
        definition: String,
        phase: String,
        ticket: u64,
    },
    CountFixes {
        execution: String,
        ticket: u64,
    },
    TellOutcome {
        order: String,
        definition: String,
        outcome: Option<Outcome>,
        ended: Option<Ended>,
    },
    CountOutcome {
        definition: String,
        outcome: Option<Outcome>,
        ended: Option<Ended>,
    },
    /// A schedule starts an execution.
    Start(Asked),
    /// A schedule requests a report.
    Report {
        report: String,
    },
    AgentSilent {
        agent: String,
        watchdog: String,
    },
    AgentWake {
        agent: String,
        wake: AgentTimer,
        timer: String,
    },
    AttemptLost {
        agent: String,
        execution: String,
        fence: u64,
        #[serde(default)]
        rule: String,
    },
}

impl Order {
    /// The kind as the event names it; the label of metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Wake { .. } => "wake",
            Self::StartChild { .. } => "start_child",
            Self::TellParent { .. } => "tell_parent",
            Self::CancelChildren { .. } => "cancel_children",
            Self::AskPlace { .. } => "ask_place",
            Self::LeavePlace { .. } => "leave_place",
            Self::FailPlace { .. } => "fail_place",
            Self::TryPlace { .. } => "try_place",
            Self::Placed { .. } => "placed",
            Self::CountFixes { .. } => "count_fixes",
            Self::TellOutcome { .. } => "tell_outcome",
            Self::CountOutcome { .. } => "count_outcome",
            Self::Start(_) => "start",
            Self::Report { .. } => "report",
            Self::AgentSilent { .. } => "agent_silent",
            Self::AgentWake { .. } => "agent_wake",
            Self::AttemptLost { .. } => "attempt_lost",
        }
    }
}
