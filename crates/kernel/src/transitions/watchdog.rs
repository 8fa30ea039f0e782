//! The lifecycle of a watchdog: a pending timer whose due instant counts from its mark, the last touch in the log.
//!
//! Invariants:
//! - its due row has the instant of the next stage of its ladder, and its own due instant once all were reached; it
//!   names the entry that wrote the mark;
//! - while a stage is left, a row of the ladder table has its own due instant;
//! - it is never armed ahead: a touch could not change a decision made before its time;
//! - each mark has its own version, so the timers of one silence's stages are never taken for those of another.

use super::{actions, arm};
use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::{Effect, Watched},
    failure::Failure,
    internal::{DueRow, NewTimer, Stage, TimerRow, Touch},
    tables,
};
use alloc::{string::ToString, sync::Arc};

impl NewTimer {
    /// The stages of a watchdog's ladder; none for any other timer.
    pub fn stages(&self) -> &[Stage] {
        self.watchdog.as_ref().map_or(&[], |watchdog| &watchdog.stages)
    }
}

impl TimerRow {
    /// The next stage of a watchdog's ladder, if one is left.
    pub fn next_stage(&self) -> Option<&Stage> {
        let reached = usize::try_from(self.watchdog?.stage).ok()?;
        self.spec.as_ref()?.stages().get(reached)
    }

    /// A watchdog's time to live without a touch.
    pub fn ttl(&self) -> u64 {
        let delay = self.spec.as_ref().and_then(NewTimer::delay);
        delay.unwrap_or_default()
    }
}

/// Stores a watchdog that waits from its mark on, which this entry wrote. `from` is the former instant of its due row.
pub(super) fn watch(context: &mut Context<'_>, tenant: &str, row: &TimerRow, from: Option<i64>) {
    tables::timer::put(context.tables, tenant, row.id(), row);
    put_due(context, tenant, row, from, context.index);
}

/// Removes its due row and its ladder row.
pub(super) fn leave(context: &mut Context<'_>, tenant: &str, row: &TimerRow) {
    tables::due::delete(context.tables, row.due(), tenant, row.id());
    tables::ladder::delete(context.tables, tenant, row);
}

fn put_due(context: &mut Context<'_>, tenant: &str, row: &TimerRow, from: Option<i64>, index: u64) {
    let due = row.due();
    let key = tables::due::key(due, tenant, row.id());
    if key < context.shard.due_from {
        context.shard.due_from = key;
    }
    let due_row = DueRow {
        version: row.version,
        watchdog_index: index,
        ..DueRow::default()
    };
    tables::due::put(context.tables, due, tenant, row.id(), &due_row);
    tables::ladder::put(context.tables, tenant, row);
    let state = row.watchdog.unwrap_or_default();
    context.effects.push(Effect::Watched(Watched {
        tenant: tenant.to_string(),
        id: row.id().to_string(),
        partition_key: row.partition_key().to_string(),
        version: row.version,
        from,
        due,
        index,
        mark: row.scheduled_time,
        ttl: row.ttl(),
        epoch: state.epoch,
        sequence: state.sequence,
        stage: state.stage,
    }));
}

/// Records a touch: the ladder restarts from the touch's instant.
pub(crate) fn touch(context: &mut Context<'_>, touch: &Touch, mut row: TimerRow) -> Result<TimerRow, Failure> {
    let from = row.due();
    leave(context, &touch.tenant, &row);
    let mut state = row.watchdog.unwrap_or_default();
    // A clock ahead of log time does not prolong its life, and a clock behind does not shorten it.
    let mark = touch.mark.min(context.time()).max(row.scheduled_time);
    if touch.epoch > state.epoch && !planted(Defect::EpochForgotten) {
        (state.epoch, state.sequence) = (touch.epoch, 0);
    }
    state.sequence = state.sequence.max(touch.sequence);
    state.touched = true;
    if !planted(Defect::LadderNotReset) {
        state.stage = 0;
    }
    row.watchdog = Some(state);
    row.scheduled_time = mark;
    row.version = context.next_version();
    let ttl = row.ttl();
    if let Some(spec) = row.spec.as_mut() {
        spec.fire_time = mark.saturating_add_unsigned(ttl);
    }
    watch(context, &touch.tenant, &row, Some(from));
    Ok(row)
}

/// Skips its next stage, because an operator decided that it notifies no target. The watchdog itself continues to wait.
pub(crate) fn pass_stage(context: &mut Context<'_>, tenant: &str, mut row: TimerRow, due_row: &DueRow) {
    let at = row.due();
    leave(context, tenant, &row);
    let mut state = row.watchdog.unwrap_or_default();
    state.stage += 1;
    row.watchdog = Some(state);
    tables::timer::put(context.tables, tenant, row.id(), &row);
    put_due(context, tenant, &row, Some(at), due_row.watchdog_index);
}

/// Handles a silence: no touch came for the time of its next stage, or for its own time to live.
pub(crate) fn miss_touch(
    context: &mut Context<'_>,
    tenant: &str,
    mut row: TimerRow,
    due_row: &DueRow,
) -> Result<(), Failure> {
    let at = row.due();
    leave(context, tenant, &row);
    let Some(stage) = row.next_stage().cloned() else {
        return arm(context, tenant, Arc::new(row)).map(drop);
    };
    let mut state = row.watchdog.unwrap_or_default();
    state.stage += 1;
    row.watchdog = Some(state);
    actions::make_stage(context, tenant, &row, state.stage, &stage.queue, at)?;
    if planted(Defect::StageTwice) && context.index.is_multiple_of(8) {
        state.stage -= 1;
        row.watchdog = Some(state);
    }
    tables::timer::put(context.tables, tenant, row.id(), &row);
    put_due(context, tenant, &row, Some(at), due_row.watchdog_index);
    Ok(())
}
