//! The life of a timer: every change of state, each in one place.
//!
//! `PENDING → FIRED → SETTLED | FAILED`, `PENDING → CANCELLED | FAILED` (missed); pending and armed are told apart by the due row. Callers have checked
//! that a change is allowed; what is here keeps the rows of a timer consistent with each other.

use crate::{
    apply::Context,
    effect::{Armed, Effect, ReadyPlace},
    failure::Failure,
    internal::{
        DeliveryState, DueRow, EventKind, EventRow, FailureKind, FailureRow, QueueRow, RedriveState, TimerRef,
        TimerRow, TimerState,
    },
    limits::QUEUE_AGE_MAX,
    tables::{self, deadline::Job},
};
use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

mod withdrawn;

pub(crate) use withdrawn::{cancel, miss};

/// Knuth's multiplicative hash: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl TimerRow {
    /// When the event's time comes.
    pub fn due(&self) -> i64 {
        self.spec
            .as_ref()
            .map_or(0, |spec| spec.fire_time.max(self.scheduled_time))
    }

    /// The caller's id.
    pub fn id(&self) -> &str {
        self.spec.as_ref().map_or("", |spec| spec.id.as_str())
    }

    /// The queue it goes to; empty for none.
    pub fn queue(&self) -> &str {
        self.spec.as_ref().map_or("", |spec| spec.queue.as_str())
    }

    /// What decides its shard.
    pub fn partition_key(&self) -> &str {
        match &self.spec {
            Some(spec) if !spec.partition_key.is_empty() => &spec.partition_key,
            _ => self.id(),
        }
    }

    /// Whether the state can no longer change.
    pub fn is_terminal(&self) -> bool {
        matches!(
            self.state(),
            TimerState::Settled | TimerState::Cancelled | TimerState::Failed
        )
    }

    /// Whether a redrive is out.
    pub fn redrive_open(&self) -> bool {
        self.redrive() == RedriveState::Open
    }

    /// Where its ready row stands.
    pub fn place(&self) -> ReadyPlace {
        ReadyPlace {
            available: self.delivery.as_ref().map_or(0, |delivery| delivery.available),
            arm: self.arm,
        }
    }

    pub(crate) fn timer_ref(&self) -> TimerRef {
        TimerRef {
            id: self.id().to_string(),
            version: self.version,
        }
    }
}

/// An event about a timer.
pub(crate) fn timer_event(kind: EventKind, row: &TimerRow, actor: &str) -> EventRow {
    let mut event = EventRow {
        timer: Some(row.timer_ref()),
        actor: actor.to_string(),
        ..EventRow::default()
    };
    event.set_kind(kind);
    if let Some(spec) = &row.spec {
        event.fire_time = spec.fire_time;
        if kind != EventKind::TimerFired {
            event.name = spec.name.clone();
        }
    }
    event.attempts = row.delivery.as_ref().map_or(0, |delivery| delivery.attempts);
    event
}

/// A queue exists from its first use.
pub(crate) fn create_queue(context: &mut Context<'_>, tenant: &str, queue: &str, actor: &str) -> Result<(), Failure> {
    context.tenant(tenant)?.queues += 1;
    let time = context.time();
    let age_from = tables::ready::range(tenant, queue).0;
    tables::queue::put(
        context.tables,
        tenant,
        queue,
        &QueueRow {
            age_max: QUEUE_AGE_MAX,
            create_time: time,
            age_from,
            ready_from: Vec::new(),
        },
    );
    let job = Job::QueueAge {
        tenant: tenant.to_string(),
        queue: queue.to_string(),
    };
    context.add_job(time.saturating_add(QUEUE_AGE_MAX as i64), &job);
    let mut event = EventRow {
        queue: queue.to_string(),
        actor: actor.to_string(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::QueueCreated);
    context.emit(tenant, event)
}

/// A timer that waits: stored, indexed by due, armed at once when it is near, fired at once when it is due. Returns (armed, fired).
pub(crate) fn schedule(context: &mut Context<'_>, tenant: &str, row: TimerRow) -> Result<(bool, bool), Failure> {
    let (due, id, version) = (row.due(), row.id().to_string(), row.version);
    let armed = due <= context.arm_before;
    if due > context.time() {
        tables::timer::put(context.tables, tenant, &id, &row);
    }
    if armed {
        arm(context, tenant, row)?;
    } else {
        // Seldom: only if the proposer's clock is far behind log time.
        let key = tables::due::key(due, tenant, &id);
        if key < context.shard.due_from {
            context.shard.due_from = key;
        }
        tables::due::put(
            context.tables,
            due,
            tenant,
            &id,
            &DueRow {
                version,
                ..DueRow::default()
            },
        );
        context.effects.push(Effect::Scheduled {
            due,
            tenant: tenant.to_string(),
            id,
            version,
        });
    }
    Ok((armed, armed && due <= context.time()))
}

/// From here on it fires, whatever happens. Due and late at once means fired in this very entry.
pub(crate) fn arm(context: &mut Context<'_>, tenant: &str, row: TimerRow) -> Result<(), Failure> {
    let (due, time, arm) = (row.due(), context.time(), context.next_arm());
    let place = ReadyPlace {
        available: due.max(time),
        arm,
    };
    if !row.queue().is_empty() {
        tables::ready::put(context.tables, tenant, row.queue(), place, &row.timer_ref());
    }
    context.effects.push(Effect::Armed(Armed {
        tenant: tenant.to_string(),
        row: Arc::new(row.clone()),
        due,
        place,
    }));
    let due_row = DueRow {
        version: row.version,
        arm,
        arm_time: time,
    };
    if due <= time {
        return fire(context, tenant, row, &due_row).map(drop);
    }
    tables::due::put(context.tables, due, tenant, row.id(), &due_row);
    context.shard.armed += 1;
    Ok(())
}

/// Stores that time has reached an armed timer's due. What goes nowhere settles as it fires. The due row must be gone, or about to go.
pub(crate) fn fire(
    context: &mut Context<'_>,
    tenant: &str,
    mut row: TimerRow,
    due_row: &DueRow,
) -> Result<TimerRow, Failure> {
    row.arm = due_row.arm;
    row.arm_time = due_row.arm_time;
    context.emit(tenant, timer_event(EventKind::TimerFired, &row, ""))?;
    if row.queue().is_empty() {
        row.set_state(TimerState::Settled);
        row.end_time = context.time();
        context.emit(tenant, timer_event(EventKind::TimerSettled, &row, ""))?;
        context.tenant(tenant)?.open_timers -= 1;
    } else {
        let queue = tables::queue::get(context.tables, tenant, row.queue())?;
        let age_max = queue.map_or(QUEUE_AGE_MAX, |queue| queue.age_max);
        let available = row.due().max(due_row.arm_time);
        let expires = available.saturating_add_unsigned(age_max);
        row.set_state(TimerState::Fired);
        row.delivery = Some(DeliveryState {
            available,
            expires,
            ..DeliveryState::default()
        });
    }
    tables::timer::put(context.tables, tenant, row.id(), &row);
    Ok(row)
}

/// Fires an armed timer whose due row still stands.
pub(crate) fn fire_armed(
    context: &mut Context<'_>,
    tenant: &str,
    row: TimerRow,
    due_row: &DueRow,
) -> Result<TimerRow, Failure> {
    tables::due::delete(context.tables, row.due(), tenant, row.id());
    context.shard.armed = context
        .shard
        .armed
        .checked_sub(1)
        .ok_or_else(|| Failure::Corrupt(format!("timer {} is armed but none is counted", row.id())))?;
    fire(context, tenant, row, due_row)
}

/// Acknowledged. Of a redriven timer only the redrive is settled; its state stays FAILED.
pub(crate) fn settle(context: &mut Context<'_>, tenant: &str, mut row: TimerRow, actor: &str) -> Result<(), Failure> {
    close_ready(context, tenant, &row)?;
    context.emit(tenant, timer_event(EventKind::TimerSettled, &row, actor))?;
    if row.redrive_open() {
        row.set_redrive(RedriveState::Settled);
    } else {
        row.set_state(TimerState::Settled);
        row.end_time = context.time();
        context.tenant(tenant)?.open_timers -= 1;
    }
    tables::timer::put(context.tables, tenant, row.id(), &row);
    Ok(())
}

/// Failed for good, or failed again after a redrive. It is then a dead letter.
pub(crate) fn fail(
    context: &mut Context<'_>,
    tenant: &str,
    mut row: TimerRow,
    kind: FailureKind,
    message: &str,
) -> Result<(), Failure> {
    close_ready(context, tenant, &row)?;
    let event = match kind {
        FailureKind::Expired => EventKind::TimerExpired,
        _ => EventKind::TimerFailed,
    };
    let reason = message.to_string();
    context.emit(
        tenant,
        EventRow {
            reason,
            ..timer_event(event, &row, "")
        },
    )?;
    if row.redrive_open() {
        row.set_redrive(RedriveState::Unspecified);
    } else {
        row.set_state(TimerState::Failed);
        context.tenant(tenant)?.open_timers -= 1;
    }
    let mut failure = FailureRow {
        message: message.to_string(),
        ..FailureRow::default()
    };
    failure.set_kind(kind);
    row.failure = Some(failure);
    row.end_time = context.time();
    tables::dead::put(context.tables, tenant, row.queue(), row.end_time, row.id(), row.version);
    tables::timer::put(context.tables, tenant, row.id(), &row);
    Ok(())
}

/// Gives a ready row another instant at which it may be offered.
pub(crate) fn move_ready(
    context: &mut Context<'_>,
    tenant: &str,
    row: &mut TimerRow,
    available: i64,
) -> Result<(), Failure> {
    let (from, timer) = (row.place(), row.timer_ref());
    let queue = row.queue().to_string();
    let job = age_job(tenant, row);
    let Some(delivery) = row.delivery.as_mut() else {
        return Ok(());
    };
    if !delivery.moved {
        delivery.moved = true;
        let expires = delivery.expires;
        context.add_job(expires, &job);
    }
    delivery.available = available.min(delivery.expires);
    let ended = delivery.ended;
    let to = row.place();
    tables::ready::delete(context.tables, tenant, &queue, from);
    tables::ready::put(context.tables, tenant, &queue, to, &timer);
    if to.available < context.time() {
        stands_before(context, tenant, &queue, to)?;
    }
    let TimerRef { id, version } = timer;
    context.effects.push(Effect::Moved {
        tenant: tenant.to_string(),
        queue,
        from,
        to,
        ended,
        id,
        version,
    });
    Ok(())
}

/// A row was put before log time, by a clock that had been ahead and was set right: what is remembered of the queue must not hide it.
fn stands_before(context: &mut Context<'_>, tenant: &str, queue: &str, place: ReadyPlace) -> Result<(), Failure> {
    let Some(mut row) = tables::queue::get(context.tables, tenant, queue)? else {
        return Ok(());
    };
    let key = tables::ready::key(tenant, queue, place);
    if key < row.ready_from {
        row.ready_from = key;
        tables::queue::put(context.tables, tenant, queue, &row);
    }
    Ok(())
}

fn close_ready(context: &mut Context<'_>, tenant: &str, row: &TimerRow) -> Result<(), Failure> {
    let place = row.place();
    tables::ready::delete(context.tables, tenant, row.queue(), place);
    if let Some(delivery) = row.delivery.as_ref().filter(|delivery| delivery.moved) {
        context.remove_job(delivery.expires, &age_job(tenant, row));
    }
    let (queue, TimerRef { id, version }) = (row.queue().to_string(), row.timer_ref());
    context.effects.push(Effect::Closed {
        tenant: tenant.to_string(),
        queue,
        place,
        id,
        version,
    });
    remember_first_ready(context, tenant, row)
}

/// Remembers, after about one delivery in 16, before which key a queue owes nothing, so that whoever looks for its first does not pass all
/// that was delivered. No row is put before log time but by [`stands_before`], and none else is moved to before where it was.
fn remember_first_ready(context: &mut Context<'_>, tenant: &str, row: &TimerRow) -> Result<(), Failure> {
    // Spread, so that queues whose timers are armed in turn all get theirs.
    if row.arm.wrapping_mul(SPREAD) >> 60 != 0 {
        return Ok(());
    }
    let queue = row.queue();
    let Some(mut queue_row) = tables::queue::get(context.tables, tenant, queue)? else {
        return Ok(());
    };
    let now = ReadyPlace {
        available: context.time(),
        arm: 0,
    };
    let (from, now) = (
        tables::ready::first(tenant, queue, Some(&queue_row)),
        tables::ready::key(tenant, queue, now),
    );
    let first = context.tables.scan(&from, &now, 1)?.into_iter().next();
    queue_row.ready_from = first.map_or(now, |(key, _)| key);
    tables::queue::put(context.tables, tenant, queue, &queue_row);
    Ok(())
}

fn age_job(tenant: &str, row: &TimerRow) -> Job {
    Job::DeliveryAge {
        tenant: String::from(tenant),
        id: String::from(row.id()),
        version: row.version,
        arm: row.arm,
    }
}
