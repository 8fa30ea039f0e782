//! The stored state of an agent: JSON, in the format that its first field gives.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::rules::Rules;
use crate::repeat::Identified;

/// The version of the stored format. It grows when the meaning of stored data changes.
pub const FORMAT: u32 = 1;

/// The state of an agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct State {
    /// The format of this record: 1.
    pub format: u32,
    /// The id, unique in the tenant.
    pub id: String,
    /// The epoch of its newest instance; it grows with each registration.
    pub epoch: u64,
    /// Whether its newest instance registered itself.
    pub has_come: bool,
    /// The request id of its registration; empty if it had none.
    pub registered_by: String,
    /// The request ids of earlier registrations, the newest last.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub registered_before: VecDeque<String>,
    /// The last known status.
    pub status: Status,
    /// The reason for the status, if it does not explain itself.
    pub reason: String,
    /// The agent's capabilities.
    pub capabilities: BTreeSet<String>,
    /// The queues that it takes work from.
    pub queues: BTreeSet<String>,
    /// The rules for watching it.
    pub rules: Rules,
    /// The watchdog that its heartbeats touch; empty if none is active.
    pub watchdog: String,
    /// Heartbeats missed in a row.
    pub missed: u32,
    /// The time of the last heartbeat before a missed one; milliseconds since 1970.
    pub heard_ms: i64,
    /// The activity.
    pub doing: Activity,
    /// The attempt that it works on.
    pub work: Option<Work>,
    /// The last reported progress.
    pub progress: String,
    /// Whether `progress` belongs to earlier work, so that equal text is new.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub progress_is_old: bool,
    /// The time of the last progress, or of the registration before the first; milliseconds since 1970.
    pub progress_ms: i64,
    /// The start of the wait for progress; milliseconds since 1970.
    pub waiting_ms: i64,
    /// The start of the current activity; milliseconds since 1970.
    pub doing_ms: i64,
    /// The last fingerprints, the newest last.
    pub fingerprints: VecDeque<String>,
    /// The last failure, and its number of occurrences in a row.
    pub failure: Option<(String, u32)>,
    /// Tokens spent since the first registration.
    pub tokens: u64,
    /// Money spent since the first registration, in millionths.
    pub money_micros: u64,
    /// The tokens and money spent before the last release from quarantine, which budgets do not count.
    pub forgiven: (u64, u64),
    /// The last heartbeats with an id and content.
    pub beats: VecDeque<Identified>,
    /// The names of the rules that apply now.
    pub problems: BTreeSet<String>,
    /// The times of requested restarts in the budget's window; milliseconds since 1970.
    pub restarts: VecDeque<i64>,
    /// The total number of requested restarts.
    pub restarts_total: u64,
    /// Active timers and their ids.
    pub timers: BTreeMap<TimerKind, String>,
    /// The number of timers and messages created so far, which numbers their ids.
    pub timers_made: u64,
    /// The number of events written.
    pub events: u64,
}

impl State {
    /// The time to live for the current activity.
    pub fn ttl(&self) -> Duration {
        Duration::from_millis(match self.doing {
            Activity::Idle => self.rules.ttl_idle_ms,
            Activity::Working | Activity::Between => self.rules.ttl_working_ms,
        })
    }
}

/// The status of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// It was announced and has not registered.
    Expected,
    /// It is alive.
    Live,
    /// It has missed the number of heartbeats for a warning.
    Warned,
    /// It has missed more heartbeats.
    Degraded,
    /// It counts as dead.
    Unresponsive,
    /// It receives no work, and no watchdog is active.
    Quarantined,
    /// It has retired for good.
    Retired,
}

/// The activity of an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Activity {
    /// It works.
    Working,
    /// It is idle.
    Idle,
    /// It has finished a task and expects another.
    Between,
}

/// An attempt at a phase of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Work {
    /// The execution's id.
    pub execution: String,
    /// The fence of the attempt.
    pub fence: u64,
}

/// The purpose of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TimerKind {
    /// The next missed heartbeat.
    Missed,
    /// Missing progress.
    Progress,
    /// Idleness while messages may wait.
    Idle,
    /// A missing next task.
    Between,
    /// A restart that waits for the cooldown.
    Restart,
    /// The check for a restart without effect.
    Force,
}
