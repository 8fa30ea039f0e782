//! Events of the tenant's log that an endpoint asked for by their types: in portions, from where it was told last.
//!
//! An event is tried until it is taken, refused for good, or its attempts are spent; then the next portion is read. Events that were not taken
//! become [dead letters](super::event_letters) in the entry that moves the cursor. The next leader tells again what a leader told after the
//! cursor's last move; the receiver knows it by the event's id.

use super::{
    Context,
    endpoint::Endpoint,
    event_letters::{keep, until_taken},
    records::Record,
    slots::Pace,
};
use futures::{StreamExt as _, stream::FuturesUnordered};
use minoots_delivery::tail::{Batch, Request};
use minoots_kernel::internal::{EventLetter, WebhookCursor};
use minoots_sequencer::clock;
use std::sync::Arc;
use tokio::sync::watch;

/// Events of one portion, those that were not asked for among them.
const ROWS: usize = 256;
/// The cursor is remembered after so many events that were not asked for.
const BEHIND_MAX: u64 = 1_024;

/// Until `stop`.
pub(super) async fn run(context: Context, endpoint: Arc<Endpoint>, pace: Arc<Pace>, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        // A sender that is gone wants an end too.
        _ = stop.wait_for(|stop| *stop) => {}
        () = tell(&context, &endpoint, &pace) => {}
    }
}

async fn tell(context: &Context, endpoint: &Endpoint, pace: &Arc<Pace>) {
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
            None => return,
            Some(Batch::Compacted { earliest }) => (Vec::new(), earliest, None),
            Some(Batch::Ahead { next }) => (Vec::new(), next, None),
            Some(Batch::Events { events, next, wait }) => (events, next, wait),
        };
        let told = !events.is_empty();
        let mut attempts: FuturesUnordered<_> = events
            .iter()
            .map(|event| until_taken(context, endpoint, pace, event))
            .collect();
        let mut letters = Vec::new();
        while let Some(letter) = attempts.next().await {
            letters.extend(letter);
        }
        let moved = from != next.from;
        next.from = from;
        if told || from.saturating_sub(remembered) >= BEHIND_MAX {
            remembered = from;
            remember(context, endpoint, from, letters).await;
        }
        if let Some(nanos) = pause {
            tokio::time::sleep(clock::wait(nanos)).await;
        } else if !moved && head.changed().await.is_err() {
            return;
        }
    }
}

async fn remember(context: &Context, endpoint: &Endpoint, next: u64, letters: Vec<EventLetter>) {
    let cursor = WebhookCursor {
        next,
        letters,
        ..endpoint.cursor()
    };
    match cursor.letters.is_empty() {
        // A receiver that is gone is a node that stops.
        true => drop(context.records.send(Record::Cursor(cursor)).await),
        false => keep(context, cursor).await,
    }
}
