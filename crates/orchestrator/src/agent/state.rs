//! What an agent has come to, as it is stored: JSON, of the format that its first field numbers.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::rules::Rules;

/// Grows when the meaning of what is stored changes.
pub const FORMAT: u32 = 1;

/// An agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct State {
    /// Of what is stored: 1.
    pub format: u32,
    /// Unique in the tenant.
    pub id: String,
    /// Of its newest instance: grows with each registration.
    pub epoch: u64,
    /// Its newest instance registered itself.
    pub has_come: bool,
    /// The request that registered it; empty: it had no id.
    pub registered_by: String,
    /// The requests that registered earlier instances, the newest last.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pub registered_before: VecDeque<String>,
    /// Whether it is alive, as far as is known.
    pub status: Status,
    /// Why, if that is not obvious.
    pub reason: String,
    /// What it can do.
    pub capabilities: BTreeSet<String>,
    /// The queues that it takes work from.
    pub queues: BTreeSet<String>,
    /// What is watched.
    pub rules: Rules,
    /// The watchdog that its heartbeats touch; empty while none does.
    pub watchdog: String,
    /// Heartbeats that were missed in a row.
    pub missed: u32,
    /// When the last one was heard, once one is missed; milliseconds since 1970.
    pub heard_ms: i64,
    /// What it is at.
    pub doing: Activity,
    /// The attempt that it works on.
    pub work: Option<Work>,
    /// The last progress that it told.
    pub progress: String,
    /// It was of other work: the same words are news.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub progress_is_old: bool,
    /// When it was told; before the first: when it was registered. Milliseconds since 1970.
    pub progress_ms: i64,
    /// Since when progress is waited for; milliseconds since 1970.
    pub waiting_ms: i64,
    /// Since when it is at what it is at; milliseconds since 1970.
    pub doing_ms: i64,
    /// The last fingerprints, the newest last.
    pub fingerprints: VecDeque<String>,
    /// The last failure, and how often it came in a row.
    pub failure: Option<(String, u32)>,
    /// Spent since it was registered for the first time.
    pub tokens: u64,
    /// The same, in millionths.
    pub money_micros: u64,
    /// Of both, what was spent before it was last released from quarantine, which budgets pass over.
    pub forgiven: (u64, u64),
    /// The last heartbeats that had an id and reported something.
    pub beats: VecDeque<IdentifiedBeat>,
    /// Rules that apply to it now, by name.
    pub problems: BTreeSet<String>,
    /// When restarts were requested, within the budget's window; milliseconds since 1970.
    pub restarts: VecDeque<i64>,
    /// Restarts that were ever requested.
    pub restarts_total: u64,
    /// Timers that it waits for: their ids.
    pub timers: BTreeMap<TimerKind, String>,
    /// Timers and messages that were ever made for it: numbers their ids.
    pub timers_made: u64,
    /// Events that were written of it.
    pub events: u64,
}

impl State {
    /// The longest silence that is none, for what it is at.
    pub fn ttl(&self) -> Duration {
        Duration::from_millis(match self.doing {
            Activity::Idle => self.rules.ttl_idle_ms,
            Activity::Working | Activity::Between => self.rules.ttl_working_ms,
        })
    }
}

/// A heartbeat with an id, remembered so that a repeat counts once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum IdentifiedBeat {
    /// Stored by releases that compared ids only.
    Id(String),
    /// Stored with a digest of its fields.
    Digested {
        /// Its id.
        id: String,
        /// [`Beat::digest`](super::Beat::digest).
        digest: String,
    },
}

impl IdentifiedBeat {
    /// The id that the caller chose.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) | Self::Digested { id, .. } => id,
        }
    }

    /// Whether a heartbeat with this digest can be the same; an entry without a digest matches every heartbeat.
    pub fn matches(&self, other: &str) -> bool {
        match self {
            Self::Id(_) => true,
            Self::Digested { digest, .. } => digest == other,
        }
    }
}

/// Whether an agent is alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Somebody said that it would come, and it has not yet.
    Expected,
    /// It is.
    Live,
    /// It has missed so many heartbeats that somebody should know.
    Warned,
    /// It has missed more.
    Degraded,
    /// It counts as dead.
    Unresponsive,
    /// It gets no work, and nobody watches it.
    Quarantined,
    /// It has gone for good.
    Retired,
}

/// What an agent is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Activity {
    /// It works.
    Working,
    /// It has nothing to do.
    Idle,
    /// It has finished something, and something else is to follow.
    Between,
}

/// An attempt at a phase of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Work {
    /// Of which execution.
    pub execution: String,
    /// The attempt's.
    pub fence: u64,
}

/// What a timer of an agent is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TimerKind {
    /// The next heartbeat that is missed.
    Missed,
    /// Progress that does not come.
    Progress,
    /// It is idle, though there may be work.
    Idle,
    /// The next thing that does not begin.
    Between,
    /// A restart that had to wait for the one before.
    Restart,
    /// A restart that did not help.
    Force,
}
