//! The task behind a consumer, which owns the stream and its unanswered requests.

use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_response::Response;
use minoots_wire::event::v1::{
    self as proto, ConsumeAck, ConsumeCredits, ConsumeOpen, ConsumeRequest, ConsumeResponse, ConsumeResult,
};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::Streaming;

use super::answering::{Answering, Waiting};
use super::delivery::{Delivery, Hold};
use super::duplicates::Duplicates;
use super::load::{Generation, Load, Opening};
use crate::call::events;
use crate::client::Client;
use crate::endpoints::Route;
use crate::error::Error;
use crate::fault::Fault;
use crate::reopen::{Reopener, opening};

/// A message to the driver.
#[derive(Debug)]
pub(super) enum Command {
    /// An ack, a nack or an extension.
    Answer(Box<Answering>),
    /// A delivery was dropped.
    Release(Generation),
}

/// The driver of a consumer. See the module's documentation.
pub(super) struct Driver {
    client: Client,
    open: ConsumeOpen,
    verify: bool,
    duplicates: Duplicates,
    deliveries: mpsc::UnboundedSender<Result<Delivery, Error>>,
    commands: mpsc::UnboundedReceiver<Command>,
    own: mpsc::UnboundedSender<Command>,
    waiting: Waiting,
    load: Load,
    /// The consumer was dropped; its deliveries may still be in use.
    leaving: bool,
}

/// Resolves when the consumer is closed (`Ok`) or dropped (`Err`). Must not be polled after that.
type Closing = oneshot::Receiver<()>;

/// The open stream. The server treats the end of the requests as a close.
struct Stream {
    answers: Streaming<ConsumeResponse>,
    requests: Requests,
}

/// The reason for the end of a stream.
enum Over {
    Broken(Fault),
    Closed,
}

struct Requests(mpsc::UnboundedSender<ConsumeRequest>);

impl Requests {
    /// The reader of a stream notices its end.
    fn send(&self, request: Request) {
        let _ = self.0.send(ConsumeRequest { request: Some(request) });
    }
}

impl Driver {
    pub fn new(
        client: Client,
        open: ConsumeOpen,
        verify: bool,
        duplicates: usize,
        deliveries: mpsc::UnboundedSender<Result<Delivery, Error>>,
    ) -> Self {
        let (own, commands) = mpsc::unbounded_channel();
        Self {
            load: Load::new(open.credits),
            client,
            open,
            verify,
            duplicates: Duplicates::new(duplicates),
            deliveries,
            commands,
            own,
            waiting: Waiting::default(),
            leaving: false,
        }
    }

    /// Runs until the consumer is closed, dropped, or cannot continue. Callers of unanswered requests then handle them
    /// themselves.
    pub async fn run(mut self, mut closing: Closing) {
        let mut reopener = Reopener::new(self.client.clone());
        loop {
            match self.stream(&mut reopener, &mut closing).await {
                Ok(Over::Broken(_)) => {}
                Ok(Over::Closed) => return,
                Err(error) => {
                    // A dropped consumer receives no error.
                    let _ = self.deliveries.send(Err(error));
                    return;
                }
            }
        }
    }

    /// Runs one stream, and the pause after it.
    async fn stream(&mut self, reopener: &mut Reopener, closing: &mut Closing) -> Result<Over, Error> {
        let route = self.client.endpoints().route()?;
        let opened = tokio::select! {
            opened = self.connect(&route) => opened,
            _ = &mut *closing => return Ok(Over::Closed),
        };
        let over = match opened {
            Ok(stream) => {
                reopener.opened();
                self.exchange(stream, closing).await
            }
            Err(fault) => Over::Broken(fault),
        };
        let fault = match &over {
            Over::Broken(fault) if !self.leaving => fault.clone(),
            _ => return Ok(Over::Closed),
        };
        tokio::select! {
            recovered = reopener.recover(&route, fault) => recovered.map(|()| over),
            _ = closing => Ok(Over::Closed),
        }
    }

    /// Opens a stream and waits until it is registered.
    async fn connect(&mut self, route: &Route) -> Result<Stream, Fault> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let requests = Requests(sender);
        let (credits, paused) = match self.load.open() {
            Opening::With(credits) => (credits, false),
            // The smallest number of credits, for a server that does not support pauses.
            Opening::Paused => (1, true),
        };
        requests.send(Request::Open(ConsumeOpen {
            queue: self.open.queue.clone(),
            credits,
            paused,
        }));
        let mut service = events(route.channel.clone());
        let patience = self.client.patience();
        let mut answers = opening(patience, service.consume(UnboundedReceiverStream::new(receiver))).await?;
        let first = timeout(patience, answers.message()).await;
        match first.map_err(|_| Fault::timed_out(patience))? {
            Ok(Some(ConsumeResponse {
                response: Some(Response::Opened(_)),
            })) => Ok(Stream { answers, requests }),
            Ok(_) => Err(Fault::ended()),
            Err(status) => Err(Fault::of(&status)),
        }
    }

    async fn exchange(&mut self, mut stream: Stream, closing: &mut Closing) -> Over {
        for answering in self.waiting.again() {
            self.ask(answering, &stream.requests);
        }
        loop {
            let received = tokio::select! {
                // A dropped consumer must not receive a further delivery in place of one that is about to be
                // acknowledged.
                biased;
                closed = &mut *closing, if !self.leaving => {
                    if closed.is_ok() || self.load.held() == 0 {
                        self.goodbye(stream).await;
                        return Over::Closed;
                    }
                    self.leaving = true;
                    stream.requests.send(Request::Credits(ConsumeCredits { credits: 0 }));
                    continue;
                }
                // Credits and sent requests bound the incoming messages, so they cannot starve the commands.
                message = stream.answers.message() => message,
                command = self.commands.recv() => {
                    self.obey(command, &stream.requests);
                    if self.leaving && self.load.held() == 0 {
                        self.goodbye(stream).await;
                        return Over::Closed;
                    }
                    continue;
                }
            };
            let handled = match received {
                Ok(Some(message)) => self.received(message, &stream.requests).await,
                Ok(None) => Err(Fault::ended()),
                Err(status) => Err(Fault::of(&status)),
            };
            if let Err(fault) = handled {
                return Over::Broken(fault);
            }
        }
    }

    /// Sends the pending requests, half-closes the stream, and waits for the answers, at most the deadline of a call.
    async fn goodbye(&mut self, stream: Stream) {
        let Stream { answers, requests } = stream;
        while let Ok(command) = self.commands.try_recv() {
            self.obey(Some(command), &requests);
        }
        drop(requests);
        // Callers still waiting then send their own calls.
        let _ = timeout(self.client.deadline(), self.last_answers(answers)).await;
    }

    async fn last_answers(&mut self, mut answers: Streaming<ConsumeResponse>) {
        while let Ok(Some(message)) = answers.message().await {
            if let Some(Response::Result(result)) = message.response
                && let Some((answering, outcome)) = self.waiting.take(result)
            {
                answering.settle(outcome.map_err(Fault::into_error));
            }
        }
    }

    fn obey(&mut self, command: Option<Command>, requests: &Requests) {
        match command {
            Some(Command::Answer(answering)) => {
                if let Request::Ack(ack) = &answering.request {
                    self.duplicates.remember(&ack.event_id);
                }
                self.ask(*answering, requests);
            }
            Some(Command::Release(generation)) => {
                let credits = self.load.release(generation);
                if let Some(credits) = credits.filter(|_| !self.leaving) {
                    requests.send(Request::Credits(ConsumeCredits { credits }));
                }
            }
            // Unreachable, because this driver has a sender itself.
            None => {}
        }
    }

    fn ask(&mut self, answering: Answering, requests: &Requests) {
        requests.send(answering.request.clone());
        self.waiting.add(answering);
    }

    /// Fails when the client must change servers.
    async fn received(&mut self, message: ConsumeResponse, requests: &Requests) -> Result<(), Fault> {
        match message.response {
            Some(Response::Delivery(delivery)) => self.delivered(delivery, requests).await,
            Some(Response::Result(result)) => return self.answered(result),
            Some(Response::Opened(_)) | None => {}
        }
        Ok(())
    }

    async fn delivered(&mut self, delivery: proto::Delivery, requests: &Requests) {
        let hold = Hold {
            client: self.client.clone(),
            commands: self.own.clone(),
            generation: self.load.take(),
        };
        let delivery = Delivery::new(delivery, hold);
        if self.verify
            && let Err(error) = self.client.verify(&delivery.event).await
        {
            // A dropped consumer receives no error.
            let _ = self.deliveries.send(Err(error));
            return;
        }
        if self.duplicates.contains(&delivery.event.id) {
            requests.send(Request::Ack(ConsumeAck {
                event_id: delivery.event.id.clone(),
                fence: delivery.fence.clone(),
            }));
            return;
        }
        let _ = self.deliveries.send(Ok(delivery));
    }

    fn answered(&mut self, result: ConsumeResult) -> Result<(), Fault> {
        let Some((mut answering, outcome)) = self.waiting.take(result) else {
            return Ok(());
        };
        let fault = match outcome {
            Ok(answer) => {
                answering.settle(Ok(answer));
                return Ok(());
            }
            Err(fault) => fault,
        };
        answering.in_doubt |= fault.may_have_happened();
        if fault.is_not_leader() {
            self.waiting.add(answering);
            return Err(fault);
        }
        if !fault.is_transient() || !self.client.retries().spend() {
            answering.settle(Err(fault.into_error()));
            return Ok(());
        }
        let pause = answering.backoff.next(fault.retry_after());
        let own = self.own.clone();
        tokio::spawn(async move {
            sleep(pause).await;
            // If the driver has ended, the caller sends its own call.
            let _ = own.send(Command::Answer(Box::new(answering)));
        });
        Ok(())
    }
}
