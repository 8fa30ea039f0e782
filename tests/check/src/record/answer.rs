//! Responses to clients.

use serde::{Deserialize, Serialize};

use super::Status;

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// Status OK.
    Ok {
        /// The index: `commit_index` of a write, or the index that a read reflects.
        idx: u64,
        /// The response.
        answer: Answer,
    },
    /// A refusal, which changed nothing.
    Err {
        /// The reason of the error, as in `docs/errors.md`: `TIMER`, `NOT_LEADER`.
        reason: String,
    },
    /// `OUTCOME_UNKNOWN`, a broken connection or a deadline: the call may have happened, or may still happen.
    Unknown,
}

/// The body of an OK response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// The response to `create`.
    Created(Created),
    /// The response to `batch_create`, in the order of the request.
    Batch(Vec<Created>),
    /// The response to `cancel` and `reschedule`.
    Withdrawn(Withdrawn),
    /// The response to `get`. A missing timer is [`Outcome::Err`] with reason `TIMER`.
    Timer(TimerView),
    /// The response to `list`.
    Timers {
        /// The page.
        timers: Vec<TimerView>,
        /// Whether this is the last page.
        last_page: bool,
    },
    /// The response to `ack`.
    Acked(AckOutcome),
    /// The response to `nack`.
    Nacked {
        /// Recorded failures, including this one.
        attempts: u32,
        /// The time of the redelivery; absent when the timer failed for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_time: Option<i64>,
    },
    /// The response to `extend`.
    Extended {
        /// The new deadline.
        deadline: i64,
    },
}

/// An existing timer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Created {
    /// The caller's id, or the derived or drawn one.
    pub id: String,
    /// The current version.
    pub version: u64,
    /// The timer existed before this request.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub existing: bool,
    /// The status; absent in the responses to batches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The later of `fire_time` and `create_time`, if the response has both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
}

/// The response to a cancel or reschedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// The outcome.
    pub outcome: WithdrawOutcome,
    /// The current version; after a successful reschedule, the new one.
    pub version: u64,
    /// The event, if the request was too late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The new due instant after a successful reschedule, if known: the new `fire_time`, unless that had passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// `original_commit_index`: this response repeats that of the request, or reports the cancel, at this index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_idx: Option<u64>,
}

/// The outcome of a cancel or reschedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Named as in `timer_service.proto`.
pub enum WithdrawOutcome {
    Cancelled,
    Rescheduled,
    TooLate,
    Superseded,
}

/// A timer in a read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerView {
    /// The id.
    pub id: String,
    /// The current version.
    pub version: u64,
    /// The status.
    pub status: Status,
    /// The requested fire time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_time: Option<i64>,
    /// The due instant, if the producer knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
}

/// The outcome of an acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Named as in `event_service.proto`.
pub enum AckOutcome {
    Settled,
    AlreadySettled,
    AlreadyFailed,
}
