//! Timers: requests and stored state.

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

/// A timer as stored by the cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Timer {
    /// Unique in the tenant.
    pub id: String,
    /// Decides the shard.
    pub partition_key: String,
    /// Its owner.
    pub tenant: String,
    /// A label for people.
    pub name: String,
    /// Its present status.
    pub status: TimerStatus,
    /// The arrival of the create request.
    pub create_time: SystemTime,
    /// The requested fire time; only a reschedule changes it.
    pub fire_time: SystemTime,
    /// The instant at which firing became irrevocable.
    pub arm_time: Option<SystemTime>,
    /// The first release to a consumer.
    pub release_time: Option<SystemTime>,
    /// The time at which it was settled, cancelled or failed.
    pub settle_time: Option<SystemTime>,
    /// The requested delay, if it was created or rescheduled by delay.
    pub delay: Option<Duration>,
    /// The payload, delivered unchanged, or the fact that it was shredded.
    pub payload: TimerPayload,
    /// Labels for searches.
    pub labels: BTreeMap<String, String>,
    /// Its target.
    pub target: Target,
    /// The policy after a delivery without an acknowledgement.
    pub retry_policy: RetryPolicy,
    /// The time limit for a consumer to acknowledge.
    pub ack_deadline: Option<Duration>,
    /// Recorded delivery failures.
    pub attempts: u32,
    /// Its creator.
    pub created_by: String,
    /// Its cancellation.
    pub cancel: Option<Cancellation>,
    /// The reason of its failure.
    pub failure: Option<Failure>,
    /// The version, which identifies this occurrence; a reschedule draws a new one.
    pub state_version: u64,
    /// `release_time` minus the later of `fire_time` and `create_time`.
    pub lateness: Option<Duration>,
    /// Its priority among the due events of its queue.
    pub priority: Priority,
    /// Its further targets.
    pub actions: Vec<TimerAction>,
    /// Its origin, if no caller created it.
    pub origin: Option<TimerOrigin>,
    /// The key whose deliveries its queue serialises; empty if it has none.
    pub concurrency_key: String,
    /// Its creator's note for people; empty if it has none.
    pub note: String,
    /// The time or event from which its due time counts.
    pub kind: TimerKind,
    /// The state of a watchdog.
    pub watchdog: Option<WatchdogLadder>,
}

/// The cancellation of a timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// The caller who cancelled it.
    pub by: String,
    /// The reason given.
    pub reason: String,
    /// The time of the cancellation.
    pub time: Option<SystemTime>,
}

/// The reason of a timer's failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The cause.
    pub reason: FailureReason,
    /// The last consumer's message, if it gave any.
    pub message: String,
}

impl Timer {
    /// The timer of an answer, which must contain one.
    pub(crate) fn read(timer: Option<proto::Timer>) -> Result<Self, Error> {
        let timer = timer.ok_or_else(|| Error::internal("an answer without its timer"))?;
        let instant = |timestamp: &Option<_>| timestamp.as_ref().and_then(time::instant);
        let (status, priority, kind) = (timer.status(), timer.priority(), timer.kind());
        // Lists every field by name, so that a new field of the API fails to compile here until it is read.
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
            note,
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
            note,
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
