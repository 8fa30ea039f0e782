//! The tenant's event log as a stream: from a cursor, in sequence, then as it grows.

use super::Responses;
use crate::{access::Principal, app::App, policies, refusal, state::State, token::Cursor, validate};
use futures::FutureExt as _;
use minoots_delivery::tail::{Batch, Bounds, LogEvent, Request, bounds};
use minoots_sequencer::clock;
use minoots_wire::rules::Unjudged;
use minoots_wire::{
    TAIL_CURSOR,
    error::{Reason, status},
    event::v1::{Envelope, LogEvent as WireEvent, TailRequest, TailResponse, tail_request::Position},
    time::instant,
};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Response, Status};

/// The number of events in one read.
const BATCH_ROWS: usize = 256;

pub(super) async fn run(
    app: &App,
    who: Principal,
    request: Unjudged<TailRequest>,
) -> Result<Response<Responses<TailResponse>>, Status> {
    let (request, mut violations) = request.judge();
    let types = validate::webhook::event_types(&mut violations, "types", &request.types);
    validate::emit::asked_subject(&mut violations, "subject", &request.subject);
    violations.finish()?;
    app.judge.allow(&who, policies::of_log)?;
    let tenant = who.tenant().to_owned();
    // Subscribed before the first read, so that no event in between is missed.
    let head = app.tail.head(&tenant);
    let (state, _) = app.reader.read(None).await?;
    let bounds = state.look(|view| bounds(view, &tenant))?;
    let from = start(&tenant, bounds, request.position.as_ref())?;
    if let Some(refusal) = forgotten(&state, &tenant, bounds, request.position.as_ref())? {
        return Err(refusal);
    }
    let begin = behind(&state, &tenant, bounds, from)?;
    let begin = begin.text(&tenant).parse();
    drop(state);
    let next = Request {
        tenant,
        from,
        limit: BATCH_ROWS,
        types,
        subject: request.subject,
        signed: !request.unsigned,
    };
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(follow(app.clone(), who, next, bounds.epoch, head, sender));
    let events: Responses<TailResponse> = Box::pin(ReceiverStream::new(receiver));
    let mut response = Response::new(events);
    // Always valid: a cursor consists of letters, digits and dashes.
    if let Ok(begin) = begin {
        response.metadata_mut().insert(TAIL_CURSOR, begin);
    }
    Ok(response)
}

/// The sequence of the first event to send.
fn start(tenant: &str, bounds: Bounds, position: Option<&Position>) -> Result<u64, Status> {
    let text = match position {
        None => return Ok(bounds.next),
        Some(Position::Start(true)) => return Ok(bounds.first),
        Some(Position::Start(false)) => return Ok(bounds.next),
        Some(Position::Cursor(text)) => text,
    };
    let Some(cursor) = Cursor::parse(tenant, text) else {
        let description = "must be the cursor of an event of this tenant, unchanged";
        return Err(validate::violation("cursor", Reason::CursorInvalid, description));
    };
    let from = cursor.sequence.saturating_add(1);
    if cursor.epoch > bounds.epoch || from > bounds.next {
        return Err(ahead(bounds.next));
    }
    if from < bounds.first {
        return Err(compacted(tenant, bounds.epoch, bounds.first));
    }
    Ok(from)
}

/// The cursor that resumes at a sequence: the sequence of the event before it, with that event's epoch if the event is
/// kept.
fn behind(state: &State, tenant: &str, bounds: Bounds, from: u64) -> Result<Cursor, Status> {
    // Sequences begin at 1.
    let sequence = from.saturating_sub(1);
    let epoch = state.event(tenant, sequence)?.map_or(bounds.epoch, |event| event.epoch);
    Ok(Cursor { epoch, sequence })
}

/// The rejection of a cursor whose event a restore discarded: its sequence now belongs to another event. A cursor of an
/// earlier epoch whose event is no longer kept is treated as compacted.
fn forgotten(
    state: &State,
    tenant: &str,
    bounds: Bounds,
    position: Option<&Position>,
) -> Result<Option<Status>, Status> {
    let cursor = match position {
        Some(Position::Cursor(text)) => Cursor::parse(tenant, text),
        _ => None,
    };
    let Some(Cursor { epoch, sequence }) = cursor else {
        return Ok(None);
    };
    Ok(match state.event(tenant, sequence)? {
        Some(event) if event.epoch != epoch => Some(ahead(bounds.next)),
        None if epoch < bounds.epoch => Some(compacted(tenant, bounds.epoch, bounds.first)),
        _ => None,
    })
}

fn ahead(next: u64) -> Status {
    let message = format!(
        "the cursor is behind the end of the log, or of an event that a restore has forgotten; the log's next event is number {next}"
    );
    status(Code::OutOfRange, Reason::CursorAhead, message)
        .metadata("next_sequence", next.to_string())
        .build()
}

fn compacted(tenant: &str, epoch: u64, earliest: u64) -> Status {
    let message = format!(
        "events up to number {} are no longer kept; resume from the earliest cursor",
        earliest - 1
    );
    let cursor = Cursor {
        epoch,
        sequence: earliest - 1,
    }
    .text(tenant);
    status(Code::OutOfRange, Reason::CursorCompacted, message)
        .metadata("earliest_sequence", earliest.to_string())
        .metadata("earliest_cursor", cursor)
        .build()
}

/// Reads batch after batch. A slow reader blocks no other: the next batch is read after the reader has taken the last
/// one.
async fn follow(
    app: App,
    who: Principal,
    mut next: Request,
    epoch: u64,
    mut head: watch::Receiver<u64>,
    sender: mpsc::Sender<Result<TailResponse, Status>>,
) {
    let mut ended = std::pin::pin!(async {
        tokio::select! {
            status = app.standing.ended_for(&who) => status,
            refused = app.judge.forbidden(&who, policies::of_log) => refused,
        }
    });
    loop {
        // Checked here, because a reader that always lags never waits below.
        if let Some(status) = ended.as_mut().now_or_never() {
            return drop(sender.send(Err(status)).await);
        }
        // Only a leader's signature is certainly verifiable: its key is committed before it acts.
        if !app.standing.leads() {
            return drop(sender.send(Err(ended.await)).await);
        }
        head.borrow_and_update();
        let (events, wait) = match app.tail.read(next.clone()).await {
            None => return drop(sender.send(Err(refusal::shutting_down())).await),
            Some(Batch::Compacted { earliest }) => {
                return drop(sender.send(Err(compacted(&next.tenant, epoch, earliest))).await);
            }
            Some(Batch::Ahead { next }) => return drop(sender.send(Err(ahead(next))).await),
            Some(Batch::Events {
                events,
                next: from,
                wait,
            }) => {
                let more = from != next.from;
                next.from = from;
                if events.is_empty() && wait.is_none() && !more {
                    tokio::select! {
                        () = sender.closed() => return,
                        changed = head.changed() => if changed.is_err() { return },
                        status = &mut ended => return drop(sender.send(Err(status)).await),
                    }
                }
                (events, wait)
            }
        };
        for event in events {
            let response = TailResponse {
                event: Some(wire_event(&next.tenant, event)),
            };
            if sender.send(Ok(response)).await.is_err() {
                return;
            }
        }
        if let Some(nanos) = wait {
            tokio::time::sleep(clock::wait(nanos)).await;
        }
    }
}

fn wire_event(tenant: &str, event: LogEvent) -> WireEvent {
    let cursor = Cursor {
        epoch: event.epoch,
        sequence: event.sequence,
    }
    .text(tenant);
    WireEvent {
        envelope: Some(Envelope {
            payload: event.payload,
            signature: event.signature.to_string(),
            id: event.id,
            r#type: event.kind.to_owned(),
            subject: event.subject,
            time: Some(instant::to_proto(event.time)),
        }),
        sequence: event.sequence,
        cursor,
        fire_time: event.fire_time.map(instant::to_proto),
    }
}

#[cfg(test)]
mod tests;
