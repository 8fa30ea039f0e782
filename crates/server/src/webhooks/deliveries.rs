//! Delivers timers that target an endpoint: takes them from its queue, posts them, and acknowledges or rejects them by
//! the outcome.

use super::{
    Context,
    endpoint::Endpoint,
    post::{Ending, Outgoing, REDRIVE, cut, policy, post},
    records::Record,
};
use crate::endpoints::slots::{Pace, Slot};
use crate::outlet::Subscription;
use crate::timer_traces::Settlement;
use minoots_delivery::{
    Delivered,
    core::{QueueKey, Report, Word},
};
use minoots_kernel::{
    Reply, id,
    internal::{Attempt, AttemptOutcome},
};
use minoots_sequencer::{Answer, clock::wait};
use std::{
    future::poll_fn,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use tokio::sync::watch;

/// The remaining lease that an attempt needs, in nanoseconds: the longest attempt, and the report of its outcome to the
/// log.
const NEEDED_NS: i64 = 12_000_000_000;
/// The number of seconds of the endpoint's rate for which deliveries may wait here.
const AHEAD_S: u32 = 2;

/// Runs until `stop`.
pub(super) async fn run(context: Context, endpoint: Arc<Endpoint>, pace: Arc<Pace>, mut stop: watch::Receiver<bool>) {
    let key = QueueKey::new(endpoint.tenant.clone(), id::webhook_queue(&endpoint.id));
    let ahead = endpoint.limits.per_second.saturating_mul(AHEAD_S);
    let credits = endpoint.limits.concurrency.min(ahead).max(1);
    // Attempts in flight continue after this task ends, so no delivery that was begun is given back.
    let goodbye = Arc::new(AtomicBool::new(false));
    let mut subscription = Subscription::open(&context.app.delivery, key, credits, (goodbye, None));
    loop {
        let delivered = tokio::select! {
            biased;
            // A dropped sender also means stop.
            _ = stop.wait_for(|stop| *stop) => return,
            delivered = poll_fn(|task| subscription.poll_next(task)) => delivered,
        };
        let Some(delivered) = delivered else { return };
        let slot = tokio::select! {
            slot = context.app.webhooks.slots.take(&endpoint.tenant, &pace, &context.app.clock) => slot,
            _ = stop.wait_for(|stop| *stop) => return give_back(&context, &endpoint, delivered),
        };
        tokio::spawn(while_reigning(context.clone(), endpoint.clone(), delivered, slot));
    }
}

/// Returns a delivery without an attempt; the next task of the endpoint gets it at once.
fn give_back(context: &Context, endpoint: &Endpoint, delivered: Delivered) {
    let word = Word::Nack {
        reason: "the endpoint was changed".to_owned(),
        delay: Some(0),
    };
    // The log reports the outcome; nothing here waits for it.
    drop(context.app.delivery.report(report(endpoint, &delivered, word)));
}

async fn while_reigning(context: Context, endpoint: Arc<Endpoint>, delivered: Delivered, slot: Slot) {
    let mut reigning = context.app.standing.reigning.clone();
    tokio::select! {
        // The next leader finds out the outcome of the attempt.
        _ = reigning.wait_for(|reigning| !reigning) => {}
        () = attempt(&context, &endpoint, delivered) => {}
    }
    drop(slot);
}

fn report(endpoint: &Endpoint, delivered: &Delivered, word: Word) -> Report {
    Report {
        occurrence: delivered.event.occurrence.clone(),
        fence: delivered.fence,
        actor: endpoint.actor(),
        word,
        // Work of MINOOTS for an endpoint is not its tenant's request.
        policy_version: None,
    }
}

async fn attempt(context: &Context, endpoint: &Endpoint, delivered: Delivered) {
    if !hold_lease(context, endpoint, &delivered).await {
        return;
    }
    let (event, fence) = (&delivered.event, delivered.fence_text());
    let traces = &context.app.traces;
    let trace = traces.delivered(&id::webhook_queue(&endpoint.id), &delivered, context.app.clock.now());
    let outgoing = Outgoing {
        event_id: &event.event_id,
        payload: event.payload.clone(),
        jws: &context.app.signer.valid(&event.signature, &event.payload),
        attempt: delivered.attempt(),
        fence: Some(&fence),
        policy: policy(&event.retry),
        again: REDRIVE,
        trace: &trace,
    };
    let mut made = post(&context.app, endpoint, outgoing).await;
    let (settlement, word) = match made.ending {
        Ending::Delivered => (Settlement::Acknowledged, Word::Ack),
        Ending::Again { backoff, asked } => {
            let (reason, delay) = (cut(&made.row.message), asked.then(|| nanos(backoff)));
            (Settlement::GivenBack, Word::Nack { reason, delay })
        }
        Ending::Failed(reason) | Ending::Gone(reason) => (Settlement::Refused, Word::Refuse { reason }),
    };
    let came = context.app.clock.now();
    let answer = context.app.delivery.report(report(endpoint, &delivered, word)).await;
    if matches!(answer, Ok(Answer::Applied(_, Reply::Acked(_) | Reply::Ended { .. }))) {
        traces.settled((&event.event_id, &fence), settlement, came);
    }
    if made.row.outcome() == AttemptOutcome::Retry {
        match answer {
            Ok(Answer::Applied(_, Reply::Ended { retry_at: Some(at), .. })) => made.row.retry_time = at,
            Ok(Answer::Applied(_, Reply::Ended { retry_at: None, .. })) => {
                made.row.set_outcome(AttemptOutcome::Failed);
            }
            // Its lease ends, and the leader redelivers it.
            _ => {}
        }
    }
    let attempt = Attempt {
        tenant: endpoint.tenant.clone(),
        webhook: endpoint.id.clone(),
        version: endpoint.version,
        row: Some(made.row),
    };
    // A dropped receiver means that the node stops.
    drop(context.records.send(Record::Attempt(Box::new(attempt))).await);
}

fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// Whether the lease of this delivery lasts for as long as an attempt may take. A shorter lease is extended first.
async fn hold_lease(context: &Context, endpoint: &Endpoint, delivered: &Delivered) -> bool {
    let now = context.app.clock.now();
    if wait(delivered.deadline.saturating_sub(now)) >= wait(NEEDED_NS) {
        return true;
    }
    // Uses the earlier of both instants: with a clock that is far ahead, no other consumer would get the delivery for
    // that long.
    let until = now.min(delivered.deadline).saturating_add(NEEDED_NS);
    let word = Word::Extend { deadline: until };
    let answer = context.app.delivery.report(report(endpoint, delivered, word)).await;
    matches!(answer, Ok(Answer::Applied(_, Reply::Extended { .. })))
}
