//! The next state and its effects.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::At;
use super::output::NeededOutputs;
use super::recover;
use super::refusal::Refusal;
use super::state::{State, Status, Timer, TimerKind};
use crate::outcome::{Ended, Outcome};
use crate::place::breaker::Left;

/// An effect that the entry of the next state contains.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Creates a timer for the orchestrators.
    Wake {
        /// The timer's id.
        id: String,
        /// The purpose of the timer.
        kind: TimerKind,
        /// The delay from now.
        delay: Duration,
    },
    /// Cancels a timer, which may have fired already.
    Forget {
        /// The timer's id.
        id: String,
    },
    /// Withdraws a message, even if it was delivered.
    Withdraw {
        /// The timer's id.
        id: String,
        /// The reason, for the event log.
        why: &'static str,
    },
    /// Sends a message to workers, due at once.
    Send {
        /// The timer's id.
        id: String,
        /// The destination queue.
        queue: String,
        /// The body, JSON.
        body: Value,
        /// The outputs that the store adds to the body.
        needs: NeededOutputs,
    },
    /// Stores the output of a phase.
    StoreOutput {
        /// The phase.
        phase: String,
        /// The version that precedes it; 0 for the first output.
        after: u64,
        /// The output: JSON, as text.
        data: String,
    },
    /// Sends a message to the orchestrators, due at once.
    Tell {
        /// The timer's id.
        id: String,
        /// The message.
        message: Message,
    },
    /// Writes a record to the event log.
    Emit {
        /// The event's type.
        kind: &'static str,
        /// The event's data, JSON.
        data: Value,
    },
}

/// A message between orchestrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Requests the start of a child.
    StartChild {
        /// The child's id.
        id: String,
        /// The child's input: JSON, as text.
        input: String,
    },
    /// Reports the end of this execution to its parent.
    TellParent,
    /// Requests the cancellation of this execution's children.
    CancelChildren,
    /// Requests a WIP slot of a phase.
    AskPlace {
        /// The phase.
        phase: String,
        /// The execution's number for this request.
        ticket: u64,
    },
    /// Requests the counts of the definition's fixes.
    CountFixes {
        /// The execution's number for this request.
        ticket: u64,
    },
    /// Reports the outcome of a fix, or the end of a recovery.
    CountOutcome {
        /// The outcome of the fix.
        outcome: Option<Outcome>,
        /// The end of the recovery.
        ended: Option<Ended>,
    },
    /// Releases a WIP slot, or withdraws the request for it.
    LeavePlace {
        /// The phase.
        phase: String,
        /// The execution's number for the request.
        ticket: u64,
        /// The way in which it leaves.
        left: Left,
    },
    /// Reports that the execution has failed and keeps its WIP slot.
    FailPlace {
        /// The phase.
        phase: String,
        /// The execution's number for the request.
        ticket: u64,
    },
}

/// A step: the next state with its effects.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The next state.
    pub state: State,
    /// The effects.
    pub effects: Vec<Effect>,
}

impl From<State> for Step {
    fn from(state: State) -> Self {
        Self {
            state,
            effects: Vec::new(),
        }
    }
}

impl Step {
    /// Refuses inputs that need a running execution.
    pub(super) fn check_running(&self) -> Result<(), Refusal> {
        let status = self.state.status;
        match status {
            Status::Running => Ok(()),
            Status::Paused | Status::Blocked => Err(Refusal::NotRunning {
                status,
                reason: self.state.reason.clone(),
            }),
            Status::Completed | Status::Failed | Status::Cancelled => Err(Refusal::Terminal { status }),
        }
    }

    /// Emits an event. `more` is added to the fields that every event of an execution has.
    pub(super) fn emit(&mut self, kind: &'static str, at: &At, more: Value) {
        let mut data = Map::new();
        data.insert("execution".to_owned(), json!(self.state.id));
        data.insert("definition".to_owned(), json!(self.state.definition));
        data.insert("definitionVersion".to_owned(), json!(self.state.definition_version));
        if let Some(run) = &self.state.run {
            data.insert("phase".to_owned(), json!(run.phase));
            data.insert("visit".to_owned(), json!(run.visit));
            data.insert("attempt".to_owned(), json!(run.attempt));
        }
        data.insert("cause".to_owned(), json!(at.cause));
        if let Value::Object(more) = more {
            data.extend(more);
        }
        self.state.events += 1;
        data.insert("number".to_owned(), json!(self.state.events));
        self.effects.push(Effect::Emit {
            kind,
            data: Value::Object(data),
        });
    }

    fn next_id(&mut self, letter: char) -> String {
        self.state.timers_made += 1;
        format!("wf.{}.{letter}{}", self.state.id, self.state.timers_made)
    }

    /// Starts a timer of this kind, and replaces an earlier one.
    pub(super) fn wait(&mut self, kind: TimerKind, delay: Duration, at: &At) {
        self.forget(kind);
        let id = self.next_id('w');
        let due_ms = at
            .now_ms
            .saturating_add(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX));
        self.state.timers.insert(kind, Timer { id: id.clone(), due_ms });
        self.effects.push(Effect::Wake { id, kind, delay });
    }

    /// Cancels the timer of this kind.
    pub(super) fn forget(&mut self, kind: TimerKind) {
        if let Some(timer) = self.state.timers.remove(&kind) {
            self.forget_timer(timer.id);
        }
    }

    /// Cancels a timer, if it was created.
    pub(super) fn forget_timer(&mut self, id: String) {
        if !id.is_empty() {
            self.effects.push(Effect::Forget { id });
        }
    }

    /// Cancels all timers of the phase.
    pub(super) fn forget_phase(&mut self) {
        for kind in [
            TimerKind::Approval,
            TimerKind::Command,
            TimerKind::Deadline,
            TimerKind::Grace,
            TimerKind::Join,
            TimerKind::Reminder,
            TimerKind::Resend,
            TimerKind::Retry,
        ] {
            self.forget(kind);
        }
    }

    /// Cancels all timers.
    pub(super) fn forget_all(&mut self) {
        self.forget_phase();
        self.forget(TimerKind::Blocked);
        self.forget(TimerKind::Execution);
    }

    /// Sends a message that needs no answer; see [`Self::ask`]. Returns its timer's id.
    pub(super) fn send(&mut self, queue: &str, body: Value) -> String {
        self.send_with(queue, (body, NeededOutputs::default()))
    }

    /// Works like [`Self::send`], and adds outputs to the message.
    pub(super) fn send_with(&mut self, queue: &str, (body, needs): (Value, NeededOutputs)) -> String {
        let id = self.next_id('d');
        self.effects.push(Effect::Send {
            id: id.clone(),
            queue: queue.to_owned(),
            body,
            needs,
        });
        id
    }

    pub(super) fn tell(&mut self, message: Message) {
        let id = self.next_id('m');
        self.effects.push(Effect::Tell { id, message });
    }

    /// Ends the execution. If it did not complete, its children are cancelled.
    pub(super) fn end(mut self, status: Status, reason: &str, at: &At) -> Self {
        let kind = match status {
            Status::Completed => "workflow.completed",
            Status::Cancelled => "workflow.cancelled",
            _ => "workflow.failed",
        };
        self.state.status = status;
        reason.clone_into(&mut self.state.reason);
        self.leave_place();
        self.forget_all();
        recover::ended(&mut self, status, at);
        self.emit(kind, at, json!({ "reason": reason }));
        if status == Status::Completed {
            self.state.run = None;
        } else if !self.state.children.is_empty() {
            self.tell(Message::CancelChildren);
        }
        if self.state.parent.is_some() {
            self.tell(Message::TellParent);
        }
        self
    }

    /// Blocks the execution until it is resumed.
    pub(super) fn block(mut self, reason: &str, at: &At) -> Self {
        self.state.status = Status::Blocked;
        reason.clone_into(&mut self.state.reason);
        self.fail_place();
        self.forget_phase();
        self.emit("workflow.paused", at, json!({ "reason": reason, "blocked": true }));
        self
    }
}
