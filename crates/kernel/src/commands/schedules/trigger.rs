//! Makes a timer of a schedule now. A repeat names the same timer, and gets it as its answer.

use super::{super::rejected, Memory, find, make_timer, store, timer_of};
use crate::{
    context::Context,
    failure::Failure,
    internal::TriggerSchedule,
    reply::{Reject, Reply},
    tables,
};

pub(in super::super) fn trigger(context: &mut Context<'_>, command: &TriggerSchedule) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    if command.timer_id.is_empty() {
        return rejected(Reject::Empty);
    }
    let before = match find(context, &caller.tenant, &command.id, command.version)? {
        Ok(row) => row,
        Err(reject) => return rejected(reject),
    };
    let mut row = before.clone();
    let arrival = command.create_time.min(context.time());
    let timer = timer_of(&row, &command.id, &command.timer_id, (arrival, arrival), arrival);
    let memory = Memory::of(command.keeps_earlier);
    let made = match make_timer(context, &caller.tenant, &mut row, timer, &caller, ("", memory))? {
        Ok(made) => made,
        Err(reject) => return rejected(reject),
    };
    if made {
        store(context, &caller.tenant, &command.id, Some(&before), &row);
    }
    let timer = tables::timer::get(context.tables, &caller.tenant, &command.timer_id)?;
    let version = timer.map_or(0, |timer| timer.version);
    Ok(Reply::Triggered {
        version,
        existing: !made,
    })
}
