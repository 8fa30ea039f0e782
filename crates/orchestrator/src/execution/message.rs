//! Messages that ask for an answer: an attempt, an offered handoff, a recovery command.
//!
//! Invariants:
//! - The state names each message whose matter is open, at most one of each kind of matter.
//! - The step that ends a matter withdraws its message in the same entry, so no consumer receives it from then on.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::effect::{Effect, Step};
use super::handoff;
use super::output::NeededOutputs;
use super::recover::RecoveryStatus;
use super::state::{RunStatus, State, Status};

/// A message whose matter is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct OpenMessage {
    /// The timer's id.
    pub timer: String,
    /// The matter that it asks about.
    pub matter: Matter,
}

/// The matter of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub enum Matter {
    /// The attempt with this fence must be made.
    Attempt {
        /// The attempt's fence; a handoff changes it.
        fence: u64,
    },
    /// The handoff must be accepted or rejected.
    Handoff {
        /// The handoff's id.
        id: String,
    },
    /// The recovery command must be executed.
    Command {
        /// The command's id.
        id: String,
        /// The number of the message among those of the command. A later message replaces it.
        sent: u32,
    },
}

impl Matter {
    fn is_open(&self, state: &State) -> bool {
        let goes_on = matches!(state.status, Status::Running | Status::Paused);
        goes_on
            && match self {
                Self::Attempt { fence } => {
                    let run = state.run.as_ref();
                    run.is_some_and(|run| run.status == RunStatus::Working && run.fence == *fence)
                }
                Self::Handoff { id } => handoff::open(state).is_some_and(|open| open.id == *id),
                Self::Command { id, sent } => {
                    let recovery = state.recovery.as_ref();
                    let recovery = recovery.filter(|recovery| recovery.status == RecoveryStatus::Commanded);
                    let command = recovery.and_then(|recovery| recovery.command.as_ref());
                    command
                        .is_some_and(|command| (&command.id, command.sent) == (id, *sent) && !command.status.is_over())
                }
            }
    }

    fn over(&self) -> &'static str {
        match self {
            Self::Attempt { .. } => "its attempt is over",
            Self::Handoff { .. } => "its handoff is over",
            Self::Command { .. } => "its command is over, or was sent again",
        }
    }
}

impl Step {
    /// Sends a message that is withdrawn when its matter ends.
    pub(super) fn ask(&mut self, queue: &str, body: Value, matter: Matter) {
        self.ask_with(queue, (body, NeededOutputs::default()), matter);
    }

    /// Works like [`Self::ask`], and adds outputs to the message.
    pub(super) fn ask_with(&mut self, queue: &str, (body, needs): (Value, NeededOutputs), matter: Matter) {
        let timer = self.send_with(queue, (body, needs));
        self.state.messages.push(OpenMessage { timer, matter });
    }
}

/// Withdraws the messages whose matter this step has ended.
pub(super) fn follow(mut step: Step) -> Step {
    let messages = std::mem::take(&mut step.state.messages);
    for message in messages {
        if message.matter.is_open(&step.state) {
            step.state.messages.push(message);
        } else {
            step.effects.push(Effect::Withdraw {
                id: message.timer,
                why: message.matter.over(),
            });
        }
    }
    step
}
