//! Requests of consumers: the first ack of any delivery settles; nack and extend count for the newest delivery, once.

use super::{Hidden, Seen, State, Step, Timer};
use crate::record::{AckOutcome, Status};

pub(super) fn apply<'a>(step: &Step<'a>, state: &State<'a>, hidden: Hidden) -> Vec<State<'a>> {
    let (Step::Ack { version, .. } | Step::Nack { version, .. } | Step::Extend { version, .. }) = step else {
        return vec![state.clone()];
    };
    let timer = state.as_ref().and_then(|timer| timer.with_version(*version));
    match (step, timer) {
        (Step::Ack { seen, .. }, None) => elsewhere(seen, state, hidden),
        (Step::Ack { seen, delivered, .. }, Some(timer)) => acknowledged(timer, seen, *delivered),
        (
            Step::Nack {
                seen: Seen::Answer(_), ..
            }
            | Step::Extend {
                seen: Seen::Answer(_), ..
            },
            None,
        ) => vec![],
        (Step::Nack { fence, seen, .. }, Some(timer)) => given_back(timer, fence, seen),
        (Step::Extend { fence, seen, .. }, Some(timer)) => extended(timer, fence, seen),
        _ => vec![state.clone()],
    }
}

/// An acknowledgement of a version that is not current. Ended timers are still answered after they released their id.
fn elsewhere<'a>(seen: &Seen<'a, AckOutcome>, state: &State<'a>, hidden: Hidden) -> Vec<State<'a>> {
    match seen {
        Seen::Answer(AckOutcome::Settled) => vec![],
        Seen::Answer(_) if !hidden.retirement => vec![],
        _ => vec![state.clone()],
    }
}

fn acknowledged<'a>(timer: Timer<'a>, seen: &Seen<'a, AckOutcome>, delivered: bool) -> Vec<State<'a>> {
    let settled = Timer {
        status: Status::Settled,
        ..timer.clone()
    };
    let possible = match seen {
        Seen::Answer(AckOutcome::Settled) => return if timer.is_open() { vec![Some(settled)] } else { vec![] },
        Seen::Answer(AckOutcome::AlreadySettled) => timer.status == Status::Settled,
        Seen::Answer(AckOutcome::AlreadyFailed) => timer.status == Status::Failed,
        // Any delivery of the arm settles.
        Seen::Refused("STALE_FENCE") => !delivered,
        Seen::Refused("EVENT") => matches!(timer.status, Status::Scheduled | Status::Cancelled),
        Seen::Nothing if timer.is_open() => return vec![Some(settled), Some(timer)],
        _ => true,
    };
    if possible { vec![Some(timer)] } else { vec![] }
}

fn given_back<'a>(timer: Timer<'a>, fence: &'a str, seen: &Seen<'a, (u32, bool)>) -> Vec<State<'a>> {
    let counts = timer.is_open() && fence > timer.ended && fence >= timer.newest;
    let after = |attempts, status| Timer {
        status,
        attempts,
        ended: fence,
        newest: fence,
        ..timer.clone()
    };
    match seen {
        Seen::Answer((attempts, again)) if counts && *attempts > timer.attempts => {
            let status = if *again { Status::Fired } else { Status::Failed };
            vec![Some(after(*attempts, status))]
        }
        Seen::Answer(_) => vec![],
        Seen::Nothing if counts => {
            let attempts = timer.attempts + 1;
            vec![
                Some(after(attempts, Status::Fired)),
                Some(after(attempts, Status::Failed)),
                Some(timer),
            ]
        }
        _ => vec![Some(timer)],
    }
}

fn extended<'a>(timer: Timer<'a>, fence: &'a str, seen: &Seen<'a, ()>) -> Vec<State<'a>> {
    let counts = timer.is_open() && fence > timer.ended && fence >= timer.newest;
    let after = Timer {
        newest: fence,
        ..timer.clone()
    };
    match seen {
        Seen::Answer(()) if counts => vec![Some(after)],
        Seen::Answer(()) => vec![],
        Seen::Nothing if counts => vec![Some(after), Some(timer)],
        _ => vec![Some(timer)],
    }
}
