//! The facts of a transaction: those of the single call for each guard that reads a timer, and for each operation. For
//! a timer that an earlier operation makes, they are those of the new timer.

use crate::{
    policies, refusal,
    state::{KnownRequest, State},
};
use minoots_kernel::{
    Reject,
    internal::{
        CheckpointHeadRow, NewTimer, Operation, PutCheckpoint, RollBackCheckpoint, TimerRow, Transact, Undone,
        UndoneKind, command::Command, guard::Guard as Rule, operation::Operation as Part,
    },
};
use minoots_policy::facts::{Facts, Verb};
use std::collections::HashMap;
use tonic::Status;

/// The facts of a transaction.
pub(super) fn of(command: &Command, named: &[bool], state: &State, tenant: &str) -> Result<Vec<Facts>, Status> {
    let Command::Transact(whole) = command else {
        return Ok(Vec::new());
    };
    let Transact { guards, operations, .. } = whole;
    // A repeat of an answered transaction does nothing.
    let request_id = whole.caller.as_ref().map_or("", |caller| &caller.request_id);
    match state.request(tenant, request_id, &whole.digest)? {
        KnownRequest::New => {}
        KnownRequest::Answered => return Ok(Vec::new()),
        KnownRequest::Another => return Err(refusal::rejected(&Reject::IdempotencyMismatch { index: 0 })),
    }
    let mut facts = Vec::new();
    for guard in guards {
        if let Some(Rule::Timer(guard)) = &guard.guard {
            facts.extend(of_timer(state, tenant, &HashMap::new(), (Verb::Read, &guard.id), None)?);
        }
    }
    let mut made: HashMap<&str, &NewTimer> = HashMap::new();
    let mut written: Vec<&PutCheckpoint> = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        match &operation.operation {
            Some(Part::Create(timer)) => {
                let is_named = named.get(index).copied().unwrap_or_default();
                facts.extend(policies::of_new_timer(timer, is_named));
                made.insert(&timer.id, timer);
            }
            Some(Part::Cancel(cancel)) => {
                facts.extend(of_timer(state, tenant, &made, (Verb::Cancel, &cancel.id), None)?);
            }
            Some(Part::Withdraw(withdraw)) => {
                facts.extend(of_timer(state, tenant, &made, (Verb::Cancel, &withdraw.id), None)?);
            }
            Some(Part::Reschedule(request)) => {
                let due_in = request.fire_time.saturating_sub(request.create_time);
                let asked = (Verb::Reschedule, request.id.as_str());
                facts.extend(of_timer(state, tenant, &made, asked, Some(due_in))?);
            }
            Some(Part::RollBack(back)) => {
                let place = (tenant, back.execution.as_str(), back.name.as_str());
                let (head, last) = last_version(state, place)?;
                let writes = |part: &Option<Part>| match part {
                    Some(Part::Put(put)) => (&put.execution, &put.name) == (&back.execution, &back.name),
                    Some(Part::RollBack(other)) => (&other.execution, &other.name) == (&back.execution, &back.name),
                    _ => false,
                };
                let before = operations.iter().take(index);
                let comes_about = |operation: &&Operation| !operation.optional && writes(&operation.operation);
                let written_before = before.filter(comes_about).count();
                if back.expected_version > last.saturating_add(written_before as u64) {
                    let mut undone = Undone {
                        version: head.version,
                        ..Undone::default()
                    };
                    undone.set_kind(UndoneKind::VersionConflict);
                    return Err(refusal::rejected(&Reject::GuardFailed {
                        is_guard: false,
                        index,
                        undone,
                        because: None,
                    }));
                }
                for id in hanging(head, &written, back) {
                    facts.extend(of_timer(state, tenant, &made, (Verb::Cancel, &id), None)?);
                }
            }
            Some(Part::Settle(settle)) => {
                let timer = settle.timer.clone().unwrap_or_default();
                let row = state.occurrence(tenant, &timer.id, timer.version)?;
                facts.extend(row.map(|row| policies::of_queue(Verb::Settle, row.queue())));
            }
            Some(Part::Put(put)) => written.push(put),
            Some(Part::Emit(emit)) => facts.extend(emit.event.iter().flat_map(policies::of_emitted)),
            Some(Part::Spend(_)) | None => {}
        }
    }
    Ok(facts)
}

/// The present head, and the last version: the next write makes the following one, also if the checkpoint was removed.
fn last_version(state: &State, place: (&str, &str, &str)) -> Result<(CheckpointHeadRow, u64), Status> {
    if let Some(head) = state.checkpoint(place.0, place.1, place.2)? {
        let last = head.version;
        return Ok((head, last));
    }
    let removed = state.removed_checkpoint(place)?;
    Ok((
        CheckpointHeadRow::default(),
        removed.map_or(0, |removed| removed.version),
    ))
}

/// The timers that a rollback may cancel: those bound to undone versions, and those that earlier operations bind to the
/// checkpoint.
fn hanging(head: CheckpointHeadRow, written: &[&PutCheckpoint], back: &RollBackCheckpoint) -> Vec<String> {
    let undone = head.timers.into_iter().filter(|timer| timer.version > back.version);
    let mut hanging: Vec<String> = undone.map(|timer| timer.id).collect();
    let same = |put: &&&PutCheckpoint| (&put.execution, &put.name) == (&back.execution, &back.name);
    hanging.extend(written.iter().filter(same).flat_map(|put| put.timers.iter().cloned()));
    hanging
}

/// The facts of an action on a timer. They cover the existing timer and the one that an earlier operation makes,
/// because either may be meant. If there is neither, only the id is known.
fn of_timer(
    state: &State,
    tenant: &str,
    made: &HashMap<&str, &NewTimer>,
    (verb, id): (Verb, &str),
    due_in: Option<i64>,
) -> Result<Vec<Facts>, Status> {
    let made = made.get(id).map(|timer| spec(NewTimer::clone(timer)));
    let stands = state.timer(tenant, id)?;
    let mut rows: Vec<TimerRow> = stands.into_iter().chain(made).collect();
    if rows.is_empty() {
        rows.push(spec(NewTimer {
            id: id.to_owned(),
            ..NewTimer::default()
        }));
    }
    Ok(rows
        .iter()
        .flat_map(|row| policies::of_timer(verb, row, due_in))
        .collect())
}

fn spec(timer: NewTimer) -> TimerRow {
    TimerRow {
        spec: Some(timer),
        ..TimerRow::default()
    }
}
