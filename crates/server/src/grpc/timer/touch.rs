//! Touches watchdogs. What is answered as touched does not fire before the fire time it was answered with.

use super::submit;
use crate::{
    access::Principal,
    app::{App, WRITE_WAIT},
    convert, refusal, validate,
};
use minoots_kernel::{TouchOutcome as Met, id, internal::Touch};
use minoots_sequencer::{TouchAnswer, clock};
use minoots_wire::{
    error::Reason,
    timer::v1::{
        SubmitError, TouchOutcome, TouchRequest, TouchResponse, TouchResult, TouchStreamRequest, TouchStreamResponse,
        WatchdogTouch, touch_stream_response::Answer,
    },
};
use std::pin::Pin;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout_at},
};
use tokio_stream::{Stream, StreamExt, wrappers::ReceiverStream};
use tonic::{Status, Streaming};

/// Touches of one stream that may be under way; more are not read from the socket.
const IN_FLIGHT_MAX: usize = 4_096;

type Waits = oneshot::Receiver<TouchAnswer>;

pub(super) async fn run(app: &App, who: &Principal, request: TouchRequest) -> Result<TouchResponse, Status> {
    let tenant = who.tenant();
    let (touches, is_one) = validate::touches(tenant, request)?;
    let ids: Vec<String> = touches.iter().map(|touch| touch.id.clone()).collect();
    let waits = app.proposer.touch(touches).map_err(refusal::refused)?;
    let until = Instant::from_std(clock::instant()) + WRITE_WAIT;
    let mut answers = Vec::with_capacity(waits.len());
    for waits in waits {
        answers.push(answered(waits, until).await);
    }
    // Some may have counted where others found no leader.
    let none_counted = answers
        .iter()
        .all(|answer| matches!(answer, TouchAnswer::NotLeader { .. }));
    let mut results = Vec::with_capacity(answers.len());
    for (id, answer) in ids.into_iter().zip(answers) {
        let result = match answer {
            TouchAnswer::NotLeader { .. } if !none_counted => return Err(refusal::outcome_unknown()),
            answer => result(tenant, id, answer)?,
        };
        if is_one {
            refuse(result.outcome())?;
        }
        results.push(result);
    }
    Ok(TouchResponse {
        results,
        shard: id::SHARD,
    })
}

async fn answered(waits: Waits, until: Instant) -> TouchAnswer {
    match timeout_at(until, waits).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) | Err(_) => TouchAnswer::OutcomeUnknown,
    }
}

fn result(tenant: &str, id: String, answer: TouchAnswer) -> Result<TouchResult, Status> {
    let (at, touched) = match answer {
        TouchAnswer::Judged(at, touched) => (at, touched),
        TouchAnswer::NotLeader { leader } => return Err(refusal::not_leader(leader)),
        TouchAnswer::OutcomeUnknown => return Err(refusal::outcome_unknown()),
    };
    let outcome = match touched.outcome {
        Met::Touched => TouchOutcome::Touched,
        Met::TooLate | Met::Missed => TouchOutcome::TooLate,
        Met::Superseded => TouchOutcome::Superseded,
        Met::Cancelled => TouchOutcome::Cancelled,
        Met::NotFound => TouchOutcome::NotFound,
        Met::NotWatchdog => TouchOutcome::NotAWatchdog,
    };
    let fired = touched.outcome == Met::TooLate;
    let event_id = fired.then(|| id::fired_event_id(tenant, &id, touched.version));
    Ok(TouchResult {
        id,
        outcome: outcome.into(),
        event_id: event_id.unwrap_or_default(),
        fire_time: convert::timestamp(touched.fire_time),
        epoch: touched.epoch,
        sequence: touched.sequence,
        commit_index: at.map_or(0, |at| at.index),
    })
}

/// A call for one is refused for what is an outcome among several.
fn refuse(outcome: TouchOutcome) -> Result<(), Status> {
    match outcome {
        TouchOutcome::NotFound => Err(refusal::timer_not_found()),
        TouchOutcome::NotAWatchdog => Err(refusal::not_a_watchdog()),
        _ => Ok(()),
    }
}

pub(super) type Answers = Pin<Box<dyn Stream<Item = Result<TouchStreamResponse, Status>> + Send>>;

/// A touch of a stream, whose turn to be answered comes.
enum Turn {
    Waits(String, Waits, Instant),
    Refused(Status),
    Ended(Status),
}

/// Answers in the order of the touches.
pub(super) fn stream(app: &App, who: Principal, mut requests: Streaming<TouchStreamRequest>) -> Answers {
    let (sender, receiver) = mpsc::channel(IN_FLIGHT_MAX);
    let (app, tenant) = (app.clone(), who.tenant().to_owned());
    tokio::spawn(async move {
        let mut ended = std::pin::pin!(app.ended_for(&who));
        loop {
            let message = tokio::select! {
                message = requests.message() => message,
                status = &mut ended => Err(status),
                () = sender.closed() => return,
            };
            let turn = match message {
                Ok(Some(request)) => turn(&app, who.tenant(), request),
                // What is under way is answered before the stream ends.
                Ok(None) => return,
                Err(status) => return drop(sender.send(Turn::Ended(status)).await),
            };
            if sender.send(turn).await.is_err() {
                return;
            }
        }
    });
    let answers = ReceiverStream::new(receiver).then(move |turn| {
        let tenant = tenant.clone();
        async move { answer(&tenant, turn).await }
    });
    Box::pin(answers)
}

fn turn(app: &App, tenant: &str, request: TouchStreamRequest) -> Turn {
    let WatchdogTouch {
        id,
        partition_key,
        epoch,
        sequence,
    } = request.touch.unwrap_or_default();
    let request = TouchRequest {
        id: id.clone(),
        partition_key,
        epoch,
        sequence,
        touches: Vec::new(),
    };
    if id.is_empty() {
        return Turn::Refused(validate::violation("touch.id", Reason::IdEmpty, "is required"));
    }
    let submit = |touches: Vec<Touch>| app.proposer.touch(touches).map_err(refusal::refused);
    let waits = validate::touches(tenant, request).and_then(|(touches, _)| submit(touches));
    match waits.map(|waits| waits.into_iter().next()) {
        Ok(Some(waits)) => Turn::Waits(id, waits, Instant::from_std(clock::instant()) + WRITE_WAIT),
        Ok(None) => Turn::Refused(app.unexpected()),
        Err(status) => Turn::Refused(status),
    }
}

async fn answer(tenant: &str, turn: Turn) -> Result<TouchStreamResponse, Status> {
    let result = match turn {
        Turn::Waits(id, waits, until) => result(tenant, id, answered(waits, until).await),
        Turn::Refused(status) => Err(status),
        Turn::Ended(status) => return Err(status),
    };
    let refused = |status: Status| -> SubmitError { submit::error(&status) };
    let answer = match result.and_then(|result| refuse(result.outcome()).map(|()| result)) {
        Ok(result) => Answer::Result(result),
        Err(status) => Answer::Error(refused(status)),
    };
    Ok(TouchStreamResponse { answer: Some(answer) })
}
