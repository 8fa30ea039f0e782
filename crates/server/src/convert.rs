//! Converts stored rows to messages of the API.

use minoots_kernel::{
    id,
    internal::{
        self, FailureKind, FailureRow, Lane, NewTimer, Parent, QueueRow, Retry, ScheduleOrigin, TimerRow, TimerState,
    },
    limits::ACK_DEADLINE_DEFAULT,
};
use minoots_wire::{
    queue::v1::{Pause, Queue, QueueCounts},
    time::{duration, instant},
    timer::v1::{
        Action, Cancellation, Failure, FailureReason, NoTarget, Origin, Payload, Priority, RetryPolicy, Target, Timer,
        TimerKind, TimerStatus, Watchdog, WatchdogStage, target::Target as Kind,
    },
    well_known::{Duration, Timestamp},
};

/// An instant, nanoseconds UTC; absent when zero, which means "not yet" in rows.
pub(crate) fn timestamp(nanos: i64) -> Option<Timestamp> {
    (nanos != 0).then(|| instant::to_proto(nanos))
}

/// A duration, nanoseconds.
pub(crate) fn span(nanos: u64) -> Option<Duration> {
    Some(duration::to_proto(i64::try_from(nanos).unwrap_or(i64::MAX)))
}

/// The public status of a timer. The due table determines whether a pending timer is armed.
pub(crate) fn status(row: &TimerRow, armed: bool) -> TimerStatus {
    match row.state() {
        TimerState::Pending if armed => TimerStatus::Armed,
        TimerState::Pending => TimerStatus::Scheduled,
        TimerState::Fired => TimerStatus::Fired,
        TimerState::Settled => TimerStatus::Settled,
        TimerState::Cancelled => TimerStatus::Cancelled,
        TimerState::Failed => TimerStatus::Failed,
        TimerState::Unspecified => TimerStatus::Unspecified,
    }
}

/// A timer. `armed` is the instant since which a pending timer is armed, if it is.
pub(crate) fn timer(tenant: &str, mut row: TimerRow, armed: Option<i64>) -> Timer {
    let partition_key = row.partition_key().to_owned();
    let priority = priority(row.priority()).into();
    let delivery = row.delivery.unwrap_or_default();
    let lateness = (delivery.released != 0).then(|| duration::to_proto(delivery.released.saturating_sub(row.due())));
    let mut spec = row.spec.take().unwrap_or_default();
    let mut timer = Timer {
        partition_key,
        tenant: tenant.to_owned(),
        status: status(&row, armed.is_some()).into(),
        create_time: timestamp(spec.create_time),
        fire_time: Some(instant::to_proto(spec.fire_time)),
        arm_time: timestamp(armed.unwrap_or(row.arm_time)),
        release_time: timestamp(delivery.released),
        settle_time: timestamp(row.end_time),
        delay: spec.delay().and_then(span),
        retry_policy: retry_policy(&spec),
        ack_deadline: span(spec.ack_deadline),
        attempts: delivery.attempts,
        cancel: cancellation(&row),
        failure: failure(&row),
        created_by: row.created_by,
        state_version: row.version,
        lateness,
        priority,
        target: Some(target(&spec.queue)),
        labels: spec.labels.into_iter().map(|label| (label.key, label.value)).collect(),
        name: spec.name,
        id: spec.id,
        concurrency_key: spec.concurrency_key,
        note: spec.note,
        payload: None,
        actions: spec.actions.iter().map(action).collect(),
        origin: origin(spec.parent, spec.schedule),
        kind: TimerKind::OneShot.into(),
        watchdog: None,
        payload_shredded: spec.payload_key != 0,
    };
    if let (Some(state), Some(watchdog)) = (row.watchdog, spec.watchdog) {
        timer.kind = TimerKind::Watchdog.into();
        timer.watchdog = Some(Watchdog {
            ttl: timer.delay,
            epoch: state.epoch,
            sequence: state.sequence,
            touch_time: timestamp(row.scheduled_time).filter(|_| state.touched),
            stages: watchdog.stages.iter().map(stage).collect(),
            stages_reached: state.stage,
        });
    }
    if spec.payload_key != 0 {
        // The caller has opened the payload if its key exists. A payload that is still sealed is not shown.
        spec.payload.clear();
    }
    if !spec.payload.is_empty() || !spec.content_type.is_empty() {
        timer.payload = Some(Payload {
            content_type: spec.content_type,
            data: spec.payload.into(),
        });
    }
    timer
}

fn origin(parent: Option<Parent>, schedule: Option<ScheduleOrigin>) -> Option<Origin> {
    let made = parent.is_some() || schedule.is_some();
    let (parent, of) = (parent.unwrap_or_default(), schedule.unwrap_or_default());
    made.then_some(Origin {
        parent_id: parent.id,
        parent_state_version: parent.version,
        action: parent.action,
        schedule_id: of.id,
        schedule_time: timestamp(of.instant),
        stage: parent.stage,
    })
}

fn priority(lane: Lane) -> Priority {
    match lane {
        Lane::Now => Priority::Now,
        // Mostly as the caller sent it, which is without a priority.
        Lane::Unspecified | Lane::KeyedNow | Lane::Keyed | Lane::KeyedFuture => Priority::Unspecified,
        Lane::Future => Priority::Future,
    }
}

fn action(action: &internal::Action) -> Action {
    Action {
        target: Some(target(&action.queue)),
        after_attempts: action.after_attempts,
    }
}

fn stage(stage: &internal::Stage) -> WatchdogStage {
    WatchdogStage {
        delay: span(stage.delay),
        target: Some(target(&stage.queue)),
    }
}

fn target(queue: &str) -> Target {
    let target = if queue.is_empty() {
        Kind::None(NoTarget {})
    } else if let Some(webhook) = id::webhook_of(queue) {
        Kind::Webhook(webhook.to_owned())
    } else {
        Kind::Queue(queue.to_owned())
    };
    Target { target: Some(target) }
}

fn retry_policy(spec: &NewTimer) -> Option<RetryPolicy> {
    spec.retry.map(|retry| policy(&retry))
}

fn policy(retry: &Retry) -> RetryPolicy {
    RetryPolicy {
        max_attempts: retry.max_attempts,
        initial_backoff: span(retry.initial_backoff),
        max_backoff: span(retry.max_backoff),
        multiplier: Some(f64::from(retry.multiplier_milli) / 1e3),
        jitter: Some(f64::from(retry.jitter_milli) / 1e3),
    }
}

/// The counts of a queue's timers.
pub(crate) type Counts = QueueCounts;

/// A queue. A retry policy is shown only if the queue has its own; its timers otherwise use the general one.
pub(crate) fn queue(tenant: &str, id: &str, row: &QueueRow, counts: Option<Counts>) -> Queue {
    let options = row.options.clone().unwrap_or_default();
    let ack_deadline = match options.ack_deadline {
        0 => ACK_DEADLINE_DEFAULT,
        own => own,
    };
    Queue {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        description: options.description,
        create_time: timestamp(row.create_time),
        update_time: timestamp(row.update_time),
        ack_deadline: span(ack_deadline),
        max_age: span(row.age_max),
        retry_policy: options.retry.as_ref().map(policy),
        pause: row.pause.as_ref().map(|pause| Pause {
            by: pause.by.clone(),
            reason: pause.reason.clone(),
            time: timestamp(pause.time),
        }),
        state_version: row.version(),
        key_concurrency: u32::try_from(row.key_concurrency()).unwrap_or(u32::MAX),
        counts,
    }
}

fn cancellation(row: &TimerRow) -> Option<Cancellation> {
    row.cancel.as_ref().map(|cancel| Cancellation {
        by: cancel.by.clone(),
        reason: cancel.reason.clone(),
        time: timestamp(row.end_time),
    })
}

/// The failure of a timer, if it failed.
pub(crate) fn failure(row: &TimerRow) -> Option<Failure> {
    row.failure.as_ref().map(failure_of)
}

/// The reason of a failure.
pub(crate) fn failure_of(failure: &FailureRow) -> Failure {
    let reason = match failure.kind() {
        FailureKind::AttemptsSpent => FailureReason::AttemptsSpent,
        FailureKind::Expired => FailureReason::Expired,
        FailureKind::Missed => FailureReason::Missed,
        FailureKind::Purged => FailureReason::Purged,
        FailureKind::Refused => FailureReason::Refused,
        FailureKind::Unspecified => FailureReason::Unspecified,
    };
    Failure {
        reason: reason.into(),
        message: failure.message.clone(),
    }
}
