//! Delivers log events that an endpoint subscribes to by type: in portions, from its cursor on.
//!
//! Each event is attempted until it is accepted, rejected permanently, or out of attempts; then the next portion is
//! read. An event that was not accepted becomes a [dead letter](super::event_letters) at once. The cursor moves when
//! the whole portion has ended. The next leader repeats the events after the cursor's last move, except dead letters;
//! the receiver recognises a repeat by the event's id.

use super::{
    Context,
    endpoint::Endpoint,
    event_letters::{keep, kept, until_taken},
    records::Record,
};
use crate::endpoints::slots::Pace;
use futures::{StreamExt as _, stream::FuturesUnordered};
use minoots_delivery::tail::{Batch, LogEvent, Request};
use minoots_kernel::{Failure, internal::WebhookCursor};
use minoots_sequencer::clock;
use std::sync::Arc;
use tokio::sync::watch;

/// The number of events in a portion, including those of other types.
const ROWS: usize = 256;
/// The number of skipped events after which the cursor is stored.
const BEHIND_MAX: u64 = 1_024;

/// Runs until `stop`.
pub(super) async fn run(context: Context, endpoint: Arc<Endpoint>, pace: Arc<Pace>, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        // A dropped sender also means stop.
        _ = stop.wait_for(|stop| *stop) => {}
        ended = tell(&context, &endpoint, &pace) => if let Err(failure) = ended {
            (context.app.reader.on_failure)(failure);
        }
    }
}

async fn tell(context: &Context, endpoint: &Endpoint, pace: &Arc<Pace>) -> Result<(), Failure> {
    let mut head = context.app.tail.head(&endpoint.tenant);
    let mut next = Request {
        tenant: endpoint.tenant.clone(),
        from: endpoint.next_event,
        limit: ROWS,
        types: endpoint.types.clone(),
        subject: String::new(),
        signed: true,
    };
    let mut remembered = endpoint.next_event;
    loop {
        head.borrow_and_update();
        let (events, from, pause) = match context.app.tail.read(next.clone()).await {
            // The node stops.
            None => return Ok(()),
            Some(Batch::Compacted { earliest }) => (Vec::new(), earliest, None),
            Some(Batch::Ahead { next }) => (Vec::new(), next, None),
            Some(Batch::Events { events, next, wait }) => (events, next, wait),
        };
        let told = !events.is_empty();
        let known = kept(context, endpoint, &events)?;
        let new = events.iter().filter(|event| !known.contains(&event.sequence));
        let mut attempts: FuturesUnordered<_> = new.map(|event| end(context, endpoint, pace, event)).collect();
        while attempts.next().await.is_some() {}
        let moved = from != next.from;
        next.from = from;
        if told || from.saturating_sub(remembered) >= BEHIND_MAX {
            remembered = from;
            remember(context, endpoint, from).await;
        }
        if let Some(nanos) = pause {
            tokio::time::sleep(clock::wait(nanos)).await;
        } else if !moved && head.changed().await.is_err() {
            return Ok(());
        }
    }
}

/// Posts an event to its end. Makes it a dead letter if it was not accepted.
async fn end(context: &Context, endpoint: &Endpoint, pace: &Arc<Pace>, event: &LogEvent) {
    if let Some(letter) = until_taken(context, endpoint, pace, event).await {
        let cursor = WebhookCursor {
            letters: vec![letter],
            ..endpoint.cursor()
        };
        keep(context, cursor).await;
    }
}

async fn remember(context: &Context, endpoint: &Endpoint, next: u64) {
    let cursor = WebhookCursor {
        next,
        ..endpoint.cursor()
    };
    // A dropped receiver means that the node stops.
    drop(context.records.send(Record::Cursor(cursor)).await);
}
