//! Responses of the API in the form of histories.

use std::fmt::Write as _;

use minoots_check::record::{
    AckOutcome, Answer, Created, Dumped, Outcome, Status as State, TimerView, WithdrawOutcome, Withdrawn,
};
use minoots_it::clock::now_ns;
use minoots_wire::error::Details;
use minoots_wire::event::v1::{self as event, AckResponse, ExtendResult, NackResponse};
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{
    self as timer, CancelOutcome, CancelTimerResponse, CreateTimerResponse, RescheduleOutcome, RescheduleTimerResponse,
    Timer, TimerStatus,
};
use sha2::{Digest as _, Sha256};
use tonic::Status;

/// The tenant of the history.
pub const TENANT: &str = "dev";

/// Converts an instant of the API to nanoseconds.
pub fn nanoseconds(timestamp: Option<&minoots_wire::well_known::Timestamp>) -> Option<i64> {
    timestamp.and_then(|timestamp| instant::from_proto(timestamp).ok())
}

/// Converts a failed call: refused, or unknown outcome.
pub fn failed(status: &Status) -> Outcome {
    refused(&Details::of(status).reason_text)
}

/// Converts a refusal by its reason. Without a reason, the connection to the node failed.
pub fn refused(reason: &str) -> Outcome {
    match reason {
        "" | "OUTCOME_UNKNOWN" | "INTERNAL" => Outcome::Unknown,
        reason => Outcome::Err {
            reason: reason.to_owned(),
        },
    }
}

/// Converts the response to a create.
pub fn created(answer: &CreateTimerResponse) -> Outcome {
    let Some(timer) = &answer.timer else {
        return Outcome::Unknown;
    };
    let created = Created {
        id: timer.id.clone(),
        version: timer.state_version,
        existing: answer.existing,
        status: state(timer.status()),
        due: due(timer),
    };
    ok(answer.commit_index, Answer::Created(created))
}

/// Converts the response to a batch.
pub fn batch_created(answer: &timer::BatchCreateTimersResponse) -> Outcome {
    let created = answer.results.iter().map(|result| Created {
        id: result.id.clone(),
        version: result.state_version,
        existing: result.existing,
        status: None,
        due: None,
    });
    ok(answer.commit_index, Answer::Batch(created.collect()))
}

/// Converts the response to a cancel.
pub fn cancelled(answer: &CancelTimerResponse) -> Outcome {
    let outcome = match answer.outcome() {
        CancelOutcome::Cancelled => WithdrawOutcome::Cancelled,
        CancelOutcome::TooLate => WithdrawOutcome::TooLate,
        CancelOutcome::Superseded => WithdrawOutcome::Superseded,
        CancelOutcome::Unspecified => return Outcome::Unknown,
    };
    let withdrawn = Withdrawn {
        outcome,
        version: answer.state_version,
        event_id: some(&answer.event_id),
        due: None,
        original_idx: (answer.original_commit_index != 0).then_some(answer.original_commit_index),
    };
    ok(answer.commit_index, Answer::Withdrawn(withdrawn))
}

/// Converts the response to a reschedule.
pub fn rescheduled(answer: &RescheduleTimerResponse) -> Outcome {
    let outcome = match answer.outcome() {
        RescheduleOutcome::Rescheduled => WithdrawOutcome::Rescheduled,
        RescheduleOutcome::TooLate => WithdrawOutcome::TooLate,
        RescheduleOutcome::Superseded => WithdrawOutcome::Superseded,
        RescheduleOutcome::Cancelled => WithdrawOutcome::Cancelled,
        RescheduleOutcome::Unspecified => return Outcome::Unknown,
    };
    let due = nanoseconds(answer.fire_time.as_ref()).filter(|at| *at > now_ns());
    let withdrawn = Withdrawn {
        outcome,
        version: answer.state_version,
        event_id: some(&answer.event_id),
        due: due.filter(|_| outcome == WithdrawOutcome::Rescheduled),
        original_idx: (answer.original_commit_index != 0).then_some(answer.original_commit_index),
    };
    ok(answer.commit_index, Answer::Withdrawn(withdrawn))
}

/// Converts the response to an acknowledgement.
pub fn acked(answer: &AckResponse) -> Outcome {
    let outcome = match answer.outcome() {
        event::AckOutcome::Settled => AckOutcome::Settled,
        event::AckOutcome::AlreadySettled => AckOutcome::AlreadySettled,
        event::AckOutcome::AlreadyFailed => AckOutcome::AlreadyFailed,
        event::AckOutcome::Unspecified => return Outcome::Unknown,
    };
    ok(answer.commit_index, Answer::Acked(outcome))
}

/// Converts the response to a nack.
pub fn nacked(answer: &NackResponse) -> Outcome {
    let nacked = Answer::Nacked {
        attempts: answer.attempts,
        retry_time: nanoseconds(answer.retry_time.as_ref()),
    };
    ok(answer.commit_index, nacked)
}

/// Converts the response to an extension.
pub fn extended(answer: &ExtendResult) -> Outcome {
    match nanoseconds(answer.ack_deadline_time.as_ref()) {
        Some(deadline) => ok(answer.commit_index, Answer::Extended { deadline }),
        None => Outcome::Unknown,
    }
}

/// Converts the response to a read of a timer.
pub fn read(answer: &timer::GetTimerResponse) -> Outcome {
    let index = answer.read.as_ref().map_or(0, |read| read.index);
    match answer.timer.as_ref().and_then(view) {
        Some(view) => ok(index, Answer::Timer(view)),
        None => Outcome::Unknown,
    }
}

/// Converts the response to a read of a page of timers.
pub fn listed(answer: &timer::ListTimersResponse) -> Outcome {
    let timers = Answer::Timers {
        timers: answer.timers.iter().filter_map(view).collect(),
        last_page: answer.next_page_token.is_empty(),
    };
    ok(answer.read.as_ref().map_or(0, |read| read.index), timers)
}

/// Converts a timer in a read.
pub fn view(timer: &Timer) -> Option<TimerView> {
    Some(TimerView {
        id: timer.id.clone(),
        version: timer.state_version,
        status: state(timer.status())?,
        fire_time: nanoseconds(timer.fire_time.as_ref()),
        due: None,
    })
}

/// Converts a timer in a dump.
pub fn dumped(timer: &Timer) -> Option<Dumped> {
    Some(Dumped {
        tenant: TENANT.to_owned(),
        timer: view(timer)?,
    })
}

/// Converts a status.
fn state(status: TimerStatus) -> Option<State> {
    match status {
        TimerStatus::Unspecified => None,
        TimerStatus::Scheduled => Some(State::Scheduled),
        TimerStatus::Armed => Some(State::Armed),
        TimerStatus::Fired => Some(State::Fired),
        TimerStatus::Settled => Some(State::Settled),
        TimerStatus::Cancelled => Some(State::Cancelled),
        TimerStatus::Failed => Some(State::Failed),
    }
}

/// Returns the later of the two instants in a response.
fn due(timer: &Timer) -> Option<i64> {
    let (asked, created) = (timer.fire_time.as_ref(), timer.create_time.as_ref());
    Some(nanoseconds(asked)?.max(nanoseconds(created)?))
}

/// Returns a hash of exact bytes, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(16);
    for byte in &Sha256::digest(bytes)[..8] {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn ok(idx: u64, answer: Answer) -> Outcome {
    Outcome::Ok { idx, answer }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
