//! Acks, nacks and extensions in flight, matched to their answers.

use std::collections::{BTreeMap, VecDeque};
use std::time::SystemTime;

use minoots_wire::event::v1::ConsumeResult;
use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_result::Result as Outcome;
use tokio::sync::oneshot;

use crate::backoff::Backoff;
use crate::error::Error;
use crate::events::{AckOutcome, Nacked};
use crate::fault::Fault;
use crate::time;

/// The outcome of a request.
#[derive(Debug)]
pub(super) enum SettleOutcome {
    Ack(AckOutcome),
    Nack(Nacked),
    Extend(Option<SystemTime>),
}

/// An ack, nack or extension without an answer yet.
#[derive(Debug)]
pub(super) struct Answering {
    pub request: Request,
    reply: oneshot::Sender<Result<SettleOutcome, Error>>,
    pub backoff: Backoff,
    /// An earlier attempt may have succeeded although its answer was lost.
    pub in_doubt: bool,
}

impl Answering {
    pub fn new(request: Request, reply: oneshot::Sender<Result<SettleOutcome, Error>>) -> Self {
        Self {
            request,
            reply,
            backoff: Backoff::default(),
            in_doubt: false,
        }
    }

    pub fn settle(self, result: Result<SettleOutcome, Error>) {
        let doubtful = |error: Error| {
            if self.in_doubt {
                error.in_doubt_of_delivery()
            } else {
                error
            }
        };
        // The caller may have dropped the receiver.
        let _ = self.reply.send(result.map_err(doubtful));
    }

    fn is_answered_by(&self, outcome: &Outcome) -> bool {
        matches!(
            (&self.request, outcome),
            (_, Outcome::Error(_))
                | (Request::Ack(_), Outcome::Ack(_))
                | (Request::Nack(_), Outcome::Nack(_))
                | (Request::Extend(_), Outcome::Extend(_))
        )
    }
}

/// Event id and fence.
type Key = (String, String);

/// All requests that were sent and not answered.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    by_delivery: BTreeMap<Key, VecDeque<Answering>>,
}

impl Waiting {
    pub fn add(&mut self, answering: Answering) {
        let key = key(&answering.request);
        self.by_delivery.entry(key).or_default().push_back(answering);
    }

    /// Removes the request that this result answers, and returns both. `None` if no request matches.
    pub fn take(&mut self, result: ConsumeResult) -> Option<(Answering, Result<SettleOutcome, Fault>)> {
        let outcome = result.result?;
        let key = (result.event_id, result.fence);
        let waiting = self.by_delivery.get_mut(&key)?;
        let at = waiting
            .iter()
            .position(|answering| answering.is_answered_by(&outcome))?;
        let answering = waiting.remove(at)?;
        if waiting.is_empty() {
            self.by_delivery.remove(&key);
        }
        match read(outcome) {
            Ok(answer) => Some((answering, answer)),
            Err(error) => {
                answering.settle(Err(error));
                None
            }
        }
    }

    /// Handles a broken stream: returns requests in doubt, to be sent again, and drops those without a waiting caller.
    pub fn again(&mut self) -> Vec<Answering> {
        let all = std::mem::take(&mut self.by_delivery).into_values().flatten();
        all.filter(|answering| !answering.reply.is_closed())
            .map(|answering| Answering {
                in_doubt: true,
                ..answering
            })
            .collect()
    }
}

fn read(outcome: Outcome) -> Result<Result<SettleOutcome, Fault>, Error> {
    Ok(match outcome {
        Outcome::Ack(answer) => Ok(SettleOutcome::Ack(AckOutcome::read(&answer)?)),
        Outcome::Nack(answer) => Ok(SettleOutcome::Nack(Nacked::from(&answer))),
        Outcome::Extend(answer) => Ok(SettleOutcome::Extend(
            answer.ack_deadline_time.as_ref().and_then(time::instant),
        )),
        Outcome::Error(error) => Err(Fault::of_consume(error)),
    })
}

fn key(request: &Request) -> Key {
    let (event_id, fence) = match request {
        Request::Ack(ack) => (&ack.event_id, &ack.fence),
        Request::Nack(nack) => (&nack.event_id, &nack.fence),
        Request::Extend(extend) => (&extend.event_id, &extend.fence),
        Request::Open(_) | Request::Credits(_) => return Key::default(),
    };
    (event_id.clone(), fence.clone())
}
