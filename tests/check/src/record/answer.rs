//! What clients are answered.

use serde::{Deserialize, Serialize};

use super::Status;

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// Status OK.
    Ok {
        /// Of a write, `commit_index`; of a read, the index it reflects.
        idx: u64,
        /// The answer.
        answer: Answer,
    },
    /// Refused: it changed nothing.
    Err {
        /// The reason of the error, as in `docs/errors.md`: `TIMER`, `NOT_LEADER`.
        reason: String,
    },
    /// `OUTCOME_UNKNOWN`, a broken connection, a deadline: it may have happened, or may still happen.
    Unknown,
}

/// The body of an OK answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// To `create`.
    Created(Created),
    /// To `batch_create`, in the order of the request.
    Batch(Vec<Created>),
    /// To `cancel` and `reschedule`.
    Withdrawn(Withdrawn),
    /// To `get`. One that is not found is [`Outcome::Err`] with reason `TIMER`.
    Timer(TimerView),
    /// To `list`.
    Timers {
        /// The page.
        timers: Vec<TimerView>,
        /// Whether nothing lies behind it.
        last_page: bool,
    },
    /// To `ack`.
    Acked(AckOutcome),
    /// To `nack`.
    Nacked {
        /// Recorded failures, this one included.
        attempts: u32,
        /// When it is offered again; absent when it failed for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_time: Option<i64>,
    },
    /// To `extend`.
    Extended {
        /// The new deadline.
        deadline: i64,
    },
}

/// A timer that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Created {
    /// The caller's, or the one derived or chosen.
    pub id: String,
    /// The version that stands.
    pub version: u64,
    /// It stood there before this request.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub existing: bool,
    /// Where it is; absent in the answers to batches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The later of `fire_time` and `create_time`, if the answer shows both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
}

/// The stated outcome of a cancel or reschedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// What it was.
    pub outcome: WithdrawOutcome,
    /// The current version: of a reschedule that was done, the new one.
    pub version: u64,
    /// The event, when too late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// Of a reschedule that was done: the new due, if it is known (the new `fire_time`, unless that had passed).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// `original_commit_index`: this repeats an answer, or a cancel, from this index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_idx: Option<u64>,
}

/// What became of a cancel or reschedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Named as in `timer_service.proto`.
pub enum WithdrawOutcome {
    Cancelled,
    Rescheduled,
    TooLate,
    Superseded,
}

/// A timer as a read shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerView {
    /// Its id.
    pub id: String,
    /// Its current version.
    pub version: u64,
    /// Where it is.
    pub status: Status,
    /// As asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fire_time: Option<i64>,
    /// When its time comes, if the producer knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
}

/// What became of an acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Named as in `event_service.proto`.
pub enum AckOutcome {
    Settled,
    AlreadySettled,
    AlreadyFailed,
}
