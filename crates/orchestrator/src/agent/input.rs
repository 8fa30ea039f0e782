//! What can happen to an agent.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::rules::Rules;
use super::state::{State, TimerKind, Work};

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

impl Registration {
    /// Whether an agent in this state is what this registration made it.
    pub fn describes(&self, state: &State) -> bool {
        self.capabilities == state.capabilities
            && self.queues == state.queues
            && self.rules == state.rules
            && self.expected != state.has_come
    }
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

    /// A digest of all fields but the id and the epoch: 16 hexadecimal digits of SHA-256 over the fields, each behind its length.
    pub fn digest(&self) -> String {
        let doing = match &self.doing {
            Doing::Same => "same".to_owned(),
            Doing::Idle => "idle".to_owned(),
            Doing::Between => "between".to_owned(),
            Doing::Working(None) => "working".to_owned(),
            Doing::Working(Some(work)) => format!("working {} {}", work.fence, work.execution),
        };
        let numbers = format!("{} {}", self.tokens, self.money_micros);
        let mut digest = Sha256::new();
        for field in [&self.progress, &self.fingerprint, &self.failure, &doing, &numbers] {
            digest.update((field.len() as u64).to_be_bytes());
            digest.update(field);
        }
        hex::encode(&digest.finalize()[..8])
    }
}
