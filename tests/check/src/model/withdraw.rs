//! Cancel and reschedule. Checks in this order: absent, another version than the current one, cancelled, armed or
//! later, done.

use super::{Seen, State, Timer};
use crate::record::{Reschedule, Status, WithdrawOutcome, Withdrawn};

pub(super) fn apply<'a>(
    version: u64,
    moved: Option<&'a Reschedule>,
    seen: &Seen<'a, Withdrawn>,
    state: &State<'a>,
    index: u64,
) -> Vec<State<'a>> {
    match (seen, state) {
        (Seen::Refused("TIMER"), Some(_)) | (Seen::Answer(_), None) => vec![],
        (Seen::Refused(_), _) | (Seen::Nothing, None) => vec![state.clone()],
        (Seen::Nothing, Some(timer)) => unseen(version, moved, timer, index),
        (Seen::Answer(answer), Some(timer)) => {
            let after = answered(version, moved, answer, timer, index);
            after.map_or(vec![], |timer| vec![Some(timer)])
        }
    }
}

fn unseen<'a>(version: u64, moved: Option<&'a Reschedule>, timer: &Timer<'a>, index: u64) -> Vec<State<'a>> {
    let mut after = Vec::new();
    let named = version == 0 || timer.version.is_none_or(|current| current == version);
    if timer.status == Status::Scheduled && named {
        after.push(Some(match moved {
            Some(request) => rescheduled(timer, request, None),
            None => cancelled(timer, index),
        }));
    }
    // Another version, a reused request id, or a quota may have led to a refusal.
    after.push(Some(timer.clone()));
    after
}

fn answered<'a>(
    version: u64,
    moved: Option<&'a Reschedule>,
    answer: &Withdrawn,
    timer: &Timer<'a>,
    index: u64,
) -> Option<Timer<'a>> {
    if answer.outcome == WithdrawOutcome::Rescheduled {
        let current = if version == 0 {
            Some(timer.clone())
        } else {
            timer.with_version(version)
        };
        let current = current.filter(|timer| timer.status == Status::Scheduled)?;
        let drawn = current.version != Some(answer.version);
        return moved
            .filter(|_| drawn)
            .map(|request| rescheduled(&current, request, Some(answer.version)));
    }
    let current = timer.with_version(answer.version)?;
    let named = version == 0 || version == answer.version;
    match (answer.outcome, current.status) {
        (WithdrawOutcome::Superseded, _) => (!named).then_some(current),
        (WithdrawOutcome::Cancelled, Status::Cancelled) => {
            // A reschedule may repeat its own response, and then names another index.
            let first =
                moved.is_some() || current.cancelled_at.is_none() || answer.original_idx == current.cancelled_at;
            (named && first).then_some(current)
        }
        (WithdrawOutcome::Cancelled, Status::Scheduled) => {
            let done = named && moved.is_none() && answer.original_idx.is_none();
            done.then(|| cancelled(&current, index))
        }
        (WithdrawOutcome::TooLate, Status::Armed | Status::Fired | Status::Settled | Status::Failed) => {
            named.then_some(current)
        }
        _ => None,
    }
}

fn cancelled<'a>(timer: &Timer<'a>, index: u64) -> Timer<'a> {
    Timer {
        status: Status::Cancelled,
        cancelled_at: Some(index),
        ..timer.clone()
    }
}

fn rescheduled<'a>(timer: &Timer<'a>, request: &'a Reschedule, version: Option<u64>) -> Timer<'a> {
    Timer {
        version,
        status: Status::Scheduled,
        fire_time: request.fire_time,
        ..timer.clone()
    }
}
