//! Touches (heartbeats) of watchdogs, many in one entry. Each is judged separately, in the order of a cancel: absent,
//! superseded by a newer one, cancelled, fired. An accepted touch counts from its mark, which never moves back.
//!
//! A touch adds nothing, so it writes no event and is checked against no quota.

use super::rejected;
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{TimerState, Touch, TouchWatchdogs},
    limits::TOUCHES_MAX,
    reply::{Reject, Reply, TouchOutcome, Touched},
    tables, transitions,
};
use alloc::vec::Vec;

pub(super) fn run(context: &mut Context<'_>, command: &TouchWatchdogs) -> Result<Reply, Failure> {
    if command.touches.len() > TOUCHES_MAX {
        return rejected(Reject::Empty);
    }
    let touches = command.touches.iter().map(|one| touch(context, one));
    Ok(Reply::Touched(touches.collect::<Result<Vec<_>, _>>()?))
}

fn touch(context: &mut Context<'_>, touch: &Touch) -> Result<Touched, Failure> {
    let found = tables::timer::get(context.tables, &touch.tenant, &touch.id)?;
    let found = found.filter(|row| touch.partition_key.is_empty() || row.partition_key() == touch.partition_key);
    let Some(row) = found else {
        return Ok(Touched::from(TouchOutcome::NotFound));
    };
    let Some(state) = row.watchdog else {
        return Ok(Touched::from(TouchOutcome::NotWatchdog));
    };
    let met = |outcome| Touched {
        outcome,
        version: row.version,
        fire_time: row.spec.as_ref().map_or(0, |spec| spec.fire_time),
        epoch: state.epoch,
        sequence: state.sequence,
    };
    let is_stale = touch.epoch < state.epoch
        || touch.epoch == state.epoch && touch.sequence != 0 && touch.sequence < state.sequence;
    if is_stale && !planted(Defect::StaleTouchCounts) {
        return Ok(met(TouchOutcome::Superseded));
    }
    match row.state() {
        TimerState::Pending => {}
        TimerState::Cancelled => return Ok(met(TouchOutcome::Cancelled)),
        TimerState::Failed if row.arm == 0 => return Ok(met(TouchOutcome::Missed)),
        _ => return Ok(met(TouchOutcome::TooLate)),
    }
    // An equal number is a repeat, and does not show that its sender is alive now.
    if touch.epoch == state.epoch && touch.sequence != 0 && touch.sequence == state.sequence {
        return Ok(met(TouchOutcome::Touched));
    }
    let row = transitions::touch(context, touch, row)?;
    let state = row.watchdog.unwrap_or_default();
    Ok(Touched {
        outcome: TouchOutcome::Touched,
        version: row.version,
        fire_time: row.spec.as_ref().map_or(0, |spec| spec.fire_time),
        epoch: state.epoch,
        sequence: state.sequence,
    })
}
