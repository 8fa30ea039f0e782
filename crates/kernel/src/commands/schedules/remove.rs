//! Removes a schedule. Its timers stay, and its waiting instants are missed.

use super::{super::rejected, backfill, event, find, is_behind, pause};
use crate::{
    context::Context,
    effect::Effect,
    failure::Failure,
    internal::{DeleteSchedule, EventKind},
    reply::{Reject, Reply},
    tables::schedule,
};

pub(in super::super) fn remove(context: &mut Context<'_>, command: &DeleteSchedule) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let before = match find(context, &caller.tenant, &command.id, command.version)? {
        Ok(row) => row,
        Err(reject) => return rejected(reject),
    };
    if is_behind(context, &before) {
        return rejected(Reject::ScheduleMoved);
    }
    schedule::delete(context.tables, &caller.tenant, &command.id, &before);
    let mut row = before;
    pause::miss_waiting(context, (&caller.tenant, &command.id), &mut row, "DELETED")?;
    backfill::end(context, (&caller.tenant, &command.id), &mut row, "DELETED")?;
    context.effects.push(Effect::Schedules);
    let counted = context.tenant(&caller.tenant)?;
    counted.schedules = counted.schedules.saturating_sub(1);
    context.emit(&caller.tenant, event(EventKind::ScheduleDeleted, &command.id, &caller))?;
    Ok(Reply::Done)
}
