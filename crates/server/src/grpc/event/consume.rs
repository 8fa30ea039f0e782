//! Competing consumers: deliveries out, acks, nacks, extensions and credits in, on one stream.

use super::Responses;
use crate::outlet::Subscription;
use crate::{
    access::Principal,
    app::App,
    forward::PassedOn,
    lateness::QueueLateness,
    listener::{Arrival, Heard},
    policies, refusal, validate,
};
use futures::{Stream, TryStreamExt as _, stream};
use minoots_delivery::{Delivered, core::QueueKey, signer::Signer};
use minoots_kernel::limits;
use minoots_policy::facts::Verb;
use minoots_wire::{
    error::Reason,
    event::v1::{
        ConsumeOpen, ConsumeOpened, ConsumeRequest, ConsumeResponse, Delivery, Envelope, consume_request::Request,
        consume_response::Response,
    },
    rules,
    time::{duration, instant},
};
use reader::{Answer, Reader};
use std::{
    pin::Pin,
    sync::{Arc, atomic::AtomicBool},
    task::{Context, Poll},
    time::Duration,
};
use tokio::{sync::mpsc, task::AbortHandle};
use tonic::{Status, Streaming};

mod reader;

/// The silence after which the node that forwards a stream counts as cut off; equal to the timeout between peers.
const SILENT_AFTER: Duration = Duration::from_secs(3);
/// The time within which a stream must send its first message.
const OPEN_WITHIN: Duration = Duration::from_secs(10);

/// Answers the call before its first message is read. A client that waits for the response before it sends thus always
/// receives a rejection by [`access`](crate::access). A client that writes into an ended stream may never learn the
/// reason.
pub(super) fn run(
    app: &App,
    whose: (Principal, Option<Heard>),
    requests: Streaming<ConsumeRequest>,
) -> Responses<ConsumeResponse> {
    Box::pin(stream::once(open(app.clone(), whose, requests)).try_flatten())
}

/// The connection of a forwarded stream. While the forwarding node is connected, it sends data on it each second.
pub(super) fn line(extensions: &tonic::Extensions) -> Option<Heard> {
    extensions.get::<PassedOn>()?;
    extensions.get::<Arrival>().map(|arrival| arrival.heard.clone())
}

async fn open(
    app: App,
    (who, line): (Principal, Option<Heard>),
    mut requests: Streaming<ConsumeRequest>,
) -> Result<Consuming, Status> {
    let first = tokio::time::timeout(OPEN_WITHIN, requests.message()).await;
    let first = first.map_err(|_| order("the first message, open, did not arrive in time"))??;
    if let Some(first) = &first {
        rules::check(first)?;
    }
    let Some(ConsumeRequest {
        request: Some(Request::Open(open)),
    }) = first
    else {
        return Err(order("the first message must be open"));
    };
    let (queue, credits) = opened(&open);
    app.judge.allow(&who, || policies::of_queue(Verb::Consume, &queue))?;
    let key = QueueKey::new(who.tenant(), queue.clone());
    let goodbye = Arc::new(AtomicBool::new(false));
    let subscription = Subscription::open(&app.delivery, key.clone(), credits, (goodbye.clone(), line.clone()));
    let (reader, answers) = Reader::new(app.clone(), who.clone(), subscription.id());
    let (ended, refusing, asked) = (app.clone(), app.clone(), queue.clone());
    Ok(Consuming {
        app,
        lateness: None,
        key,
        opened: Some(response(Response::Opened(ConsumeOpened { queue, credits }))),
        subscription,
        refused: Box::pin(async move {
            tokio::select! {
                refused = refusing.access.ended(&who) => refused,
                refused = refusing.judge.forbidden(&who, || policies::of_queue(Verb::Consume, &asked)) => refused,
            }
        }),
        ended: Box::pin(async move { ended.standing.ended().await }),
        silent: line.map(|line| -> Silence { Box::pin(async move { line.silent(SILENT_AFTER).await }) }),
        answers,
        reading: tokio::spawn(reader.run(requests, goodbye)).abort_handle(),
        is_over: false,
    })
}

type Silence = Pin<Box<dyn Future<Output = ()> + Send>>;
type Ending = Pin<Box<dyn Future<Output = Status> + Send>>;

/// The response stream. It is produced while the socket accepts data, without a task in between, so a burst is written
/// as fast as it is read.
struct Consuming {
    app: App,
    key: QueueKey,
    /// The queue's counters, looked up at the first delivery: their number is bounded, and a queue without deliveries
    /// must not use one.
    lateness: Option<Arc<QueueLateness>>,
    opened: Option<ConsumeResponse>,
    subscription: Subscription,
    /// Resolves when the node no longer leads, or stops.
    ended: Ending,
    /// Resolves when the consumer loses its access.
    refused: Ending,
    /// Resolves when the forwarding node falls silent.
    silent: Option<Silence>,
    answers: mpsc::Receiver<Answer>,
    reading: AbortHandle,
    is_over: bool,
}

impl Consuming {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ConsumeResponse, Status>>> {
        if let Some(opened) = self.opened.take() {
            return Poll::Ready(Some(Ok(opened)));
        }
        // A consumer without a valid credential receives nothing more, even if deliveries are always ready.
        if let Poll::Ready(status) = self.refused.as_mut().poll(context) {
            return Poll::Ready(Some(Err(status)));
        }
        if let Some(silent) = &mut self.silent
            && silent.as_mut().poll(context).is_ready()
        {
            self.subscription.give_back_unreached();
            return Poll::Ready(Some(Err(refusal::passed_on_in_vain())));
        }
        // Deliveries come first, because they are time-critical.
        if let Poll::Ready(delivered) = self.subscription.poll_next(context) {
            return Poll::Ready(delivered.map(|delivered| {
                self.app.metrics.deliveries.add(1, &[]);
                let now = self.app.clock.now();
                self.count(&delivered, now);
                let trace = self.app.traces.delivered(&self.key.queue, &delivered, now);
                Ok(response(Response::Delivery(delivery(
                    &self.app.signer,
                    delivered,
                    trace,
                ))))
            }));
        }
        // Later answers would only say that this node does not lead; this status also names the leader.
        if let Poll::Ready(status) = self.ended.as_mut().poll(context) {
            return Poll::Ready(Some(Err(status)));
        }
        let answered = self.answers.poll_recv(context);
        answered.map(|answer| answer.map(|answer| answer.map(|result| response(Response::Result(*result)))))
    }

    /// Records the lateness of a first delivery, which the connection accepts now.
    fn count(&mut self, delivered: &Delivered, now: i64) {
        if delivered.event.grant.is_none() {
            let of = || self.app.lateness.of(&self.key.tenant, &self.key.queue);
            self.lateness
                .get_or_insert_with(of)
                .record(delivered.event.due, delivered.released, now);
        }
    }
}

impl Stream for Consuming {
    type Item = Result<ConsumeResponse, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let next = self.poll(context);
        self.is_over = matches!(next, Poll::Ready(None | Some(Err(_))));
        next
    }
}

impl Drop for Consuming {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

/// The queue and the credits of a new stream.
fn opened(open: &ConsumeOpen) -> (String, u32) {
    let credits = match open {
        ConsumeOpen { paused: true, .. } => 0,
        ConsumeOpen { credits: 0, .. } => limits::CREDITS_DEFAULT,
        open => open.credits,
    };
    (validate::queue(&open.queue), credits)
}

fn order(description: &str) -> Status {
    validate::violation("request", Reason::StreamOrder, description)
}

fn response(response: Response) -> ConsumeResponse {
    ConsumeResponse {
        response: Some(response),
    }
}

fn delivery(signer: &Signer, delivered: Delivered, traceparent: String) -> Delivery {
    let event = &delivered.event;
    Delivery {
        envelope: Some(Envelope {
            payload: event.payload.clone(),
            signature: signer.valid(&event.signature, &event.payload).into_owned(),
            id: event.event_id.clone(),
            r#type: "timer.fired".to_owned(),
            subject: ["timers/", &event.occurrence.id].concat(),
            time: Some(instant::to_proto(event.due)),
        }),
        fence: delivered.fence_text(),
        attempt: delivered.attempt(),
        fire_time: Some(instant::to_proto(event.fire_time)),
        release_time: Some(instant::to_proto(delivered.released)),
        lateness: Some(duration::to_proto(delivered.released.saturating_sub(event.due))),
        ack_deadline_time: Some(instant::to_proto(delivered.deadline)),
        traceparent,
    }
}
