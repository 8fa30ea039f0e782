//! Actions of a timer besides its queue. Each action is a separate timer with the same payload and labels, due when it
//! is made. It is made when its parent fires, or after a number of failed deliveries; once, whatever happens later.

use super::{Firing, arm, arm_as_of, create_queue, opened, timer_event};
use crate::{
    context::Context,
    failure::Failure,
    id,
    internal::{Action, EventKind, EventRow, NewTimer, Parent, TimerRow, TimerState},
    tables,
};
use alloc::{
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

/// The event that makes actions due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionTrigger {
    /// The timer fires.
    Fired,
    /// A number of deliveries have failed.
    Attempts(u32),
    /// The timer failed permanently, after a number of failed deliveries: all actions not made before are due.
    Failed(u32),
}

impl ActionTrigger {
    fn is_time(self, action: &Action) -> bool {
        match self {
            ActionTrigger::Fired => action.after_attempts == 0,
            ActionTrigger::Attempts(attempts) => action.after_attempts == attempts && attempts != 0,
            ActionTrigger::Failed(attempts) => action.after_attempts > attempts,
        }
    }
}

/// Makes the timers of due actions, as of the instant of their cause, even if it is noticed later.
pub(crate) fn act(
    context: &mut Context<'_>,
    tenant: &str,
    row: &mut TimerRow,
    when: ActionTrigger,
    at: i64,
) -> Result<(), Failure> {
    let Some(spec) = row.spec.as_ref().filter(|spec| !spec.actions.is_empty()) else {
        return Ok(());
    };
    let actions = spec.actions.clone();
    for (number, action) in (0..u32::BITS).zip(&actions) {
        let bit = 1 << number;
        // After a redrive its deliveries may fail again.
        if when.is_time(action) && row.acted & bit == 0 {
            row.acted |= bit;
            make(context, tenant, row, number, action, at)?;
        }
    }
    Ok(())
}

fn make(
    context: &mut Context<'_>,
    tenant: &str,
    row: &TimerRow,
    number: u32,
    action: &Action,
    at: i64,
) -> Result<(), Failure> {
    let id = id_of("minoots.action", tenant, row, number);
    let parent = Parent {
        id: row.id().to_string(),
        version: row.version,
        action: number,
        stage: 0,
    };
    let made = make_child(context, tenant, row, (id, parent), &action.queue, at)?;
    arm_as_of(context, tenant, Arc::new(made), at, at, Firing::AtOnce).map(drop)
}

/// Makes the timer of a stage of a watchdog's ladder, due at the instant of the stage.
pub(super) fn make_stage(
    context: &mut Context<'_>,
    tenant: &str,
    row: &TimerRow,
    stage: u32,
    queue: &str,
    at: i64,
) -> Result<(), Failure> {
    let id = id_of("minoots.stage", tenant, row, stage);
    let parent = Parent {
        id: row.id().to_string(),
        version: row.version,
        action: 0,
        stage,
    };
    let made = make_child(context, tenant, row, (id, parent), queue, at)?;
    arm(context, tenant, Arc::new(made)).map(drop)
}

fn make_child(
    context: &mut Context<'_>,
    tenant: &str,
    row: &TimerRow,
    (id, parent): (String, Parent),
    to: &str,
    at: i64,
) -> Result<TimerRow, Failure> {
    let spec = row.spec.clone().unwrap_or_default();
    let mut child = NewTimer {
        payload_place: spec.place(),
        id,
        create_time: at,
        fire_time: at,
        delay_plus_one: 0,
        partition_key: String::new(),
        // A notification takes no turns with the work itself.
        concurrency_key: String::new(),
        queue: to.to_string(),
        digest: Vec::new(),
        digest_encoding: 0,
        id_from_request: false,
        actions: Vec::new(),
        // The parent carries the schedule of the occurrence.
        schedule: None,
        watchdog: None,
        parent: Some(parent),
        retry_unset: true,
        ack_deadline_unset: true,
        ..spec
    };
    let queue = tables::queue::get(context.tables, tenant, to)?;
    if queue.is_none() {
        create_queue(context, tenant, to, "", None)?;
    }
    child.take_options(queue.and_then(|queue| queue.options).as_ref());
    let mut made = TimerRow {
        // No other timer ever has this id. A drawn version would depend on other timers due before the next entry.
        version: row.version,
        created_by: row.created_by.clone(),
        scheduled_time: at,
        spec: Some(child),
        ..TimerRow::default()
    };
    made.set_state(TimerState::Pending);
    opened(context, tenant, &made)?;
    let event = timer_event(EventKind::TimerScheduled, &made, "");
    let object = row.id().to_string();
    context.emit(tenant, EventRow { object, ..event })?;
    Ok(made)
}

/// The id of an action's or a stage's timer, derived from its parent, the parent's version and its number there.
fn id_of(of: &str, tenant: &str, row: &TimerRow, number: u32) -> String {
    let mut rest = row.version.to_be_bytes().to_vec();
    rest.extend(number.to_be_bytes());
    id::derived(&[of, tenant, row.id()], &rest)
}
