//! The next state of an agent and its effects.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::state::{State, Status, TimerKind, Work};
use crate::execution::At;

/// An effect that the entry of the next state contains.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Starts a watchdog that fires after a silence.
    Watch {
        /// The watchdog's id.
        id: String,
        /// The time to live.
        ttl: Duration,
    },
    /// Creates a timer for the orchestrators.
    Wake {
        /// The timer's id.
        id: String,
        /// The purpose of the timer.
        kind: TimerKind,
        /// The delay from now.
        delay: Duration,
    },
    /// Cancels a timer or a watchdog, which may have fired already.
    Forget {
        /// The timer's id.
        id: String,
    },
    /// Sends a message, due at once.
    Send {
        /// The timer's id.
        id: String,
        /// The destination queue.
        queue: String,
        /// The body, JSON.
        body: Value,
    },
    /// Fails the attempt of the agent, which counts as lost.
    Reassign {
        /// The timer's id.
        id: String,
        /// The attempt.
        work: Work,
        /// The rule, or the other reason, that ended its work.
        rule: &'static str,
    },
    /// Writes a record to the event log.
    Emit {
        /// The event's type.
        kind: &'static str,
        /// The event's data, JSON.
        data: Value,
    },
}

/// The reason why an input is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The agent is not registered.
    Unknown,
    /// A newer instance is registered.
    StaleEpoch {
        /// The epoch of the newest instance.
        current: u64,
    },
    /// The id was used for a request with other content.
    OtherRequest {
        /// The field that contains the id.
        field: &'static str,
    },
    /// No instance has registered with this epoch.
    UnknownEpoch {
        /// The epoch of the newest instance.
        current: u64,
    },
    /// The agent is retired or quarantined.
    NotActive {
        /// The current status.
        status: Status,
        /// The reason for that status.
        reason: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("nobody registered this agent; register it first"),
            Self::StaleEpoch { current } => write!(
                f,
                "a newer instance of this agent was registered, with epoch {current}; end this one, or register it anew"
            ),
            Self::OtherRequest { field } => write!(
                f,
                "{field}: a request with other fields had this id; use a new id, or repeat the very same fields"
            ),
            Self::UnknownEpoch { current } => {
                write!(
                    f,
                    "epoch: no instance of it was registered; the newest one's is {current}"
                )
            }
            Self::NotActive { status, reason } => {
                let (is, way_out) = match status {
                    Status::Retired => ("has retired", "register it anew"),
                    _ => ("is in quarantine", "release it first"),
                };
                match reason.as_str() {
                    "" => write!(f, "this agent {is}; {way_out}"),
                    reason => write!(f, "this agent {is}: {reason}; {way_out}"),
                }
            }
        }
    }
}

/// A step: the next state with its effects.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The next state.
    pub state: State,
    /// The effects.
    pub effects: Vec<Effect>,
}

impl Step {
    pub(super) fn of(state: State) -> Self {
        Self {
            state,
            effects: Vec::new(),
        }
    }

    pub(super) fn next_id(&mut self, letter: char) -> String {
        self.state.timers_made += 1;
        format!("ag.{}.{letter}{}", self.state.id, self.state.timers_made)
    }

    /// Emits an event. `more` is added to the fields that every event of an agent has.
    pub(super) fn emit(&mut self, kind: &'static str, at: &At, more: Value) {
        let mut data = Map::new();
        data.insert("agent".to_owned(), json!(self.state.id));
        data.insert("epoch".to_owned(), json!(self.state.epoch));
        data.insert("status".to_owned(), json!(self.state.status));
        if let Some(work) = &self.state.work {
            data.insert("work".to_owned(), json!(work));
        }
        data.insert("cause".to_owned(), json!(at.cause));
        if let Value::Object(more) = more {
            data.extend(more);
        }
        self.state.events += 1;
        data.insert("number".to_owned(), json!(self.state.events));
        let data = Value::Object(data);
        self.effects.push(Effect::Emit { kind, data });
    }

    pub(super) fn send(&mut self, queue: &str, body: Value) {
        let id = self.next_id('d');
        let queue = queue.to_owned();
        self.effects.push(Effect::Send { id, queue, body });
    }

    /// Starts a timer of this kind, and replaces an earlier one.
    pub(super) fn wait(&mut self, kind: TimerKind, delay: Duration) {
        self.forget(kind);
        let id = self.next_id('t');
        self.state.timers.insert(kind, id.clone());
        self.effects.push(Effect::Wake { id, kind, delay });
    }

    /// Cancels the timer of this kind.
    pub(super) fn forget(&mut self, kind: TimerKind) {
        if let Some(id) = self.state.timers.remove(&kind) {
            self.effects.push(Effect::Forget { id });
        }
    }

    /// Starts a new watchdog in place of the current one.
    pub(super) fn watch(&mut self, ttl: Duration) {
        self.unwatch();
        let id = self.next_id('w');
        self.state.watchdog.clone_from(&id);
        self.effects.push(Effect::Watch { id, ttl });
    }

    pub(super) fn unwatch(&mut self) {
        let id = std::mem::take(&mut self.state.watchdog);
        if !id.is_empty() {
            self.effects.push(Effect::Forget { id });
        }
    }

    /// Stops the watchdog and all timers.
    pub(super) fn let_go(&mut self) {
        self.look_away();
        for kind in [TimerKind::Restart, TimerKind::Force] {
            self.forget(kind);
        }
    }

    /// Stops the watchdog and its timers; a pending restart continues.
    pub(super) fn look_away(&mut self) {
        self.unwatch();
        for kind in [
            TimerKind::Missed,
            TimerKind::Progress,
            TimerKind::Idle,
            TimerKind::Between,
        ] {
            self.forget(kind);
        }
    }
}
