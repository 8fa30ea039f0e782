//! Common parts of commands about deliveries: finding the delivery.

use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{Fence, Grant, TimerKey, TimerRow, TimerState},
    reply::Reject,
    tables, transitions,
};

/// A timer with an open delivery, or the reason why there is none.
pub(super) enum Delivery {
    Open(TimerRow),
    /// The delivery ended: the terminal row.
    Over(TimerRow),
    Rejected(Reject),
}

/// Finds the delivery of an occurrence. Fires a timer that is due and not yet swept.
pub(super) fn find(context: &mut Context<'_>, timer: &TimerKey) -> Result<Delivery, Failure> {
    let TimerKey { tenant, id, version } = timer;
    let Some(row) = tables::retired::current_or_retired(context.tables, tenant, id, *version)? else {
        return Ok(Delivery::Rejected(Reject::EventNotFound));
    };
    if row.redrive_open() || row.state() == TimerState::Fired {
        return Ok(Delivery::Open(row));
    }
    match row.state() {
        TimerState::Settled | TimerState::Failed => Ok(Delivery::Over(row)),
        TimerState::Pending => match tables::due::get(context.tables, row.due(), tenant, id)? {
            Some(due_row) if due_row.arm != 0 && (row.due() <= context.time() || planted(Defect::AckBeforeDue)) => {
                let row = transitions::fire_armed(context, tenant, row, &due_row)?;
                Ok(if row.is_terminal() {
                    Delivery::Over(row)
                } else {
                    Delivery::Open(row)
                })
            }
            Some(due_row) if due_row.arm != 0 => Ok(Delivery::Rejected(Reject::NotDue { due: row.due() })),
            _ => Ok(Delivery::Rejected(Reject::EventNotFound)),
        },
        _ => Ok(Delivery::Rejected(Reject::EventNotFound)),
    }
}

/// Whether the fence belongs to the present arm: any acknowledgement of it settles.
pub(super) fn of_this_arm(context: &Context<'_>, row: &TimerRow, fence: &Fence) -> bool {
    fence.arm == row.arm && fence.epoch <= context.shard.epoch
}

/// Records a delivery that the leader made and the log does not contain yet. Grants are logged late, so only a larger
/// fence counts.
pub(super) fn record(row: &mut TimerRow, grant: &Grant) -> bool {
    let Some(delivery) = row.delivery.as_mut() else {
        return false;
    };
    let newer = match (&delivery.grant, &grant.fence) {
        (Some(Grant { fence: Some(known), .. }), Some(fence)) => fence > known,
        (_, fence) => fence.is_some(),
    };
    if newer {
        delivery.grant = Some(*grant);
        delivery.ended = false;
        first_release(row, grant.released);
    }
    newer
}

/// Stores the time of the first release ever.
pub(super) fn first_release(row: &mut TimerRow, released: i64) {
    if let Some(delivery) = row.delivery.as_mut().filter(|delivery| delivery.released == 0) {
        delivery.released = released;
    }
}

/// Whether the fence is the newest one, and its delivery still in flight.
pub(super) fn is_newest(row: &TimerRow, fence: &Fence) -> bool {
    planted(Defect::NackOfStaleFence)
        || row.delivery.as_ref().is_some_and(|delivery| {
            !delivery.ended
                && delivery
                    .grant
                    .as_ref()
                    .is_some_and(|grant| grant.fence.as_ref() == Some(fence))
        })
}
