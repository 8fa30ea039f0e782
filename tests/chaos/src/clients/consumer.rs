//! Clients that consume. They acknowledge most deliveries; others they return, extend, forget, or acknowledge by
//! another call.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, Result};
use minoots_check::record::{Call, Consumer as Opened, DeliveryRef, Nack, Outcome, Record};
use minoots_it::client::Client;
use minoots_it::consumer::{Consumer, Message, Received};
use minoots_wire::envelope::{Verifier, VerifyError};
use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::event::v1::{ConsumeAck, ConsumeExtend, ConsumeResult};
use minoots_wire::time::duration;
use tokio::time::{sleep, timeout};
use tonic::Status;

use super::{CALL_PATIENCE, Caller, delivered};
use crate::wire::{self, TENANT};

const QUEUE: &str = "default";
const CREDITS: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// Consumes, with a new stream whenever one ends.
pub(super) async fn run(mut caller: Caller) {
    loop {
        if let Err(error) = session(&mut caller).await
            && error.downcast_ref::<Status>().is_none()
        {
            caller
                .recorder()
                .complain(format!("a consumer was given what no delivery is: {error:#}"));
        }
        sleep(PAUSE).await;
    }
}

/// A stream, and the unanswered calls on it.
struct Session<'a> {
    caller: &'a mut Caller,
    client: Client,
    stream: Consumer,
    receiver: u64,
    verifier: Verifier,
    calls: BTreeMap<(String, String), u64>,
}

async fn session(caller: &mut Caller) -> Result<()> {
    let client = caller.connect().await;
    let late = |_| Status::deadline_exceeded("no answer");
    let verifier = timeout(CALL_PATIENCE, client.verifier()).await.map_err(late)??;
    let stream = timeout(CALL_PATIENCE, Consumer::open(&client, QUEUE, CREDITS))
        .await
        .map_err(late)??;
    let receiver = caller.recorder().stream();
    note(caller, receiver, true);
    let mut session = Session {
        client,
        // The checker decides whether a delivery is early, because it knows which clocks were wrong.
        stream: stream.with_clock_ahead(i64::MAX),
        receiver,
        verifier,
        calls: BTreeMap::new(),
        caller,
    };
    let ended = session.consume().await;
    note(session.caller, receiver, false);
    ended
}

fn note(caller: &Caller, receiver: u64, open: bool) {
    caller.recorder().push(|t| {
        Record::Consumer(Opened {
            receiver,
            t,
            tenant: TENANT.to_owned(),
            queue: QUEUE.to_owned(),
            open,
        })
    });
}

impl Session<'_> {
    /// Runs until the stream ends, or a new one is requested.
    async fn consume(&mut self) -> Result<()> {
        let mut orders = self.caller.ground.orders.clone();
        let streams = orders.borrow_and_update().streams;
        loop {
            let message = tokio::select! {
                message = self.stream.message() => message?,
                Ok(orders) = orders.wait_for(|orders| orders.streams != streams) => {
                    drop(orders);
                    return Ok(());
                }
            };
            match message {
                // A consumer may end with unacknowledged deliveries.
                Some(Message::Delivery(_)) if self.caller.random.below(300) == 0 => return Ok(()),
                Some(Message::Delivery(received)) => self.delivered(&received).await?,
                Some(Message::Result(result)) => self.answered(result)?,
                None => return Ok(()),
            }
        }
    }

    async fn delivered(&mut self, received: &Received) -> Result<()> {
        self.learn(received).await?;
        // The arrival was noted before the keys were fetched. The record must not precede it.
        let record = delivered::recorded(received, self.receiver, received.at_ns, &self.verifier)?;
        self.caller.recorder().push(|_| Record::Dlv(record));
        match self.caller.random.below(100) {
            0..=2 => Ok(()),
            3..=5 => {
                self.begin(received, |named| {
                    Call::Nack(Nack {
                        event_id: named.event_id,
                        fence: named.fence,
                    })
                });
                self.stream.send_nack(received, Duration::ZERO)
            }
            6..=8 => {
                self.begin(received, Call::Extend);
                let ack_deadline = Some(duration::to_proto(2_000_000_000));
                let (event_id, fence) = (received.id().to_owned(), received.fence().to_owned());
                self.stream.send(Request::Extend(ConsumeExtend {
                    event_id,
                    fence,
                    ack_deadline,
                }))
            }
            9..=12 => {
                self.ack_elsewhere(received).await;
                Ok(())
            }
            _ => self.ack(received.id().to_owned(), received.fence().to_owned()),
        }
    }

    /// Fetches keys, because another leader signs with its own key.
    async fn learn(&mut self, received: &Received) -> Result<()> {
        let envelope = received.envelope()?;
        let verified = self.verifier.verify(&envelope.payload, &envelope.signature);
        if matches!(verified, Err(VerifyError::KeyUnknown(_))) {
            let late = |_| Status::deadline_exceeded("no answer");
            self.verifier = timeout(CALL_PATIENCE, self.client.verifier()).await.map_err(late)??;
        }
        Ok(())
    }

    fn begin(&mut self, received: &Received, call: impl FnOnce(DeliveryRef) -> Call) {
        let (event_id, fence) = (received.id().to_owned(), received.fence().to_owned());
        let key = (event_id.clone(), fence.clone());
        let op = self
            .caller
            .recorder()
            .begin(self.caller.client, call(DeliveryRef { event_id, fence }));
        self.calls.insert(key, op);
    }

    fn ack(&mut self, event_id: String, fence: String) -> Result<()> {
        let call = Call::Ack(DeliveryRef {
            event_id: event_id.clone(),
            fence: fence.clone(),
        });
        let op = self.caller.recorder().begin(self.caller.client, call);
        self.calls.insert((event_id.clone(), fence.clone()), op);
        self.stream.send(Request::Ack(ConsumeAck { event_id, fence }))
    }

    /// Acknowledges by a separate call to any node, repeated until its outcome is known or no node answers.
    async fn ack_elsewhere(&mut self, received: &Received) {
        let named = DeliveryRef {
            event_id: received.id().to_owned(),
            fence: received.fence().to_owned(),
        };
        let (event_id, fence) = (named.event_id.clone(), named.fence.clone());
        let send = async |client: Client| client.ack(&event_id, &fence).await;
        self.caller.ask(Call::Ack(named), send, wire::acked).await;
    }

    fn answered(&mut self, result: ConsumeResult) -> Result<()> {
        let ConsumeResult {
            event_id,
            fence,
            result,
        } = result;
        let key = (event_id, fence);
        let op = self
            .calls
            .remove(&key)
            .with_context(|| format!("an answer to no call, about {key:?}"))?;
        let outcome = match &result {
            Some(Answer::Ack(answer)) => wire::acked(answer),
            Some(Answer::Nack(answer)) => wire::nacked(answer),
            Some(Answer::Extend(answer)) => wire::extended(answer),
            Some(Answer::Error(error)) => wire::refused(&error.reason),
            None => Outcome::Unknown,
        };
        self.caller.recorder().end(op, outcome);
        match result {
            Some(Answer::Extend(_)) => self.ack(key.0, key.1),
            _ => Ok(()),
        }
    }
}
