//! Events of the tenant's log that an endpoint asked for by their types: in portions, from where it was told last.
//!
//! An event is tried until it is taken, refused for good, or its attempts are spent; then the next portion is read. What a leader had told
//! since the cursor was last remembered is told again by the next one: by the event's id the receiver knows it.

use super::{
    Context,
    endpoint::Endpoint,
    post::{Ending, Outgoing, post},
    records::Record,
    slots::Pace,
};
use futures::{StreamExt as _, stream::FuturesUnordered};
use minoots_delivery::tail::{Batch, LogEvent, Request};
use minoots_kernel::{
    internal::{Attempt, AttemptOutcome, WebhookCursor},
    limits::ATTEMPTS_DEFAULT,
};
use minoots_sequencer::clock;
use minoots_webhook::retry::Policy;
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
            return;
        }
    }
}

async fn remember(context: &Context, endpoint: &Endpoint, next: u64) {
    let cursor = WebhookCursor {
        tenant: endpoint.tenant.clone(),
        webhook: endpoint.id.clone(),
        made_version: endpoint.made_version,
        next,
    };
    // A receiver that is gone is a node that stops.
    drop(context.records.send(Record::Cursor(cursor)).await);
}

async fn until_taken(context: &Context, endpoint: &Endpoint, pace: &Arc<Pace>, event: &LogEvent) {
    for attempt in 1..=ATTEMPTS_DEFAULT {
        let app = &context.app;
        let slot = app.webhooks.slots.take(&endpoint.tenant, pace, &app.clock).await;
        let outgoing = Outgoing {
            event_id: &event.id,
            payload: event.payload.clone(),
            jws: &event.signature,
            attempt,
            fence: None,
            policy: Policy::default(),
        };
        let mut made = post(&context.app, endpoint, outgoing).await;
        drop(slot);
        let backoff = match made.ending {
            Ending::Again { backoff, .. } if attempt < ATTEMPTS_DEFAULT => Some(backoff),
            _ => None,
        };
        match backoff {
            Some(backoff) => {
                let backoff = i64::try_from(backoff.as_nanos()).unwrap_or(i64::MAX);
                made.row.retry_time = context.app.clock.now().saturating_add(backoff);
            }
            None if made.row.outcome() == AttemptOutcome::Retry => made.row.set_outcome(AttemptOutcome::Failed),
            None => {}
        }
        let row = Attempt {
            tenant: endpoint.tenant.clone(),
            webhook: endpoint.id.clone(),
            version: endpoint.version,
            row: Some(made.row),
        };
        drop(context.records.send(Record::Attempt(Box::new(row))).await);
        match backoff {
            Some(backoff) => tokio::time::sleep(backoff).await,
            None => return,
        }
    }
}
