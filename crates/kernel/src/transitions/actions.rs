//! What a timer does besides going to its queue: each action is a timer of its own, due when it is made, with the same payload and labels. It
//! is made as its parent fires, or when so many deliveries have failed; once, whatever happens later.

use super::{arm_as_of, create_queue, opened, timer_event};
use crate::{
    apply::Context,
    failure::Failure,
    id,
    internal::{Action, EventKind, EventRow, NewTimer, Parent, TimerRow, TimerState},
    tables,
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// Which actions are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// It fires.
    Fired,
    /// So many deliveries have failed.
    Attempts(u32),
    /// It failed for good: all that were not due before. So many deliveries had failed.
    Failed(u32),
}

impl When {
    fn is_time(self, action: &Action) -> bool {
        match self {
            When::Fired => action.after_attempts == 0,
            When::Attempts(attempts) => action.after_attempts == attempts && attempts != 0,
            When::Failed(attempts) => action.after_attempts > attempts,
        }
    }
}

/// Makes the timers of those actions that are due, as of an instant: that at which it came to be so, whenever it is noticed.
pub(crate) fn act(
    context: &mut Context<'_>,
    tenant: &str,
    row: &mut TimerRow,
    when: When,
    at: i64,
) -> Result<(), Failure> {
    let Some(spec) = row.spec.as_ref().filter(|spec| !spec.actions.is_empty()) else {
        return Ok(());
    };
    let actions = spec.actions.clone();
    for (number, action) in (0..u32::BITS).zip(&actions) {
        let bit = 1 << number;
        // After a redrive its deliveries fail again.
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
    let spec = row.spec.clone().unwrap_or_default();
    let mut child = NewTimer {
        id: id_of(tenant, row, number),
        create_time: at,
        fire_time: at,
        delay_plus_one: 0,
        partition_key: String::new(),
        // What is told takes no turns of what is done.
        concurrency_key: String::new(),
        queue: action.queue.clone(),
        digest: Vec::new(),
        digest_encoding: 0,
        id_from_request: false,
        actions: Vec::new(),
        // Its parent says whose occurrence this is.
        schedule: None,
        parent: Some(Parent {
            id: row.id().to_string(),
            version: row.version,
            action: number,
        }),
        retry_unset: true,
        ack_deadline_unset: true,
        ..spec
    };
    let queue = tables::queue::get(context.tables, tenant, &action.queue)?;
    if queue.is_none() {
        create_queue(context, tenant, &action.queue, "", None)?;
    }
    child.take_options(queue.and_then(|queue| queue.options).as_ref());
    let mut made = TimerRow {
        // No other timer ever has this id. Drawn, it would depend on what else becomes due before the next entry.
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
    arm_as_of(context, tenant, made, at, at)
}

/// The id of an action's timer: by its parent, that one's version and the action's number.
fn id_of(tenant: &str, row: &TimerRow, number: u32) -> String {
    let mut rest = row.version.to_be_bytes().to_vec();
    rest.extend(number.to_be_bytes());
    id::derived(&["minoots.action", tenant, row.id()], &rest)
}
