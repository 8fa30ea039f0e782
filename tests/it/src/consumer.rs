//! A consumer of a queue that checks its deliveries.

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

/// A delivery with its time of arrival.
#[derive(Clone, Debug)]
pub struct Received {
    /// The delivery.
    pub delivery: Delivery,
    /// The wall clock at arrival, nanoseconds since 1970 UTC.
    pub at_ns: i64,
    /// The number of its stream, unique in this process.
    pub stream: u64,
}

impl Received {
    /// Checks every general property of a delivery. The node's clock may be ahead by this much.
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

    /// Returns the event with its signature.
    ///
    /// # Errors
    /// When the delivery has none.
    pub fn envelope(&self) -> Result<&Envelope> {
        self.delivery
            .envelope
            .as_ref()
            .context("a delivery without an envelope")
    }

    /// Returns the event's id, which is its dedupe key.
    #[must_use]
    pub fn id(&self) -> &str {
        self.delivery
            .envelope
            .as_ref()
            .map_or("", |envelope| envelope.id.as_str())
    }

    /// Returns the delivery's fence.
    #[must_use]
    pub fn fence(&self) -> &str {
        &self.delivery.fence
    }

    /// Returns the due instant of the event, in nanoseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the envelope has none.
    pub fn due_ns(&self) -> Result<i64> {
        let time = self.envelope()?.time.as_ref().context("an event without a time")?;
        Ok(instant::from_proto(time)?)
    }

    /// Returns the instant of the release at the node, in nanoseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the delivery has none.
    pub fn release_ns(&self) -> Result<i64> {
        let time = self.delivery.release_time.as_ref().context("no release time")?;
        Ok(instant::from_proto(time)?)
    }

    /// Returns the acknowledgement deadline, in nanoseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the delivery has none.
    pub fn ack_deadline_ns(&self) -> Result<i64> {
        let time = self.delivery.ack_deadline_time.as_ref().context("no ack deadline")?;
        Ok(instant::from_proto(time)?)
    }
}

/// A message of the stream.
#[derive(Clone, Debug)]
pub enum Message {
    /// An event to handle.
    Delivery(Box<Received>),
    /// The result of an ack, nack or extend.
    Result(ConsumeResult),
}

/// Builds the status of a stream that the server ended without a reason.
fn ended() -> Status {
    Status::unavailable("the server ended the stream")
}

/// A consumer's stream. It ends by [`half_close`](Self::half_close) or [`vanish`](Self::vanish); the server may read a
/// drop as either.
#[derive(Debug)]
pub struct Consumer {
    requests: Option<UnboundedSender<ConsumeRequest>>,
    responses: Streaming<ConsumeResponse>,
    deliveries: VecDeque<Received>,
    results: VecDeque<ConsumeResult>,
    number: u64,
    clock_ahead_ns_max: i64,
}

/// The number of streams that this process has opened.
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
        // The receiver is in this function, so the channel is open.
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

    /// Allows the releasing clock to be ahead of true time by this much, and deliveries to be early by as much.
    #[must_use]
    pub fn with_clock_ahead(mut self, clock_ahead_ns_max: i64) -> Self {
        self.clock_ahead_ns_max = clock_ahead_ns_max;
        self
    }

    /// Returns the next message; `None` when the server ended the stream.
    ///
    /// # Errors
    /// The server's, or when a delivery violates a general property.
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
                // A response of a newer server.
                None => {}
            }
        }
    }

    /// Reads until the server ends the stream, and returns its error.
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

    /// Returns the next delivery.
    ///
    /// # Errors
    /// When the stream fails or ends, or on a timeout.
    pub async fn delivery(&mut self) -> Result<Received> {
        self.delivery_within(PATIENCE).await?.context("no delivery in time")
    }

    /// Returns the next delivery, if one arrives within this time.
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

    /// Returns the next response to a request.
    ///
    /// # Errors
    /// When the stream fails or ends, or on a timeout.
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

    /// Sends a message unchanged.
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

    /// Sends an acknowledgement without waiting for the response.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_ack(&self, received: &Received) -> Result<()> {
        self.send(Request::Ack(ConsumeAck {
            event_id: received.id().to_owned(),
            fence: received.fence().to_owned(),
        }))
    }

    /// Sends a nack, for a redelivery after `delay`, without waiting for the response.
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

    /// Acknowledges and waits for the response.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`result`](Self::result).
    pub async fn ack(&mut self, received: &Received) -> Result<Answer> {
        self.send_ack(received)?;
        self.answer_about(received).await
    }

    /// Returns a delivery for an immediate redelivery, and waits for the response.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`result`](Self::result).
    pub async fn nack(&mut self, received: &Received) -> Result<Answer> {
        self.send_nack(received, Duration::ZERO)?;
        self.answer_about(received).await
    }

    /// Extends the lease and waits for the response.
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

    /// Replaces the number of deliveries that may be unacknowledged.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn credits(&self, credits: u32) -> Result<()> {
        self.send(Request::Credits(ConsumeCredits { credits }))
    }

    /// Disappears without a goodbye, as a killed process does. The returned value keeps this side from being closed
    /// cleanly for its lifetime.
    #[must_use]
    pub fn vanish(self) -> impl Sized {
        let Self {
            requests, responses, ..
        } = self;
        drop(responses);
        requests
    }

    /// Closes this side cleanly and reads the other to its end. Returns the remaining deliveries.
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
