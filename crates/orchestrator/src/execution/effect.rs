//! The next state, and what happens with it.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::At;
use super::recover;
use super::refusal::Refusal;
use super::state::{State, Status, Timer, TimerKind};
use crate::outcome::{Ended, Outcome};
use crate::place::breaker::Left;

/// What happens in the same entry as the next state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A timer for the orchestrators.
    Wake {
        /// Its id.
        id: String,
        /// What for.
        kind: TimerKind,
        /// From now.
        delay: Duration,
    },
    /// A timer is not needed any more; it may have fired already.
    Forget {
        /// Its id.
        id: String,
    },
    /// A message is over, also if it was delivered.
    Withdraw {
        /// The timer's id.
        id: String,
        /// The reason, for the event log.
        why: &'static str,
    },
    /// A message for whoever works, due at once.
    Send {
        /// The timer's id.
        id: String,
        /// To this queue.
        queue: String,
        /// JSON.
        body: Value,
    },
    /// A message for the orchestrators, due at once.
    Tell {
        /// The timer's id.
        id: String,
        /// What.
        message: Message,
    },
    /// A record in the event log.
    Emit {
        /// Its type.
        kind: &'static str,
        /// JSON.
        data: Value,
    },
}

/// What orchestrators tell each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// This child is to be started.
    StartChild {
        /// Its id.
        id: String,
        /// What with: JSON, as text.
        input: String,
    },
    /// This execution has ended, and its parent is to know.
    TellParent,
    /// The children of this execution are to be cancelled.
    CancelChildren,
    /// It wants a place in a phase.
    AskPlace {
        /// Which.
        phase: String,
        /// Its number for this request.
        ticket: u64,
    },
    /// What is known of the fixes of its definition is asked for.
    CountFixes {
        /// Its number for this look.
        ticket: u64,
    },
    /// What a fix of its definition came to, and how the recovery ended.
    CountOutcome {
        /// What it came to.
        outcome: Option<Outcome>,
        /// How it ended.
        ended: Option<Ended>,
    },
    /// It does not want, or need, that place any more.
    LeavePlace {
        /// Of which phase.
        phase: String,
        /// Its number for the request.
        ticket: u64,
        /// How it leaves it.
        left: Left,
    },
    /// It has failed in the place that it has, and keeps it.
    FailPlace {
        /// Of which phase.
        phase: String,
        /// Its number for the request.
        ticket: u64,
    },
}

/// A state in the making.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The next state.
    pub state: State,
    /// What happens with it.
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
    /// Refuses what only one that goes on can do.
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

    /// Records something. `more` is added to what every record of an execution has.
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

    /// Waits for `delay`, instead of what was waited for by this kind before.
    pub(super) fn wait(&mut self, kind: TimerKind, delay: Duration, at: &At) {
        self.forget(kind);
        let id = self.next_id('w');
        let due_ms = at
            .now_ms
            .saturating_add(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX));
        self.state.timers.insert(kind, Timer { id: id.clone(), due_ms });
        self.effects.push(Effect::Wake { id, kind, delay });
    }

    /// Does not wait for it any more.
    pub(super) fn forget(&mut self, kind: TimerKind) {
        if let Some(timer) = self.state.timers.remove(&kind) {
            self.forget_timer(timer.id);
        }
    }

    /// Withdraws a timer that the fabric may have.
    pub(super) fn forget_timer(&mut self, id: String) {
        if !id.is_empty() {
            self.effects.push(Effect::Forget { id });
        }
    }

    /// Waits for nothing that belongs to the phase.
    pub(super) fn forget_phase(&mut self) {
        for kind in [
            TimerKind::Approval,
            TimerKind::Command,
            TimerKind::Deadline,
            TimerKind::Grace,
            TimerKind::Join,
            TimerKind::Resend,
            TimerKind::Retry,
        ] {
            self.forget(kind);
        }
    }

    /// Waits for nothing.
    pub(super) fn forget_all(&mut self) {
        self.forget_phase();
        self.forget(TimerKind::Blocked);
        self.forget(TimerKind::Execution);
    }

    /// Sends a message that asks for no answer; see [`Self::ask`]. Returns its timer's id.
    pub(super) fn send(&mut self, queue: &str, body: Value) -> String {
        let id = self.next_id('d');
        self.effects.push(Effect::Send {
            id: id.clone(),
            queue: queue.to_owned(),
            body,
        });
        id
    }

    pub(super) fn tell(&mut self, message: Message) {
        let id = self.next_id('m');
        self.effects.push(Effect::Tell { id, message });
    }

    /// Ends the execution. Children of one that did not complete are cancelled.
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

    /// Stops until somebody resumes it.
    pub(super) fn block(mut self, reason: &str, at: &At) -> Self {
        self.state.status = Status::Blocked;
        reason.clone_into(&mut self.state.reason);
        self.fail_place();
        self.forget_phase();
        self.emit("workflow.paused", at, json!({ "reason": reason, "blocked": true }));
        self
    }
}
