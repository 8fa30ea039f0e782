//! The rules for watching an agent, with their actions: data, written as YAML or JSON.

use std::time::Duration;

use serde::{Deserialize, Serialize};

mod read;

pub use read::{TTL_MAX, TTL_MIN, parse};

/// The rules for watching an agent. Stored times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Rules {
    /// The time to live while the agent works: the longest silence between heartbeats.
    pub ttl_working_ms: u64,
    /// The time to live while the agent is idle.
    pub ttl_idle_ms: u64,
    /// The time for an announced agent to register.
    pub grace_ms: u64,
    /// Heartbeats missed in a row until warned, degraded and unresponsive, in increasing order.
    pub missed: [u32; 3],
    /// The actions at `Warned`.
    pub warned: Vec<Action>,
    /// The actions at `Degraded`.
    pub degraded: Vec<Action>,
    /// The actions at `Unresponsive`.
    pub unresponsive: Vec<Action>,
    /// An announced agent did not register.
    pub never_registered: Vec<Action>,
    /// The agent works without reporting progress.
    pub no_progress: Timed,
    /// The agent is idle while messages wait in its queues.
    pub idle: Timed,
    /// The agent has finished a task and begins no other.
    pub between_phases: Timed,
    /// The agent repeats itself.
    pub looping: Looping,
    /// The spending limits.
    pub over_budget: Spending,
    /// The restart policy.
    pub restart: Restart,
    /// The queue for escalations to people; if empty, only the event log records them.
    pub escalation: String,
}

/// A rule with a time limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Timed {
    /// The time limit.
    pub after_ms: u64,
    /// The actions.
    pub actions: Vec<Action>,
}

/// The definition of a loop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Looping {
    /// The number of equal fingerprints.
    pub same: u32,
    /// The number of last fingerprints among which they count.
    pub of: u32,
    /// The number of equal failures in a row.
    pub failures: u32,
    /// The actions.
    pub actions: Vec<Action>,
}

/// Spending limits; `None` is unlimited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Spending {
    /// Tokens since the first registration.
    pub tokens: Option<u64>,
    /// Money since the first registration, in millionths.
    pub money_micros: Option<u64>,
    /// The actions.
    pub actions: Vec<Action>,
}

/// The restart policy of an agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Restart {
    /// The queue of the supervisor that restarts agents.
    pub queue: String,
    /// The largest number of restarts in a window.
    pub max: u32,
    /// The length of the window.
    pub window_ms: u64,
    /// The shortest time between two restarts.
    pub cooldown_ms: u64,
    /// The time for a graceful restart, after which it is forced.
    pub force_after_ms: u64,
}

/// An action of a rule. A rule that applies writes an event in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Only writes the event.
    Notify,
    /// Sends a message to the agent's own queue, `agent.ID`.
    Nudge,
    /// Fails the agent's attempt; another one follows by the definition.
    Reassign,
    /// Requests a restart from the supervisor.
    Restart,
    /// Gives the agent no work until it is released.
    Quarantine,
    /// Notifies people.
    Escalate,
}

impl Action {
    /// Parses the name of an action.
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

/// Converts a time to its stored form.
pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Converts a stored time.
pub(super) fn time(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
