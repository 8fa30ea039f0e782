//! Timers: what is asked for, and what is.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use minoots_wire::timer::v1 as proto;
use minoots_wire::timer::v1::{FailureReason, TimerStatus};

mod new;

pub use new::{BatchCreated, Created, NewTimer, Payload, Priority, RetryPolicy, Target};

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
    /// Delivered unchanged.
    pub payload: Payload,
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
        let status = timer.status();
        let (Some(create_time), Some(fire_time)) = (instant(&timer.create_time), instant(&timer.fire_time)) else {
            return Err(Error::internal("a timer without its times"));
        };
        Ok(Self {
            status,
            create_time,
            fire_time,
            arm_time: instant(&timer.arm_time),
            release_time: instant(&timer.release_time),
            settle_time: instant(&timer.settle_time),
            delay: timer.delay.as_ref().and_then(time::duration),
            payload: timer.payload.map(Payload::from).unwrap_or_default(),
            labels: timer.labels,
            target: timer.target.map(Target::from).unwrap_or_default(),
            retry_policy: timer.retry_policy.as_ref().map(RetryPolicy::from).unwrap_or_default(),
            ack_deadline: timer.ack_deadline.as_ref().and_then(time::duration),
            attempts: timer.attempts,
            created_by: timer.created_by,
            cancel: timer.cancel.map(Cancellation::from),
            failure: timer.failure.map(Failure::from),
            state_version: timer.state_version,
            lateness: timer.lateness.as_ref().and_then(time::duration),
            id: timer.id,
            partition_key: timer.partition_key,
            tenant: timer.tenant,
            name: timer.name,
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
