//! Converts the client's responses to the scenarios' form.

use minoots_client::{
    AckOutcome, Budget, CancelOutcome, Checkpoint, Delivery, Lease, OperationResult, RescheduleOutcome, Target, Timer,
    Touched, Transacted,
};
use serde_json::{Value, json};

pub fn timer(timer: &Timer) -> Value {
    let queue = match &timer.target {
        Target::Queue(queue) => Some(queue),
        _ => None,
    };
    let status = timer.status.as_str_name().trim_start_matches("TIMER_STATUS_");
    let failure = timer.failure.as_ref();
    let failure = failure.map(|failure| failure.reason.as_str_name().trim_start_matches("FAILURE_REASON_"));
    json!({
        "id": timer.id,
        "name": timer.name,
        "status": status,
        "queue": queue,
        "payload": timer.payload.get().ok().map(|payload| String::from_utf8_lossy(&payload.data)),
        "labels": timer.labels,
        "attempts": timer.attempts,
        "failure": failure,
        "state_version": timer.state_version,
    })
}

pub fn cancelled(outcome: &CancelOutcome) -> Value {
    match outcome {
        CancelOutcome::Cancelled => json!({ "outcome": "CANCELLED" }),
        CancelOutcome::TooLate { event_id } => json!({ "outcome": "TOO_LATE", "event_id": event_id }),
        CancelOutcome::Superseded { version } => json!({ "outcome": "SUPERSEDED", "state_version": version }),
    }
}

pub fn rescheduled(outcome: &RescheduleOutcome) -> Value {
    match outcome {
        RescheduleOutcome::Rescheduled { version, .. } => {
            json!({ "outcome": "RESCHEDULED", "state_version": version })
        }
        RescheduleOutcome::TooLate { event_id } => json!({ "outcome": "TOO_LATE", "event_id": event_id }),
        RescheduleOutcome::Superseded { version } => json!({ "outcome": "SUPERSEDED", "state_version": version }),
        RescheduleOutcome::Cancelled => json!({ "outcome": "CANCELLED" }),
    }
}

pub fn touched(touched: &Touched) -> Value {
    match touched {
        Touched::Until(_) => json!({ "outcome": "TOUCHED" }),
        Touched::TooLate { event_id } => json!({ "outcome": "TOO_LATE", "event_id": event_id }),
        Touched::Superseded { epoch, .. } => json!({ "outcome": "SUPERSEDED", "epoch": epoch }),
        Touched::Cancelled => json!({ "outcome": "CANCELLED" }),
    }
}

pub fn acknowledged(outcome: AckOutcome) -> Value {
    let outcome = match outcome {
        AckOutcome::Settled => "SETTLED",
        AckOutcome::AlreadySettled => "ALREADY_SETTLED",
        AckOutcome::AlreadyFailed => "ALREADY_FAILED",
    };
    json!({ "outcome": outcome })
}

pub fn delivery(delivery: &Delivery) -> Value {
    let event = &delivery.event;
    let payload: Value = serde_json::from_slice(&event.payload).unwrap();
    json!({
        "received": true,
        "event_id": event.id,
        "type": event.kind,
        "timer_id": event.subject.strip_prefix("timers/"),
        "attempt": delivery.attempt,
        "fence": delivery.fence,
        "data": payload.get("data"),
    })
}

pub fn checkpoint(checkpoint: &Checkpoint) -> Value {
    json!({
        "name": checkpoint.name,
        "version": checkpoint.version,
        "data": String::from_utf8_lossy(&checkpoint.data),
        "restored_version": checkpoint.restored_version,
    })
}

pub fn lease(lease: &Lease) -> Value {
    json!({ "id": lease.id, "holder": lease.holder, "token": lease.token })
}

pub fn budget(budget: &Budget) -> Value {
    json!({
        "limit": budget.limit,
        "remaining": budget.remaining,
        "spent_total": budget.spent_total,
        "spend_count": budget.spend_count,
    })
}

pub fn transacted(transacted: &Transacted) -> Value {
    let results = transacted.results.iter().map(|result| match result {
        OperationResult::Timer { .. } => "TIMER",
        OperationResult::Checkpoint(_) => "CHECKPOINT",
        OperationResult::Settled { .. } => "SETTLED",
        OperationResult::Spent { .. } => "SPENT",
        OperationResult::Emitted { .. } => "EMITTED",
        OperationResult::NotDone { .. } => "NOT_DONE",
        _ => "another",
    });
    json!({ "existing": transacted.existing, "results": results.collect::<Vec<_>>() })
}
