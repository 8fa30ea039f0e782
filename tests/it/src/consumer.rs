//! A consumer of a queue that checks what it is given.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Error, Result, bail, ensure};
use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_response::Response;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::event::v1::{
    ConsumeAck, ConsumeCredits, ConsumeExtend, ConsumeNack, ConsumeOpen, ConsumeRequest, ConsumeResponse,
    ConsumeResult, Delivery, Envelope,
};
use minoots_wire::time::{duration, instant};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::{Status, Streaming};

use crate::PATIENCE;
use crate::client::Client;
use crate::clock::{self, Deadline};

/// A delivery, and when it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// As sent.
    pub delivery: Delivery,
    /// The wall clock at arrival, nanoseconds since 1970 UTC.
    pub at_ns: i64,
    /// The stream that it came on, by a number that no other of this process has.
    pub stream: u64,
}

impl Received {
    /// Checks everything that holds for every delivery of a node whose clock may be ahead by this much.
    fn checked(delivery: Delivery, stream: u64, clock_ahead_ns_max: i64) -> Result<Self> {
        let at_ns = clock::now_ns();
        let received = Self {
            delivery,
            at_ns,
            stream,
        };
        let id = received.id().to_owned();
        let due_ns = received.due_ns()?;
        ensure!(
            at_ns.saturating_add(clock_ahead_ns_max) >= due_ns,
            "{id} arrived {} ns before it was due",
            due_ns - at_ns
        );
        ensure!(received.release_ns()? >= due_ns, "{id} was released before it was due");
        let delivery = &received.delivery;
        let lateness = delivery
            .lateness
            .as_ref()
            .with_context(|| format!("{id}: no lateness"))?;
        ensure!(duration::from_proto(lateness)? >= 0, "{id}: negative lateness");
        ensure!(delivery.attempt >= 1, "{id}: attempts count from 1");
        ensure!(!delivery.fence.is_empty(), "{id}: no fence");
        received.ack_deadline_ns()?;
        Ok(received)
    }

    /// The event with its signature.
    ///
    /// # Errors
    /// When the delivery has none.
    pub fn envelope(&self) -> Result<&Envelope> {
        self.delivery
            .envelope
            .as_ref()
            .context("a delivery without an envelope")
    }

    /// The event's id, which is its dedupe key.
    #[must_use]
    pub fn id(&self) -> &str {
        self.delivery
            .envelope
            .as_ref()
            .map_or("", |envelope| envelope.id.as_str())
    }

    /// The delivery's fence.
    #[must_use]
    pub fn fence(&self) -> &str {
        &self.delivery.fence
    }

    /// When the event was due, nanoseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the envelope does not say.
    pub fn due_ns(&self) -> Result<i64> {
        let time = self.envelope()?.time.as_ref().context("an event without a time")?;
        Ok(instant::from_proto(time)?)
    }

    /// When the node released it, nanoseconds since 1970 UTC.
    ///
    /// # Errors
    /// When it does not say.
    pub fn release_ns(&self) -> Result<i64> {
        let time = self.delivery.release_time.as_ref().context("no release time")?;
        Ok(instant::from_proto(time)?)
    }

    /// Until when it is to be acknowledged, nanoseconds since 1970 UTC.
    ///
    /// # Errors
    /// When it does not say.
    pub fn ack_deadline_ns(&self) -> Result<i64> {
        let time = self.delivery.ack_deadline_time.as_ref().context("no ack deadline")?;
        Ok(instant::from_proto(time)?)
    }
}

/// What arrives on the stream.
#[derive(Clone, Debug)]
pub enum Message {
    /// An event to handle.
    Delivery(Box<Received>),
    /// What became of an ack, nack or extend.
    Result(ConsumeResult),
}

/// The server ended the stream without a word of why.
fn ended() -> Status {
    Status::unavailable("the server ended the stream")
}

/// A consumer's stream. It ends by [`half_close`](Self::half_close) or [`vanish`](Self::vanish); dropping it may look
/// like either to the server.
#[derive(Debug)]
pub struct Consumer {
    requests: Option<UnboundedSender<ConsumeRequest>>,
    responses: Streaming<ConsumeResponse>,
    deliveries: VecDeque<Received>,
    results: VecDeque<ConsumeResult>,
    number: u64,
    clock_ahead_ns_max: i64,
}

/// Streams that were opened by this process.
static OPENED: AtomicU64 = AtomicU64::new(0);

impl Consumer {
    /// Opens a stream and waits until the server has registered it.
    ///
    /// # Errors
    /// The server's.
    pub async fn open(client: &Client, queue: &str, credits: u32) -> Result<Self, Status> {
        let (requests, receiver) = unbounded_channel();
        let open = Request::Open(ConsumeOpen {
            queue: queue.to_owned(),
            credits,
            paused: false,
        });
        // The receiver is in this function, so it takes it.
        drop(requests.send(ConsumeRequest { request: Some(open) }));
        let mut events = client.events.clone();
        let opening = async {
            let mut responses = events
                .consume(UnboundedReceiverStream::new(receiver))
                .await?
                .into_inner();
            let first = responses.message().await?.and_then(|message| message.response);
            match first {
                Some(Response::Opened(opened)) if opened.credits > 0 => Ok(responses),
                other => Err(Status::internal(format!("the stream began with {other:?}"))),
            }
        };
        let opened = timeout(PATIENCE, opening).await;
        let responses = opened.map_err(|_| Status::deadline_exceeded("the stream did not open"))??;
        Ok(Self {
            requests: Some(requests),
            responses,
            deliveries: VecDeque::new(),
            results: VecDeque::new(),
            number: OPENED.fetch_add(1, Ordering::Relaxed),
            clock_ahead_ns_max: 0,
        })
    }

    /// The clock that releases may be ahead of the true one by this much, and deliveries early by as much.
    #[must_use]
    pub fn with_clock_ahead(mut self, clock_ahead_ns_max: i64) -> Self {
        self.clock_ahead_ns_max = clock_ahead_ns_max;
        self
    }

    /// The next message; `None` when the server ended the stream.
    ///
    /// # Errors
    /// The server's, or when a delivery is not as every delivery must be.
    pub async fn message(&mut self) -> Result<Option<Message>> {
        loop {
            let Some(message) = self.responses.message().await? else {
                return Ok(None);
            };
            match message.response {
                Some(Response::Delivery(delivery)) => {
                    return Ok(Some(Message::Delivery(Box::new(Received::checked(
                        delivery,
                        self.number,
                        self.clock_ahead_ns_max,
                    )?))));
                }
                Some(Response::Result(result)) => return Ok(Some(Message::Result(result))),
                Some(Response::Opened(_)) => bail!("the stream was opened twice"),
                // A newer server's answer.
                None => {}
            }
        }
    }

    /// Reads until the server ends the stream; answers how.
    ///
    /// # Errors
    /// When it stays open.
    pub async fn end(&mut self) -> Result<Error> {
        let reading = async {
            loop {
                match self.message().await {
                    Ok(Some(_)) => {}
                    Ok(None) => return ended().into(),
                    Err(error) => return error,
                }
            }
        };
        timeout(PATIENCE, reading).await.context("the stream stays open")
    }

    /// The next delivery.
    ///
    /// # Errors
    /// When the stream fails or ends, or nothing comes in time.
    pub async fn delivery(&mut self) -> Result<Received> {
        self.delivery_within(PATIENCE).await?.context("no delivery in time")
    }

    /// The next delivery, if one comes within this span.
    ///
    /// # Errors
    /// When the stream fails or ends.
    pub async fn delivery_within(&mut self, span: Duration) -> Result<Option<Received>> {
        let deadline = Deadline::after(span);
        loop {
            if let Some(received) = self.deliveries.pop_front() {
                return Ok(Some(received));
            }
            let Ok(message) = timeout(deadline.left(), self.message()).await else {
                return Ok(None);
            };
            self.keep(message?.ok_or_else(ended)?);
        }
    }

    /// The next answer to what was sent.
    ///
    /// # Errors
    /// When the stream fails or ends, or nothing comes in time.
    pub async fn result(&mut self) -> Result<ConsumeResult> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            if let Some(result) = self.results.pop_front() {
                return Ok(result);
            }
            let message = timeout(deadline.left(), self.message())
                .await
                .context("no answer in time")?;
            self.keep(message?.ok_or_else(ended)?);
        }
    }

    fn keep(&mut self, message: Message) {
        match message {
            Message::Delivery(received) => self.deliveries.push_back(*received),
            Message::Result(result) => self.results.push_back(result),
        }
    }

    /// Sends a message as it is.
    ///
    /// # Errors
    /// When this side has been closed.
    pub fn send(&self, request: Request) -> Result<()> {
        let requests = self.requests.as_ref().context("this side is closed")?;
        requests
            .send(ConsumeRequest { request: Some(request) })
            .map_err(|_| Status::unavailable("the stream has ended"))?;
        Ok(())
    }

    /// Acknowledges, without waiting for the answer.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_ack(&self, received: &Received) -> Result<()> {
        self.send(Request::Ack(ConsumeAck {
            event_id: received.id().to_owned(),
            fence: received.fence().to_owned(),
        }))
    }

    /// Gives back, to be offered again after `delay`, without waiting for the answer.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_nack(&self, received: &Received, delay: Duration) -> Result<()> {
        self.send(Request::Nack(ConsumeNack {
            event_id: received.id().to_owned(),
            fence: received.fence().to_owned(),
            reason: "not this time".to_owned(),
            delay: Some(duration::to_proto(i64::try_from(delay.as_nanos())?)),
        }))
    }

    /// Acknowledges and waits for the answer.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`result`](Self::result).
    pub async fn ack(&mut self, received: &Received) -> Result<Answer> {
        self.send_ack(received)?;
        self.answer_about(received).await
    }

    /// Gives back to be offered again at once, and waits for the answer.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`result`](Self::result).
    pub async fn nack(&mut self, received: &Received) -> Result<Answer> {
        self.send_nack(received, Duration::ZERO)?;
        self.answer_about(received).await
    }

    /// Asks for more time and waits for the answer.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`result`](Self::result).
    pub async fn extend(&mut self, received: &Received, ack_deadline: Duration) -> Result<Answer> {
        self.send(Request::Extend(ConsumeExtend {
            event_id: received.id().to_owned(),
            fence: received.fence().to_owned(),
            ack_deadline: Some(duration::to_proto(i64::try_from(ack_deadline.as_nanos())?)),
        }))?;
        self.answer_about(received).await
    }

    async fn answer_about(&mut self, received: &Received) -> Result<Answer> {
        let result = self.result().await?;
        ensure!(
            result.event_id == received.id() && result.fence == received.fence(),
            "an answer about another delivery: {result:?}"
        );
        result.result.context("an answer that says nothing")
    }

    /// Replaces the number of deliveries that may be outstanding.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn credits(&self, credits: u32) -> Result<()> {
        self.send(Request::Credits(ConsumeCredits { credits }))
    }

    /// Vanishes without a goodbye, as a process that is killed does. What is returned keeps this side from being
    /// closed cleanly for as long as it lives.
    #[must_use]
    pub fn vanish(self) -> impl Sized {
        let Self {
            requests, responses, ..
        } = self;
        drop(responses);
        requests
    }

    /// Says goodbye: closes this side cleanly and reads to the end of the other; answers what still came.
    ///
    /// # Errors
    /// When the server does not end the stream, or ends it with an error.
    pub async fn half_close(mut self) -> Result<Vec<Received>> {
        self.requests = None;
        let deadline = Deadline::after(PATIENCE);
        loop {
            let message = timeout(deadline.left(), self.message())
                .await
                .context("the stream did not end")?;
            match message? {
                Some(message) => self.keep(message),
                None => return Ok(self.deliveries.into()),
            }
        }
    }
}
