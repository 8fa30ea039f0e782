//! A consumer of a queue: the client's half of the `Consume` stream.
//!
//! Invariant: the receiving task reads the instant of arrival and does nothing else. So the processing of one delivery
//! never adds to the lateness of the next.

use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_response::Response;
use minoots_wire::event::v1::event_service_client::EventServiceClient;
use minoots_wire::event::v1::{
    ConsumeAck, ConsumeCredits, ConsumeOpen, ConsumeRequest, ConsumeResponse, ConsumeResult, Delivery,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::{Status, Streaming};

use crate::clock;
use crate::connect::Channel;
use crate::errors::{Exit, Failure};

/// A message of the server on an open stream.
#[derive(Debug)]
pub enum Received {
    /// An event, and its arrival time (wall clock, nanoseconds since 1970 UTC).
    Delivery(Box<Delivery>, i64),
    /// The answer to an acknowledgement.
    Result(ConsumeResult),
}

/// The sending half. Dropping it ends the stream.
#[derive(Clone, Debug)]
pub struct Requests {
    sender: mpsc::UnboundedSender<ConsumeRequest>,
}

impl Requests {
    /// Acknowledges a delivery. The result arrives as a [`Received::Result`].
    pub fn ack(&self, event_id: String, fence: String) {
        self.send(Request::Ack(ConsumeAck { event_id, fence }));
    }

    /// Sets the number of deliveries that may be outstanding.
    pub fn credits(&self, credits: u32) {
        self.send(Request::Credits(ConsumeCredits { credits }));
    }

    /// A send fails only after the stream has ended. The receiving half reports that.
    fn send(&self, request: Request) {
        let _ = self.sender.send(ConsumeRequest { request: Some(request) });
    }
}

/// The receiving half.
#[derive(Debug)]
pub struct Responses {
    stream: Streaming<ConsumeResponse>,
}

impl Responses {
    /// The next delivery or result.
    ///
    /// # Errors
    /// The stream ended, with the server's reason if it gave one.
    pub async fn next(&mut self) -> Result<Received, Failure> {
        loop {
            let message = self.stream.message().await;
            let received_ns = clock::wall_ns();
            match message?.ok_or_else(stream_ended)?.response {
                Some(Response::Delivery(delivery)) => return Ok(Received::Delivery(Box::new(delivery), received_ns)),
                Some(Response::Result(result)) => return Ok(Received::Result(result)),
                Some(Response::Opened(_)) | None => {}
            }
        }
    }

    /// Receives in a separate task. The credits bound the number of messages in the channel.
    pub fn spawn(mut self) -> mpsc::UnboundedReceiver<Result<Received, Failure>> {
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                let received = self.next().await;
                let ended = received.is_err();
                if sender.send(received).is_err() || ended {
                    return;
                }
            }
        });
        receiver
    }
}

/// Opens a stream on a queue and waits until it is registered. From then on, the queue offers due events to it.
pub async fn open(
    mut events: EventServiceClient<Channel>,
    queue: &str,
    credits: u32,
) -> Result<(Requests, Responses), Failure> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let requests = Requests { sender };
    requests.send(Request::Open(ConsumeOpen {
        queue: queue.to_owned(),
        credits,
        paused: false,
    }));
    let mut stream = events
        .consume(UnboundedReceiverStream::new(receiver))
        .await?
        .into_inner();
    match stream.message().await?.ok_or_else(stream_ended)?.response {
        Some(Response::Opened(_)) => Ok((requests, Responses { stream })),
        _ => Err(Status::internal("the server did not open the stream first").into()),
    }
}

/// The failure of a stream that should not have ended.
pub fn stream_ended() -> Failure {
    Failure::new(Exit::Unavailable, "the server ended the stream").hint("it may be stopping; try again")
}
