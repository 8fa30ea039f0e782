//! The next state of an agent, and what happens with it.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::state::{State, Status, TimerKind, Work};
use crate::execution::At;

/// What happens in the same entry as the next state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A watchdog that fires after so much silence.
    Watch {
        /// Its id.
        id: String,
        /// So long a silence is none.
        ttl: Duration,
    },
    /// A timer for the orchestrators.
    Wake {
        /// Its id.
        id: String,
        /// What for.
        kind: TimerKind,
        /// From now.
        delay: Duration,
    },
    /// A timer or a watchdog is not needed any more; it may have fired already.
    Forget {
        /// Its id.
        id: String,
    },
    /// A message, due at once.
    Send {
        /// The timer's id.
        id: String,
        /// To this queue.
        queue: String,
        /// JSON.
        body: Value,
    },
    /// The attempt that it worked on has failed, as far as anybody can tell.
    Reassign {
        /// The timer's id.
        id: String,
        /// Which.
        work: Work,
        /// Which rule, or what else, has ended its work.
        rule: &'static str,
    },
    /// A record in the event log.
    Emit {
        /// Its type.
        kind: &'static str,
        /// JSON.
        data: Value,
    },
}

/// Why something cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody registered it.
    Unknown,
    /// A newer instance was registered.
    StaleEpoch {
        /// Of the newest.
        current: u64,
    },
    /// The id of the request was used for another one.
    OtherRequest {
        /// The field that holds the id.
        field: &'static str,
    },
    /// No instance of this epoch was registered.
    UnknownEpoch {
        /// Of the newest.
        current: u64,
    },
    /// It has gone, or gets no work.
    NotActive {
        /// Where it is.
        status: Status,
        /// Why.
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

/// A state in the making.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The next state.
    pub state: State,
    /// What happens with it.
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

    /// Records something of the agent. `more` is added to what every record of one has.
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

    /// Waits for `delay`, instead of what was waited for by this kind before.
    pub(super) fn wait(&mut self, kind: TimerKind, delay: Duration) {
        self.forget(kind);
        let id = self.next_id('t');
        self.state.timers.insert(kind, id.clone());
        self.effects.push(Effect::Wake { id, kind, delay });
    }

    /// Does not wait for it any more.
    pub(super) fn forget(&mut self, kind: TimerKind) {
        if let Some(id) = self.state.timers.remove(&kind) {
            self.effects.push(Effect::Forget { id });
        }
    }

    /// Watches it by a new watchdog, instead of the one before.
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

    /// Nobody watches it, and nothing is waited for.
    pub(super) fn let_go(&mut self) {
        self.look_away();
        for kind in [TimerKind::Restart, TimerKind::Force] {
            self.forget(kind);
        }
    }

    /// Nobody watches it; a restart that is on its way goes on.
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
