//! Rolls a checkpoint back to an earlier version, with a new version that has its data, so that the history stays
//! complete. The same entry cancels the timers bound to later versions, each as by a separate cancel (G7).

use super::{
    super::rejected, super::withdraw::Met, super::withdraw::meet, answer, answered, event, expected, told, write,
};
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{
        Caller, CheckpointRow, CheckpointTimer, EventKind, EventRow, RollBackCheckpoint, TimerRow, TimerState,
        WithdrawOutcome,
    },
    reply::{Reject, Reply},
    tables::{self, checkpoint},
    transitions,
};
use alloc::{string::String, vec::Vec};

pub(in super::super) fn roll_back(context: &mut Context<'_>, command: &RollBackCheckpoint) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let place = (
        caller.tenant.as_str(),
        command.execution.as_str(),
        command.name.as_str(),
    );
    if let Some(reply) = answered(context, &caller, &command.digest)? {
        return Ok(reply);
    }
    let mut head = match expected(context, place, &command.partition_key, command.expected_version)? {
        Ok(head) if head.version == 0 => return rejected(Reject::CheckpointNotFound),
        Ok(head) => head,
        Err(Reject::CheckpointPartition | Reject::VersionConflict { version: 0 }) => {
            return rejected(Reject::CheckpointNotFound);
        }
        Err(reject) => return rejected(reject),
    };
    if command.version == 0 || command.version >= head.version {
        return rejected(Reject::Empty);
    }
    let Some(earlier) = checkpoint::version(context.tables, place, command.version)? else {
        return rejected(Reject::CheckpointNotFound);
    };
    let row = CheckpointRow {
        create_time: context.time(),
        created_by: caller.actor.clone(),
        restored: command.version,
        ..earlier
    };
    let (undone, stay) = head
        .timers
        .iter()
        .cloned()
        .partition(|timer| timer.version > command.version);
    head.timers = stay;
    if planted(Defect::RollbackReusesVersion) {
        head.version = command.version;
    }
    if let Err(reject) = write(context, place, &mut head, &row)? {
        return rejected(reject);
    }
    let (cancelled, too_late) = withdraw(context, &caller, undone, &command.reason)?;
    let event = EventRow {
        digest: row.checksum.clone(),
        reason: command.reason.clone(),
        restored: command.version,
        count: cancelled.len() as u64,
        ..event(EventKind::CheckpointRolledBack, place, head.version, &caller)
    };
    context.emit(place.0, event)?;
    let mut told = told(&head, row);
    (told.cancelled, told.too_late) = (cancelled, too_late);
    answer(context, &caller, &command.digest, told)
}

/// Cancels the waiting timers. Returns their ids, and the ids of those that are armed or later.
fn withdraw(
    context: &mut Context<'_>,
    caller: &Caller,
    timers: Vec<CheckpointTimer>,
    reason: &str,
) -> Result<(Vec<String>, Vec<String>), Failure> {
    let (mut cancelled, mut too_late) = (Vec::new(), Vec::new());
    for timer in timers {
        if planted(Defect::RollbackLeavesTimers) {
            break;
        }
        let row = tables::timer::get(context.tables, &caller.tenant, &timer.id)?;
        // Another timer may use the id by now.
        if !row.is_some_and(|row| row.is_of(&timer)) {
            continue;
        }
        match meet(context, &caller.tenant, &timer.id, "", 0)? {
            Met::Waiting(row) => {
                transitions::cancel(context, caller, *row, reason)?;
                cancelled.push(timer.id);
            }
            Met::Answer(answer) if answer.outcome == WithdrawOutcome::TooLate => too_late.push(timer.id),
            Met::Answer(_) | Met::Absent(_) => {}
        }
    }
    Ok((cancelled, too_late))
}

impl TimerRow {
    /// Whether the timer is pending: waiting or armed.
    pub(super) fn waits(&self) -> bool {
        self.state() == TimerState::Pending
    }

    /// The instant at which its create arrived.
    pub(super) fn create_time(&self) -> i64 {
        self.spec.as_ref().map_or(0, |spec| spec.create_time)
    }

    /// Whether this is the bound timer, and not a later one with its id.
    pub(super) fn is_of(&self, timer: &CheckpointTimer) -> bool {
        self.create_time() == timer.create_time
    }
}
