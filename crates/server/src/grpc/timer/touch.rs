//! Touches watchdogs. A touched watchdog does not fire before the fire time in the answer.

use super::submit;
use crate::{
    access::Principal,
    app::{App, CommandWriter, WRITE_WAIT},
    convert,
    listener::IN_FLIGHT_MAX,
    refusal, validate,
};
use minoots_kernel::{TouchOutcome as Met, id};
use minoots_sequencer::{TouchAnswer, clock};
use minoots_wire::{
    rules::{self, Unjudged},
    timer::v1::{
        SubmitError, TouchOutcome, TouchRequest, TouchResponse, TouchResult, TouchStreamRequest, TouchStreamResponse,
        touch_stream_response::Answer,
    },
};
use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    sync::oneshot,
    time::{Instant, Sleep, sleep_until, timeout_at},
};
use tokio_stream::Stream;
use tonic::{Status, Streaming};

type Waits = oneshot::Receiver<TouchAnswer>;

pub(super) async fn run(
    writer: &CommandWriter,
    who: &Principal,
    request: Unjudged<TouchRequest>,
) -> Result<TouchResponse, Status> {
    let tenant = who.tenant();
    let (touches, is_one) = validate::touches(tenant, request.judge())?;
    let ids: Vec<String> = touches.iter().map(|touch| touch.id.clone()).collect();
    let waits = writer.proposer.touch(touches).map_err(refusal::refused)?;
    let until = Instant::from_std(clock::instant()) + WRITE_WAIT;
    let mut answers = Vec::with_capacity(waits.len());
    for waits in waits {
        answers.push(answered(waits, until).await);
    }
    // Some touches may have counted before others found no leader.
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

/// Rejects a single touch for an outcome that a batch reports as a result.
fn refuse(outcome: TouchOutcome) -> Result<(), Status> {
    match outcome {
        TouchOutcome::NotFound => Err(refusal::timer_not_found()),
        TouchOutcome::NotAWatchdog => Err(refusal::not_a_watchdog()),
        _ => Ok(()),
    }
}

pub(super) type Answers = Pin<Box<dyn Stream<Item = Result<TouchStreamResponse, Status>> + Send>>;

/// Answers a stream of touches in order.
///
/// The reader of the responses drives the processing. An agent sends one touch at a time, and an extra task for each
/// stream would double the cost.
pub(super) fn stream(app: &App, who: Principal, requests: Streaming<TouchStreamRequest>) -> Answers {
    let ended = {
        let (app, who) = (app.clone(), who.clone());
        Box::pin(async move { app.standing.ended_for(&who).await })
    };
    Box::pin(Touches {
        app: app.clone(),
        who,
        requests,
        reads: Reads::On,
        ended,
        turns: VecDeque::new(),
        patience: None,
    })
}

/// A stream of touches.
struct Touches {
    app: App,
    who: Principal,
    requests: Streaming<TouchStreamRequest>,
    reads: Reads,
    ended: Pin<Box<dyn Future<Output = Status> + Send>>,
    turns: VecDeque<Turn>,
    /// The time limit of the first pending touch.
    patience: Option<Pin<Box<Sleep>>>,
}

/// Whether more touches may follow.
enum Reads {
    On,
    /// No more touches follow. Pending ones are answered before the stream ends with this result.
    Ended(Result<(), Status>),
}

/// A pending touch of a stream, in order.
enum Turn {
    Waits(String, Waits, Instant),
    Refused(Status),
}

impl Touches {
    /// Reads the touches that have arrived.
    fn read(&mut self, context: &mut Context<'_>) {
        if let Reads::On = self.reads
            && let Poll::Ready(status) = self.ended.as_mut().poll(context)
        {
            self.reads = Reads::Ended(Err(status));
        }
        while let Reads::On = self.reads
            && self.turns.len() < IN_FLIGHT_MAX
        {
            match Pin::new(&mut self.requests).poll_next(context) {
                Poll::Pending => return,
                Poll::Ready(Some(Ok(request))) => {
                    self.turns.push_back(turn(&self.app.writer, self.who.tenant(), request))
                }
                Poll::Ready(Some(Err(status))) => self.reads = Reads::Ended(Err(status)),
                Poll::Ready(None) => self.reads = Reads::Ended(Ok(())),
            }
        }
    }

    /// The answer of the first pending touch.
    fn first(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<TouchResult, Status>>> {
        let answer = match self.turns.front_mut() {
            None => return Poll::Ready(None),
            Some(Turn::Refused(_)) => None,
            Some(Turn::Waits(_, waits, until)) => match Pin::new(waits).poll(context) {
                Poll::Ready(answer) => Some(answer.unwrap_or(TouchAnswer::OutcomeUnknown)),
                Poll::Pending => {
                    let until = *until;
                    let patience = self.patience.get_or_insert_with(|| Box::pin(sleep_until(until)));
                    if patience.deadline() != until {
                        patience.as_mut().reset(until);
                    }
                    ready!(patience.as_mut().poll(context));
                    Some(TouchAnswer::OutcomeUnknown)
                }
            },
        };
        let turn = self.turns.pop_front();
        Poll::Ready(turn.map(|turn| match (turn, answer) {
            (Turn::Waits(id, ..), answer) => {
                result(self.who.tenant(), id, answer.unwrap_or(TouchAnswer::OutcomeUnknown))
            }
            (Turn::Refused(status), _) => Err(status),
        }))
    }
}

impl Stream for Touches {
    type Item = Result<TouchStreamResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let touches = &mut *self;
        touches.read(context);
        match ready!(touches.first(context)) {
            Some(result) => Poll::Ready(Some(Ok(told(result)))),
            None => match std::mem::replace(&mut touches.reads, Reads::Ended(Ok(()))) {
                Reads::Ended(Ok(())) => Poll::Ready(None),
                Reads::Ended(Err(status)) => Poll::Ready(Some(Err(status))),
                // `read` found the request stream pending, so it wakes this task.
                Reads::On => {
                    touches.reads = Reads::On;
                    Poll::Pending
                }
            },
        }
    }
}

fn turn(writer: &CommandWriter, tenant: &str, request: TouchStreamRequest) -> Turn {
    if let Err(refused) = rules::check(&request) {
        return Turn::Refused(refused);
    }
    let touch = validate::touch(tenant, request.touch.unwrap_or_default());
    let id = touch.id.clone();
    let waits = writer.proposer.touch(vec![touch]).map_err(refusal::refused);
    match waits.map(|waits| waits.into_iter().next()) {
        Ok(Some(waits)) => Turn::Waits(id, waits, Instant::from_std(clock::instant()) + WRITE_WAIT),
        Ok(None) => Turn::Refused(refusal::unexpected_reply()),
        Err(status) => Turn::Refused(status),
    }
}

fn told(result: Result<TouchResult, Status>) -> TouchStreamResponse {
    let refused = |status: Status| -> SubmitError { submit::error(&status) };
    let answer = match result.and_then(|result| refuse(result.outcome()).map(|()| result)) {
        Ok(result) => Answer::Result(result),
        Err(status) => Answer::Error(refused(status)),
    };
    TouchStreamResponse { answer: Some(answer) }
}
