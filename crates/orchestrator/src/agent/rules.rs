//! What is watched of an agent, and what is done then: data, written as YAML or JSON.

use std::time::Duration;

use serde::{Deserialize, Serialize};

mod read;

pub use read::{TTL_MAX, TTL_MIN, parse};

/// What is watched of an agent. Times are milliseconds where they are stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Rules {
    /// The longest silence that is none, while it works.
    pub ttl_working_ms: u64,
    /// The same, while it has nothing to do.
    pub ttl_idle_ms: u64,
    /// Until one that is expected has come.
    pub grace_ms: u64,
    /// Heartbeats missed in a row: warned, degraded, unresponsive. Grows.
    pub missed: [u32; 3],
    /// At each of these.
    pub warned: Vec<Action>,
    /// See `warned`.
    pub degraded: Vec<Action>,
    /// See `warned`.
    pub unresponsive: Vec<Action>,
    /// One that was expected did not come.
    pub never_registered: Vec<Action>,
    /// It works, and says nothing of progress.
    pub no_progress: Timed,
    /// It is idle, and work waits in its queues.
    pub idle: Timed,
    /// It has finished something, and nothing else begins.
    pub between_phases: Timed,
    /// It does the same again and again.
    pub looping: Looping,
    /// What it may spend.
    pub over_budget: Spending,
    /// How it is restarted.
    pub restart: Restart,
    /// The queue that hears what people have to look at; empty: the event log only.
    pub escalation: String,
}

/// A rule about time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Timed {
    /// After so long.
    pub after_ms: u64,
    /// What is done.
    pub actions: Vec<Action>,
}

/// When something counts as a loop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Looping {
    /// So many equal fingerprints.
    pub same: u32,
    /// Of so many last ones.
    pub of: u32,
    /// The same failure so often in a row.
    pub failures: u32,
    /// What is done.
    pub actions: Vec<Action>,
}

/// What may be spent; `None` is any amount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Spending {
    /// Since it was registered for the first time.
    pub tokens: Option<u64>,
    /// The same, in millionths.
    pub money_micros: Option<u64>,
    /// What is done.
    pub actions: Vec<Action>,
}

/// How an agent is restarted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Restart {
    /// Whoever restarts agents listens here.
    pub queue: String,
    /// So many in a window.
    pub max: u32,
    /// The window.
    pub window_ms: u64,
    /// At least so long between two.
    pub cooldown_ms: u64,
    /// One that was asked to end by itself, and did not, is ended after this.
    pub force_after_ms: u64,
}

/// What is done when a rule applies. An event is written in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Whoever follows the events is told, and nothing else is done.
    Notify,
    /// The agent is told, on its own queue `agent.ID`.
    Nudge,
    /// The attempt that it works on has failed; another follows as the definition says.
    Reassign,
    /// Whoever restarts agents is asked to.
    Restart,
    /// It gets no work until somebody releases it.
    Quarantine,
    /// People are told.
    Escalate,
}

impl Action {
    /// By its name in documents.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "notify" => Self::Notify,
            "nudge" => Self::Nudge,
            "retry" | "reassign" => Self::Reassign,
            "restart" => Self::Restart,
            "quarantine" => Self::Quarantine,
            "escalate" => Self::Escalate,
            _ => return None,
        })
    }
}

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

impl Default for Rules {
    fn default() -> Self {
        let nudged = |after_ms| Timed {
            after_ms,
            actions: vec![Action::Nudge],
        };
        Self {
            ttl_working_ms: 15 * SECOND,
            ttl_idle_ms: 30 * SECOND,
            grace_ms: MINUTE,
            missed: [1, 2, 3],
            warned: Vec::new(),
            degraded: vec![Action::Nudge],
            unresponsive: vec![Action::Reassign, Action::Restart],
            never_registered: vec![Action::Restart],
            no_progress: nudged(10 * MINUTE),
            idle: nudged(10 * MINUTE),
            between_phases: nudged(5 * MINUTE),
            looping: Looping {
                same: 5,
                of: 10,
                failures: 3,
                actions: vec![Action::Nudge, Action::Escalate],
            },
            over_budget: Spending {
                tokens: None,
                money_micros: None,
                actions: vec![Action::Quarantine, Action::Reassign, Action::Escalate],
            },
            restart: Restart {
                queue: "agents.restart".to_owned(),
                max: 3,
                window_ms: 60 * MINUTE,
                cooldown_ms: MINUTE,
                force_after_ms: 30 * SECOND,
            },
            escalation: String::new(),
        }
    }
}

/// A time as it is stored.
pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A stored time.
pub(super) fn time(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
