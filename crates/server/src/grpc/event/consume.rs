//! Competing consumers: deliveries out, acks, nacks, extensions and credits in, on one stream.

use super::{Responses, answers, outlet::Subscription};
use crate::{app::App, refusal, validate};
use minoots_delivery::{Delivered, core::QueueKey};
use minoots_kernel::limits;
use minoots_wire::{
    error::{Details, Reason},
    event::v1::{
        AckRequest, ConsumeAck, ConsumeError, ConsumeExtend, ConsumeNack, ConsumeOpen, ConsumeOpened, ConsumeRequest,
        ConsumeResponse, ConsumeResult, Delivery, Envelope, NackRequest, consume_request::Request,
        consume_response::Response, consume_result::Result as Outcome,
    },
    time::{duration, instant},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

/// Answers that may wait for the consumer to read them; acks beyond are not read from the socket.
const ANSWERS_MAX: usize = 1_024;
/// How long a stream may take to send its first message.
const OPEN_WITHIN: Duration = Duration::from_secs(10);

pub(super) async fn run(
    app: &App,
    mut requests: Streaming<ConsumeRequest>,
) -> Result<Responses<ConsumeResponse>, Status> {
    let first = tokio::time::timeout(OPEN_WITHIN, requests.message()).await;
    let first = first.map_err(|_| order("the first message, open, did not arrive in time"))??;
    let Some(ConsumeRequest {
        request: Some(Request::Open(open)),
    }) = first
    else {
        return Err(order("the first message must be open"));
    };
    let (queue, credits) = opened(&open)?;
    let caller = app.caller("");
    let lateness = app.lateness.of(&caller.tenant, &queue);
    let key = QueueKey {
        tenant: caller.tenant,
        queue: queue.clone(),
    };
    let goodbye = Arc::new(AtomicBool::new(false));
    let mut subscription = Subscription::open(&app.delivery, key, credits, goodbye.clone());
    let (sender, mut answers) = mpsc::channel(ANSWERS_MAX);
    let reader = Reader {
        app: app.clone(),
        stream: subscription.id(),
        sender,
        answers: Arc::new(Semaphore::new(ANSWERS_MAX)),
    };
    let (out, responses) = mpsc::channel(1);
    let reading = tokio::spawn(reader.run(requests, goodbye));
    let app = app.clone();
    tokio::spawn(async move {
        let mut next = Ok(response(Response::Opened(ConsumeOpened { queue, credits })));
        let mut first = None;
        loop {
            let ends = next.is_err();
            if out.send(next).await.is_err() || ends {
                break;
            }
            if let Some((due, released)) = first.take() {
                lateness.record(due, released, app.clock.now());
            }
            next = tokio::select! {
                // Deliveries go first: they are what time matters for.
                biased;
                delivered = subscription.next() => match delivered {
                    Some(delivered) => {
                        app.metrics.deliveries.add(1, &[]);
                        first = first_delivery(&delivered);
                        Ok(response(Response::Delivery(delivery(delivered))))
                    }
                    None => break,
                },
                // An answer after this would be that this node does not lead; the end says as well who does.
                status = app.ended() => Err(status),
                answer = answers.recv() => match answer {
                    Some(answer) => answer,
                    None => break,
                },
                () = out.closed() => break,
            };
        }
        reading.abort();
    });
    Ok(Box::pin(ReceiverStream::new(responses)))
}

/// When an event that was never out before was due, and when it was released.
fn first_delivery(delivered: &Delivered) -> Option<(i64, i64)> {
    let is_first = delivered.event.grant.is_none();
    is_first.then_some((delivered.event.due, delivered.released))
}

fn opened(open: &ConsumeOpen) -> Result<(String, u32), Status> {
    let mut violations = validate::Violations::default();
    let queue = validate::queue(&mut violations, "open.queue", &open.queue);
    violations.finish()?;
    Ok((queue, validate::credits(open.credits, limits::CREDITS_DEFAULT)?))
}

fn order(description: &str) -> Status {
    validate::violation("request", Reason::StreamOrder, description)
}

fn response(response: Response) -> ConsumeResponse {
    ConsumeResponse {
        response: Some(response),
    }
}

fn delivery(delivered: Delivered) -> Delivery {
    let event = &delivered.event;
    Delivery {
        envelope: Some(Envelope {
            payload: event.payload.clone(),
            signature: event.signature.to_string(),
            id: event.event_id.clone(),
            r#type: "timer.fired".to_owned(),
            subject: format!("timers/{}", event.occurrence.id),
            time: Some(instant::to_proto(event.due)),
        }),
        fence: delivered.fence_text(),
        attempt: delivered.attempt(),
        fire_time: Some(instant::to_proto(event.fire_time)),
        release_time: Some(instant::to_proto(delivered.released)),
        lateness: Some(duration::to_proto(delivered.released.saturating_sub(event.due))),
        ack_deadline_time: Some(instant::to_proto(delivered.deadline)),
    }
}

/// Reads what the consumer sends. Each message is worked on by itself, so that one answer does not hold up the next.
struct Reader {
    app: App,
    stream: u64,
    sender: mpsc::Sender<Result<ConsumeResponse, Status>>,
    answers: Arc<Semaphore>,
}

impl Reader {
    async fn run(self, mut requests: Streaming<ConsumeRequest>, goodbye: Arc<AtomicBool>) {
        loop {
            let message = match requests.message().await {
                Ok(Some(message)) => message,
                Ok(None) => {
                    // Half-closed: it wants nothing more. Answers still under way are waited for.
                    goodbye.store(true, Ordering::Release);
                    let _ = self.answers.acquire_many(ANSWERS_MAX as u32).await;
                    return;
                }
                Err(status) => {
                    let _ = self.sender.send(Err(status)).await;
                    return;
                }
            };
            let Some(request) = message.request else { continue };
            let Ok(permit) = self.answers.clone().acquire_owned().await else {
                return;
            };
            match request {
                Request::Open(_) => {
                    let _ = self.sender.send(Err(order("open may only be the first message"))).await;
                    return;
                }
                Request::Credits(credits) => match validate::credits(credits.credits, 0) {
                    Ok(credits) => self.app.delivery.set_credits(self.stream, credits),
                    Err(status) => {
                        let _ = self.sender.send(Err(status)).await;
                        return;
                    }
                },
                request => {
                    let (app, sender) = (self.app.clone(), self.sender.clone());
                    tokio::spawn(async move {
                        let result = response(Response::Result(answer(&app, request).await));
                        let _ = sender.send(Ok(result)).await;
                        drop(permit);
                    });
                }
            }
        }
    }
}

async fn answer(app: &App, request: Request) -> ConsumeResult {
    let (event_id, fence, outcome) = match request {
        Request::Ack(ConsumeAck { event_id, fence }) => {
            let request = AckRequest {
                event_id: event_id.clone(),
                fence: fence.clone(),
                partition_key: String::new(),
            };
            let outcome = match answers::ack(app, request.clone()).await {
                Err(refused) if is_not_leader(&refused) => app.ack_there(refused, request).await,
                outcome => outcome,
            };
            (event_id, fence, outcome.map(Outcome::Ack))
        }
        Request::Nack(ConsumeNack {
            event_id,
            fence,
            reason,
            delay,
        }) => {
            let request = NackRequest {
                event_id: event_id.clone(),
                fence: fence.clone(),
                reason,
                delay,
                ..NackRequest::default()
            };
            let outcome = match answers::nack(app, request.clone()).await {
                Err(refused) if is_not_leader(&refused) => app.nack_there(refused, request).await,
                outcome => outcome,
            };
            (event_id, fence, outcome.map(Outcome::Nack))
        }
        Request::Extend(ConsumeExtend {
            event_id,
            fence,
            ack_deadline,
        }) => {
            let outcome = answers::extend(app, (&event_id, &fence), ack_deadline.as_ref()).await;
            (event_id, fence, outcome.map(Outcome::Extend))
        }
        Request::Open(_) | Request::Credits(_) => (String::new(), String::new(), Err(refusal::shutting_down())),
    };
    ConsumeResult {
        event_id,
        fence,
        result: Some(outcome.unwrap_or_else(|status| Outcome::Error(error(&status)))),
    }
}

fn is_not_leader(status: &Status) -> bool {
    Details::of(status).reason() == Some(Reason::NotLeader)
}

fn error(status: &Status) -> ConsumeError {
    let reason = Details::of(status).reason_text;
    ConsumeError {
        code: status.code() as i32,
        reason,
        message: status.message().to_owned(),
    }
}
