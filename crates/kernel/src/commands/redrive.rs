//! Offers a failed event again, under its old key and payload and a new arm index, so that every fence is above every
//! earlier one. The state stays FAILED. There is one redrive at a time, and none after a settled one.

use super::rejected;
use crate::{
    context::Context,
    effect::{Armed, Effect},
    failure::Failure,
    internal::{Caller, DeliveryState, EventKind, EventRow, Redrive, RedriveState, TimerRow, TimerState, Turn},
    reply::{Reject, Reply},
    tables, transitions,
};
use alloc::sync::Arc;

pub(super) fn run(context: &mut Context<'_>, command: &Redrive) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let Some(timer) = &command.timer else {
        return rejected(Reject::Empty);
    };
    let row = tables::timer::get(context.tables, &caller.tenant, &timer.id)?.filter(|row| row.version == timer.version);
    let Some(row) = row else {
        return rejected(Reject::EventNotFound);
    };
    match (row.state(), row.redrive()) {
        // A timer without a destination is never delivered, and fails only when it is missed. A purged one is gone.
        (TimerState::Failed, _) if row.queue().is_empty() || row.is_purged() => return rejected(Reject::EventNotFound),
        (TimerState::Failed, RedriveState::Unspecified) => {}
        (TimerState::Failed, RedriveState::Open) => return rejected(Reject::AlreadyRedriven),
        (TimerState::Failed | TimerState::Settled, _) => return rejected(Reject::AlreadySettled),
        _ => return rejected(Reject::EventNotFound),
    }
    offer(context, &caller, row)?;
    Ok(Reply::Done)
}

/// Offers a dead letter again, and writes the event.
pub(super) fn offer(context: &mut Context<'_>, caller: &Caller, mut row: TimerRow) -> Result<(), Failure> {
    let tenant = caller.tenant.as_str();
    let event = transitions::timer_event(EventKind::TimerRedriven, &row, &caller.actor);
    let request_id = caller.request_id.clone();
    context.emit(tenant, EventRow { request_id, ..event })?;
    tables::dead::delete(context.tables, tenant, row.queue(), row.end_time, row.id(), row.version);
    row.arm = context.next_arm();
    row.set_redrive(RedriveState::Open);
    row.delivery = Some(DeliveryState {
        released: row.delivery.as_ref().map_or(0, |delivery| delivery.released),
        ..transitions::owe(context, tenant, &row, context.clock, context.time())?
    });
    let place = row.place();
    let mut waits = false;
    if row.is_keyed() {
        let turn = transitions::turns::arrive(context, tenant, &row, place)?;
        waits = turn == Turn::Waiting;
        if let Some(delivery) = row.delivery.as_mut() {
            delivery.set_turn(turn);
        }
    } else {
        transitions::put_ready(context, tenant, row.queue(), place, &row.timer_ref())?;
    }
    tables::timer::put(context.tables, tenant, row.id(), &row);
    let due = row.due();
    context.effects.push(Effect::Armed(Armed {
        tenant: tenant.into(),
        row: Arc::new(row),
        due,
        place,
        waits,
    }));
    Ok(())
}
