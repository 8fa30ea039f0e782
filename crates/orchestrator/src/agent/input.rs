//! What can happen to an agent.

use std::collections::BTreeSet;

use super::rules::Rules;
use super::state::{TimerKind, Work};

/// Something that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// It has come, or is expected to.
    Register(Box<Registration>),
    /// It says that it is alive, and more.
    Beat(Beat),
    /// Its watchdog has fired.
    Fired {
        /// Which.
        watchdog: String,
        /// When; milliseconds since 1970.
        fired_ms: i64,
    },
    /// A timer of the agent is due.
    Wake {
        /// What for.
        kind: TimerKind,
        /// Its id.
        timer: String,
        /// Messages that wait in the queues that the agent serves; counted for [`TimerKind::Idle`].
        waiting: u64,
    },
    /// It will not come back.
    Retire {
        /// The instance that goes; 0: the newest one.
        epoch: u64,
        /// Why.
        reason: String,
    },
    /// It is to get no work.
    Quarantine {
        /// Why.
        reason: String,
    },
    /// It may have work again.
    Release,
}

/// Who comes.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    /// The same registration again changes nothing; empty: it has no id.
    pub id: String,
    /// What it can do.
    pub capabilities: BTreeSet<String>,
    /// The queues that it takes work from.
    pub queues: BTreeSet<String>,
    /// What is watched.
    pub rules: Rules,
    /// It has not come yet: somebody else says that it will.
    pub expected: bool,
}

/// What an agent says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beat {
    /// The instance that speaks; 0: the newest one.
    pub epoch: u64,
    /// What is told under an id counts once; empty: each time.
    pub id: String,
    /// What was achieved; empty: nothing new.
    pub progress: String,
    /// Of a call of a tool: the same for the same call.
    pub fingerprint: String,
    /// Of a failure: the same for the same failure.
    pub failure: String,
    /// Spent since the last heartbeat.
    pub tokens: u64,
    /// Spent since the last heartbeat, in millionths.
    pub money_micros: u64,
    /// What it is at.
    pub doing: Doing,
}

/// What an agent is at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Doing {
    /// As before.
    #[default]
    Same,
    /// It has nothing to do.
    Idle,
    /// It has finished something, and something else is to follow.
    Between,
    /// It works.
    Working(Option<Work>),
}

impl Beat {
    /// Whether it says nothing but that somebody is alive.
    pub fn is_plain(&self) -> bool {
        let plain = Self {
            epoch: self.epoch,
            id: self.id.clone(),
            ..Self::default()
        };
        *self == plain
    }
}
