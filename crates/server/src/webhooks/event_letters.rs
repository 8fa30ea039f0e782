//! Log events that an endpoint did not accept: they become dead letters, and are posted again when they are redriven.
//!
//! Invariant: the log records the end of an event before this task forgets the event, so that a change of leader loses
//! none.

use super::{
    Context,
    endpoint::Endpoint,
    post::{Ending, Outgoing, REDRIVE, post},
    records::Record,
};
use crate::endpoints::slots::Pace;
use futures::{StreamExt as _, stream::FuturesUnordered};
use minoots_delivery::tail::{Batch, LogEvent, Request};
use minoots_kernel::{
    Failure,
    internal::{
        Attempt, AttemptOutcome, EventLetter, EventLetterRow, MoveWebhookCursors, WebhookCursor, command::Command,
    },
    limits::ATTEMPTS_DEFAULT,
    tables::{event_letter, layout},
};
use minoots_sequencer::{Priority, clock};
use minoots_webhook::retry::Policy;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::sync::watch;

/// The maximum number of redriven events that are posted at a time, and the number of letters in one read.
const PORTION: usize = 256;
/// The pause before a rejected command is proposed again.
const AGAIN: Duration = Duration::from_millis(200);

/// Posts redriven events until `stop`. `redriven` signals new ones.
pub(super) async fn run(
    context: Context,
    endpoint: Arc<Endpoint>,
    pace: Arc<Pace>,
    redriven: watch::Receiver<()>,
    mut stop: watch::Receiver<bool>,
) {
    tokio::select! {
        // A dropped sender also means stop.
        _ = stop.wait_for(|stop| *stop) => {}
        ended = post_redriven(&context, &endpoint, &pace, redriven) => if let Err(failure) = ended {
            (context.app.reader.on_failure)(failure);
        }
    }
}

async fn post_redriven(
    context: &Context,
    endpoint: &Endpoint,
    pace: &Arc<Pace>,
    mut redriven: watch::Receiver<()>,
) -> Result<(), Failure> {
    let mut posts = FuturesUnordered::new();
    let mut under_way = BTreeSet::new();
    // Events in flight that a later read found again. One may have been rejected and redriven in between, and there is
    // only one signal.
    let mut found_again = BTreeSet::new();
    // The start of the next read, while more letters may follow.
    let mut from = endpoint.has_letters.then(Vec::new);
    loop {
        while let Some(start) = from.take_if(|_| under_way.len() <= PORTION / 2) {
            let (found, next) = open(context, endpoint, start)?;
            from = next;
            for sequence in found {
                if under_way.insert(sequence) {
                    posts.push(post_again(context, endpoint, pace, sequence));
                } else {
                    found_again.insert(sequence);
                }
            }
        }
        tokio::select! {
            Some(sequence) = posts.next() => {
                under_way.remove(&sequence);
                if found_again.remove(&sequence) {
                    from = Some(Vec::new());
                }
            }
            changed = redriven.changed() => match changed {
                Ok(()) => from = Some(Vec::new()),
                Err(_) => return Ok(()),
            },
        }
    }
}

/// The sequences of redriven events among the letters from a key on, and the start of the next read if there are more.
fn open(context: &Context, endpoint: &Endpoint, start: Vec<u8>) -> Result<(Vec<u64>, Option<Vec<u8>>), Failure> {
    let view = context.app.reader.consensus.view()?;
    let (first, until) = event_letter::range(&endpoint.tenant, &endpoint.id);
    let rows = view.scan(&start.max(first), &until, PORTION)?;
    let next = rows.last().filter(|_| rows.len() == PORTION);
    let next = next.map(|(key, _)| layout::after(key.clone()));
    let letters = rows.iter().map(event_letter::read).collect::<Result<Vec<_>, _>>()?;
    let redriven = letters.iter().filter(|letter| letter.row.redriven);
    Ok((redriven.map(|letter| letter.sequence).collect(), next))
}

/// The sequences among these events that are dead letters of the endpoint.
pub(super) fn kept(context: &Context, endpoint: &Endpoint, events: &[LogEvent]) -> Result<BTreeSet<u64>, Failure> {
    let view = context.app.reader.consensus.view()?;
    let mut kept = BTreeSet::new();
    for event in events {
        if event_letter::get(view.as_ref(), &endpoint.tenant, &endpoint.id, event.sequence)?.is_some() {
            kept.insert(event.sequence);
        }
    }
    Ok(kept)
}

async fn post_again(context: &Context, endpoint: &Endpoint, pace: &Arc<Pace>, sequence: u64) -> u64 {
    let letter = match find(context, &endpoint.tenant, sequence).await {
        Some(event) => until_taken(context, endpoint, pace, &event).await,
        // An event that the log has compacted cannot be posted.
        None => None,
    };
    let ended = if letter.is_none() { vec![sequence] } else { Vec::new() };
    let cursor = WebhookCursor {
        letters: letter.into_iter().collect(),
        ended,
        ..endpoint.cursor()
    };
    keep(context, cursor).await;
    sequence
}

/// Reads an event of the log, if it still exists.
async fn find(context: &Context, tenant: &str, sequence: u64) -> Option<LogEvent> {
    loop {
        let request = Request {
            tenant: tenant.to_owned(),
            from: sequence,
            limit: 1,
            types: Vec::new(),
            subject: String::new(),
            signed: true,
        };
        match context.app.tail.read(request).await {
            Some(Batch::Events { events, wait: None, .. }) => return events.into_iter().next(),
            Some(Batch::Events { wait: Some(nanos), .. }) => tokio::time::sleep(clock::wait(nanos)).await,
            Some(Batch::Compacted { .. } | Batch::Ahead { .. }) => return None,
            // The node stops, and this task with it.
            None => std::future::pending().await,
        }
    }
}

/// Proposes the cursor until the log accepts it, for as long as this node leads.
pub(super) async fn keep(context: &Context, cursor: WebhookCursor) {
    let cursors = vec![cursor];
    let command = Command::MoveWebhookCursors(MoveWebhookCursors { cursors });
    while let Err(status) = context.app.writer.propose(command.clone(), Priority::Normal).await {
        tracing::debug!(%status, "what came of events was not taken");
        tokio::time::sleep(AGAIN).await;
    }
}

/// Posts an event until it is accepted, rejected permanently, or out of attempts. Returns the dead letter if it was not
/// accepted.
pub(super) async fn until_taken(
    context: &Context,
    endpoint: &Endpoint,
    pace: &Arc<Pace>,
    event: &LogEvent,
) -> Option<EventLetter> {
    let mut number = 0;
    loop {
        number += 1;
        let app = &context.app;
        let slot = app.webhooks.slots.take(&endpoint.tenant, pace, &app.clock).await;
        let outgoing = Outgoing {
            trace: "",
            event_id: &event.id,
            payload: event.payload.clone(),
            jws: &event.signature,
            attempt: number,
            fence: None,
            policy: Policy::default(),
            again: REDRIVE,
        };
        let mut made = post(app, endpoint, outgoing).await;
        drop(slot);
        let end = match made.ending {
            Ending::Delivered => Ok(None),
            Ending::Again { backoff, .. } if number < ATTEMPTS_DEFAULT => Err(backoff),
            Ending::Again { .. } => {
                made.row.set_outcome(AttemptOutcome::Failed);
                Ok(Some(letter(
                    app.clock.now(),
                    event,
                    number,
                    (false, made.row.message.clone()),
                )))
            }
            Ending::Failed(reason) | Ending::Gone(reason) => {
                Ok(Some(letter(app.clock.now(), event, number, (true, reason))))
            }
        };
        if let Err(backoff) = end {
            let backoff = i64::try_from(backoff.as_nanos()).unwrap_or(i64::MAX);
            made.row.retry_time = app.clock.now().saturating_add(backoff);
        }
        let row = Attempt {
            tenant: endpoint.tenant.clone(),
            webhook: endpoint.id.clone(),
            version: endpoint.version,
            row: Some(made.row),
        };
        // A dropped receiver means that the node stops.
        drop(context.records.send(Record::Attempt(Box::new(row))).await);
        match end {
            Ok(letter) => return letter,
            Err(backoff) => tokio::time::sleep(backoff).await,
        }
    }
}

fn letter(now: i64, event: &LogEvent, attempts: u32, (refused, detail): (bool, String)) -> EventLetter {
    EventLetter {
        sequence: event.sequence,
        row: Some(EventLetterRow {
            fail_time: now,
            attempts,
            refused,
            detail,
            event_id: event.id.clone(),
            event_type: event.kind.clone(),
            redriven: false,
        }),
    }
}
