//! The inputs of an agent.

use std::collections::BTreeSet;

use serde_json::json;

use super::rules::Rules;
use super::state::{State, TimerKind, Work};
use crate::repeat;

/// An input of an agent.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The agent registers, or is announced.
    Register(Box<Registration>),
    /// A heartbeat with content.
    Beat(Beat),
    /// The agent's watchdog has fired.
    Fired {
        /// The watchdog's id.
        watchdog: String,
        /// The instant of the firing; milliseconds since 1970.
        fired_ms: i64,
    },
    /// A timer of the agent is due.
    Wake {
        /// The timer's purpose.
        kind: TimerKind,
        /// The timer's id.
        timer: String,
        /// The number of messages in the queues that the agent serves; used by [`TimerKind::Idle`].
        waiting: u64,
    },
    /// The agent retires for good.
    Retire {
        /// The epoch of the instance; 0 selects the newest one.
        epoch: u64,
        /// The reason.
        reason: String,
    },
    /// The agent is quarantined: it receives no work.
    Quarantine {
        /// The reason.
        reason: String,
    },
    /// The agent is released from quarantine.
    Release,
}

/// A registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// The request id. A repeat has no effect; empty means no id.
    pub id: String,
    /// The agent's capabilities.
    pub capabilities: BTreeSet<String>,
    /// The queues that it takes work from.
    pub queues: BTreeSet<String>,
    /// The rules for watching it.
    pub rules: Rules,
    /// Another party announces the agent, which has not started yet.
    pub expected: bool,
}

impl Registration {
    /// Whether an agent's state equals the result of this registration.
    pub fn describes(&self, state: &State) -> bool {
        self.capabilities == state.capabilities
            && self.queues == state.queues
            && self.rules == state.rules
            && self.expected != state.has_come
    }
}

/// A heartbeat with its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beat {
    /// The epoch of the instance; 0 selects the newest one.
    pub epoch: u64,
    /// The id. A heartbeat with an id counts once; if empty, each one counts.
    pub id: String,
    /// The progress since the last report; empty without progress.
    pub progress: String,
    /// The fingerprint of a tool call, equal for equal calls.
    pub fingerprint: String,
    /// The fingerprint of a failure, equal for equal failures.
    pub failure: String,
    /// Tokens spent since the last heartbeat.
    pub tokens: u64,
    /// Money spent since the last heartbeat, in millionths.
    pub money_micros: u64,
    /// The activity.
    pub doing: Doing,
}

/// The reported activity of an agent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Doing {
    /// Unchanged.
    #[default]
    Same,
    /// The agent is idle.
    Idle,
    /// The agent has finished a task and expects another.
    Between,
    /// The agent works, on this attempt if named.
    Working(Option<Work>),
}

impl Beat {
    /// Whether the heartbeat has no content.
    pub fn is_plain(&self) -> bool {
        let plain = Self {
            epoch: self.epoch,
            id: self.id.clone(),
            ..Self::default()
        };
        *self == plain
    }

    /// A digest of all fields but the id and the epoch.
    pub fn digest(&self) -> String {
        let doing = match &self.doing {
            Doing::Same => json!("same"),
            Doing::Idle => json!("idle"),
            Doing::Between => json!("between"),
            Doing::Working(work) => json!(work.as_ref().map(|work| (&work.execution, work.fence))),
        };
        repeat::digest(&json!([
            self.progress,
            self.fingerprint,
            self.failure,
            self.tokens,
            self.money_micros,
            doing
        ]))
    }
}
