//! Timers: what is asked for, and what is.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use minoots_wire::timer::v1 as proto;
use minoots_wire::timer::v1::{FailureReason, TimerKind, TimerStatus};

mod calls;
mod new;
mod parts;
mod payload;

pub use new::{BatchCreated, Created, NewTimer, Priority, RetryPolicy, Target};
pub use parts::{AgentBinding, TimerAction, TimerOrigin, WatchdogLadder, WatchdogStep};
pub use payload::{Payload, TimerPayload};

use crate::error::Error;
use crate::key::Key;
use crate::time;

impl From<&Timer> for Key {
    fn from(timer: &Timer) -> Self {
        Self::new(&timer.id, &timer.partition_key)
    }
}

/// A timer as the fabric knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Timer {
    /// Unique in the tenant.
    pub id: String,
    /// Decides the shard.
    pub partition_key: String,
    /// Whose it is.
    pub tenant: String,
    /// A label for people.
    pub name: String,
    /// Where it is in its life.
    pub status: TimerStatus,
    /// When the create arrived.
    pub create_time: SystemTime,
    /// As asked; only a reschedule changes it.
    pub fire_time: SystemTime,
    /// When firing became irrevocable.
    pub arm_time: Option<SystemTime>,
    /// First release to a consumer.
    pub release_time: Option<SystemTime>,
    /// When it was settled, cancelled or failed.
    pub settle_time: Option<SystemTime>,
    /// As asked, if it was created or rescheduled by delay.
    pub delay: Option<Duration>,
    /// Delivered unchanged; or it is gone.
    pub payload: TimerPayload,
    /// For finding it again.
    pub labels: BTreeMap<String, String>,
    /// Where it goes.
    pub target: Target,
    /// What follows a delivery that was not acknowledged.
    pub retry_policy: RetryPolicy,
    /// How long a consumer may take to acknowledge.
    pub ack_deadline: Option<Duration>,
    /// Recorded delivery failures.
    pub attempts: u32,
    /// Who created it.
    pub created_by: String,
    /// How it was cancelled.
    pub cancel: Option<Cancellation>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// Names this occurrence; a reschedule draws a new one.
    pub state_version: u64,
    /// `release_time` minus the later of `fire_time` and `create_time`.
    pub lateness: Option<Duration>,
    /// Which of the events that are due in its queue goes first.
    pub priority: Priority,
    /// Other places it is delivered to.
    pub actions: Vec<TimerAction>,
    /// Where it comes from, if no caller created it.
    pub origin: Option<TimerOrigin>,
    /// Serialises deliveries of its queue that share this key; empty if it has none.
    pub concurrency_key: String,
    /// The time or event that its due counts from.
    pub kind: TimerKind,
    /// Of a watchdog.
    pub watchdog: Option<WatchdogLadder>,
}

/// How a timer came to be cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// Who.
    pub by: String,
    /// As given with the cancel.
    pub reason: String,
    /// When.
    pub time: Option<SystemTime>,
}

/// Why a timer failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What ended it.
    pub reason: FailureReason,
    /// The last consumer's words, if it gave any.
    pub message: String,
}

impl Timer {
    /// The timer of an answer, which must have one.
    pub(crate) fn read(timer: Option<proto::Timer>) -> Result<Self, Error> {
        let timer = timer.ok_or_else(|| Error::internal("an answer without its timer"))?;
        let instant = |timestamp: &Option<_>| timestamp.as_ref().and_then(time::instant);
        let (status, priority, kind) = (timer.status(), timer.priority(), timer.kind());
        // Every field by its name: one that the API has later does not compile here until it is read.
        let proto::Timer {
            id,
            partition_key,
            tenant,
            name,
            status: _,
            create_time,
            fire_time,
            arm_time,
            release_time,
            settle_time,
            delay,
            payload,
            labels,
            target,
            retry_policy,
            ack_deadline,
            attempts,
            created_by,
            cancel,
            failure,
            state_version,
            lateness,
            priority: _,
            actions,
            origin,
            concurrency_key,
            kind: _,
            watchdog,
            payload_shredded,
        } = timer;
        let (Some(create_time), Some(fire_time)) = (instant(&create_time), instant(&fire_time)) else {
            return Err(Error::internal("a timer without its times"));
        };
        Ok(Self {
            id,
            partition_key,
            tenant,
            name,
            status,
            create_time,
            fire_time,
            arm_time: instant(&arm_time),
            release_time: instant(&release_time),
            settle_time: instant(&settle_time),
            delay: delay.as_ref().and_then(time::duration),
            payload: TimerPayload::read(payload, payload_shredded),
            labels,
            target: target.map(Target::from).unwrap_or_default(),
            retry_policy: retry_policy.as_ref().map(RetryPolicy::from).unwrap_or_default(),
            ack_deadline: ack_deadline.as_ref().and_then(time::duration),
            attempts,
            created_by,
            cancel: cancel.map(Cancellation::from),
            failure: failure.map(Failure::from),
            state_version,
            lateness: lateness.as_ref().and_then(time::duration),
            priority: priority.into(),
            actions: actions.into_iter().map(TimerAction::from).collect(),
            origin: origin.map(TimerOrigin::from),
            concurrency_key,
            kind,
            watchdog: watchdog.map(WatchdogLadder::from),
        })
    }
}

impl From<proto::Cancellation> for Cancellation {
    fn from(cancel: proto::Cancellation) -> Self {
        Self {
            by: cancel.by,
            reason: cancel.reason,
            time: cancel.time.as_ref().and_then(time::instant),
        }
    }
}

impl From<proto::Failure> for Failure {
    fn from(failure: proto::Failure) -> Self {
        Self {
            reason: failure.reason(),
            message: failure.message,
        }
    }
}
