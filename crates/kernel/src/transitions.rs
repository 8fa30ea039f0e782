//! The lifecycle of a timer: every change of state, each in one function.
//!
//! `PENDING → FIRED → SETTLED | FAILED`, `PENDING → CANCELLED | FAILED` (missed); the due row distinguishes pending
//! from armed. Callers have checked that a change is allowed; this module keeps the rows of a timer consistent with
//! each other.

use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::{Armed, Effect, ReadyPlace},
    failure::Failure,
    internal::{
        DueRow, EventKind, EventRow, FailureKind, FailureRow, Lane, NewTimer, RedriveState, TimerRef, TimerRow,
        TimerState, Turn,
    },
    tables,
};
use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
};

mod actions;
mod open;
mod queue;
mod ready;
pub(crate) mod turns;
mod watchdog;
mod webhook;
mod withdrawn;

pub(crate) use actions::{ActionTrigger, act};
pub(crate) use open::{closed, opened};
pub(crate) use queue::{age_of, create_queue, queue_event};
use ready::close_ready;
pub(crate) use ready::{move_ready, outlive_sweep, owe, put_ready};
pub(crate) use watchdog::{miss_touch, pass_stage, touch};
pub(crate) use webhook::webhook_event;
pub(crate) use withdrawn::{cancel, miss};

impl NewTimer {
    /// The place for which its payload was sealed; empty if it is not sealed.
    pub fn place(&self) -> String {
        match (self.payload_key, self.payload_place.is_empty()) {
            (0, _) => String::new(),
            (_, true) => format!("timers/{}", self.id),
            (_, false) => self.payload_place.clone(),
        }
    }
}

impl TimerRow {
    /// The due instant of the event, or of the next stage of a watchdog's ladder.
    pub fn due(&self) -> i64 {
        if let Some(stage) = self.next_stage() {
            return self.scheduled_time.saturating_add_unsigned(stage.delay);
        }
        self.spec
            .as_ref()
            .map_or(0, |spec| spec.fire_time.max(self.scheduled_time))
    }

    /// The caller's id.
    pub fn id(&self) -> &str {
        self.spec.as_ref().map_or("", |spec| spec.id.as_str())
    }

    /// Its queue; empty for none.
    pub fn queue(&self) -> &str {
        self.spec.as_ref().map_or("", |spec| spec.queue.as_str())
    }

    /// The partition key, which determines its shard.
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

    /// Whether a redrive is open.
    pub fn redrive_open(&self) -> bool {
        self.redrive() == RedriveState::Open
    }

    /// Whether a purge failed it.
    pub fn is_purged(&self) -> bool {
        self.failure.as_ref().is_some_and(|failure| failure.purged)
    }

    /// The position of its ready row.
    pub fn place(&self) -> ReadyPlace {
        ReadyPlace {
            available: self.delivery.as_ref().map_or(0, |delivery| delivery.available),
            arm: self.arm,
            lane: self.lane(),
        }
    }

    /// The priority.
    pub fn priority(&self) -> Lane {
        self.spec.as_ref().map_or(Lane::Unspecified, |spec| spec.lane())
    }

    /// The lane, which depends on the priority and on the concurrency key.
    pub fn lane(&self) -> Lane {
        match (self.priority(), self.is_keyed()) {
            (lane, false) => lane,
            (Lane::Now, true) => Lane::KeyedNow,
            (Lane::Future, true) => Lane::KeyedFuture,
            (_, true) => Lane::Keyed,
        }
    }

    pub(crate) fn timer_ref(&self) -> TimerRef {
        TimerRef {
            id: self.id().to_string(),
            version: self.version,
            concurrency_key: String::new(),
        }
    }

    /// The reference in its ready row.
    pub(crate) fn ready_ref(&self) -> TimerRef {
        TimerRef {
            concurrency_key: self.concurrency_key().to_string(),
            ..self.timer_ref()
        }
    }
}

/// Creates an event about a timer.
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

/// Schedules a waiting timer: stores it, indexes it by due instant, arms it at once if it is due soon, and fires it at
/// once if it is due. Returns its row, and whether it is pending and armed.
pub(crate) fn schedule(
    context: &mut Context<'_>,
    tenant: &str,
    row: TimerRow,
) -> Result<(Arc<TimerRow>, bool), Failure> {
    let row = Arc::new(row);
    if row.watchdog.is_some() {
        watchdog::watch(context, tenant, &row, None);
        return Ok((row, false));
    }
    let (due, id, version) = (row.due(), row.id().to_string(), row.version);
    let armed = due <= context.arm_before;
    if due > context.time() {
        tables::timer::put(context.tables, tenant, &id, &row);
    }
    if armed {
        let row = arm(context, tenant, row)?;
        let is_pending = row.state() == TimerState::Pending;
        return Ok((row, is_pending));
    }
    // Rare: only if the proposer's clock is far behind log time.
    let key = tables::due::key(due, tenant, &id);
    if key < context.shard.due_from {
        context.shard.due_from = key;
    }
    let waiting = DueRow {
        version,
        ..DueRow::default()
    };
    tables::due::put(context.tables, due, tenant, &id, &waiting);
    context.effects.push(Effect::Scheduled {
        due,
        tenant: tenant.to_string(),
        id,
        version,
    });
    Ok((row, false))
}

/// Arms a timer, which from now on fires in any case. A timer that is already due fires in this very entry.
pub(crate) fn arm(context: &mut Context<'_>, tenant: &str, row: Arc<TimerRow>) -> Result<Arc<TimerRow>, Failure> {
    let (available, time) = (row.due().max(context.clock), context.time());
    arm_as_of(context, tenant, row, available, time, Firing::AtOnce)
}

/// Arms a timer of a burst. It is delivered like any other; a later sweep stores that it fired.
pub(crate) fn arm_in_crowd(context: &mut Context<'_>, tenant: &str, row: Arc<TimerRow>) -> Result<(), Failure> {
    let (available, time) = (row.due().max(context.clock), context.time());
    arm_as_of(context, tenant, row, available, time, Firing::Later).map(drop)
}

/// The time at which FIRED is stored for a timer that is due when it is armed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Firing {
    /// In the same entry.
    AtOnce,
    /// By a sweep, or by the first command about its delivery.
    Later,
}

/// Arms a timer as of an instant, which is log time or earlier, and offers it from `available` on.
fn arm_as_of(
    context: &mut Context<'_>,
    tenant: &str,
    row: Arc<TimerRow>,
    available: i64,
    arm_time: i64,
    firing: Firing,
) -> Result<Arc<TimerRow>, Failure> {
    let (due, arm) = (row.due(), context.next_arm());
    let place = ReadyPlace {
        available,
        arm,
        lane: row.lane(),
    };
    let mut turn = Turn::Unspecified;
    if row.is_keyed() {
        turn = turns::arrive(context, tenant, &row, place)?;
    } else if !row.queue().is_empty() {
        put_ready(context, tenant, row.queue(), place, &row.timer_ref())?;
    }
    context.effects.push(Effect::Armed(Armed {
        tenant: tenant.to_string(),
        row: Arc::clone(&row),
        due,
        place,
        waits: turn == Turn::Waiting,
    }));
    let due_row = DueRow {
        version: row.version,
        arm,
        arm_time,
        turn: turn.into(),
        available: if available == due { 0 } else { available },
        ..DueRow::default()
    };
    let is_due = due <= context.time();
    if is_due && firing == Firing::AtOnce {
        return fire(context, tenant, TimerRow::clone(&row), &due_row, place.available).map(Arc::new);
    }
    tables::due::put(context.tables, due, tenant, row.id(), &due_row);
    context.shard.armed += 1;
    if is_due {
        context.leave_to_fire(tables::due::key(due, tenant, row.id()));
    }
    Ok(row)
}

/// Stores that time has reached an armed timer's due instant; its ready row is at `available`. A timer without a
/// destination settles when it fires. The due row must be removed, or about to be removed.
fn fire(
    context: &mut Context<'_>,
    tenant: &str,
    mut row: TimerRow,
    due_row: &DueRow,
    available: i64,
) -> Result<TimerRow, Failure> {
    row.arm = due_row.arm;
    row.arm_time = due_row.arm_time;
    context.emit(tenant, timer_event(EventKind::TimerFired, &row, ""))?;
    let since = row.due().max(row.arm_time);
    act(context, tenant, &mut row, ActionTrigger::Fired, since)?;
    if row.queue().is_empty() {
        row.set_state(TimerState::Settled);
        row.end_time = context.time();
        context.emit(tenant, timer_event(EventKind::TimerSettled, &row, ""))?;
        closed(context, tenant, &row)?;
    } else {
        row.set_state(TimerState::Fired);
        let since = row.due().max(due_row.arm_time);
        let mut delivery = owe(context, tenant, &row, available, since)?;
        delivery.set_turn(due_row.turn());
        row.delivery = Some(delivery);
    }
    tables::timer::put(context.tables, tenant, row.id(), &row);
    Ok(row)
}

/// Fires an armed timer whose due row still exists.
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
    let available = match due_row.available {
        0 => row.due(),
        later => later,
    };
    fire(context, tenant, row, due_row, available)
}

/// Settles a timer. If it was redriven, only the redrive is settled, and its state stays FAILED.
pub(crate) fn settle(
    context: &mut Context<'_>,
    tenant: &str,
    mut row: TimerRow,
    actor: &str,
    reason: &str,
) -> Result<(), Failure> {
    close_ready(context, tenant, &row)?;
    let event = timer_event(EventKind::TimerSettled, &row, actor);
    let reason = reason.to_string();
    context.emit(tenant, EventRow { reason, ..event })?;
    if row.redrive_open() {
        row.set_redrive(RedriveState::Settled);
    } else {
        row.set_state(TimerState::Settled);
        row.end_time = context.time();
        closed(context, tenant, &row)?;
    }
    tables::timer::put(context.tables, tenant, row.id(), &row);
    Ok(())
}

/// Fails a timer permanently, or again after a redrive. It is then a dead letter, unless it was purged.
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
        closed(context, tenant, &row)?;
    }
    if kind != FailureKind::Purged {
        let delivery = row.delivery.unwrap_or_default();
        // An expiry counts from its instant, whenever a sweep finds it.
        let at = match kind {
            FailureKind::Expired => delivery.expires,
            _ => context.time(),
        };
        act(context, tenant, &mut row, ActionTrigger::Failed(delivery.attempts), at)?;
    }
    let mut failure = FailureRow {
        message: message.to_string(),
        ..FailureRow::default()
    };
    failure.set_kind(kind);
    failure.purged = kind == FailureKind::Purged;
    row.failure = Some(failure);
    row.end_time = context.time();
    let forgotten = kind == FailureKind::Refused && planted(Defect::RefusedForgotten);
    if kind != FailureKind::Purged && !forgotten {
        tables::dead::put(context.tables, tenant, row.queue(), row.end_time, row.id(), row.version);
    }
    tables::timer::put(context.tables, tenant, row.id(), &row);
    Ok(())
}

/// Removes a dead letter from its queue.
pub(crate) fn bury(context: &mut Context<'_>, tenant: &str, mut row: TimerRow) {
    tables::dead::delete(context.tables, tenant, row.queue(), row.end_time, row.id(), row.version);
    row.failure.get_or_insert_default().purged = true;
    tables::timer::put(context.tables, tenant, row.id(), &row);
}
