//! Touches of many watchdogs, batched into few calls.
//!
//! A process that supervises many agents touches each watchdog at its own time. A call for each touch costs the cluster
//! more than the touch itself, so touches of the same moment share a call. The delay does not matter to a process that
//! touches every few seconds.
//!
//! Invariants:
//! - Each touch gets one answer, as from [`Client::touch`].
//! - An invalid touch does not fail the others in its call.

use std::time::Duration;

use minoots_wire::timer::v1 as proto;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::{Touch, Touched};
use crate::client::Client;
use crate::error::Error;
use crate::key::Key;

/// The time for which a touch waits for others.
const GATHERED_FOR: Duration = Duration::from_millis(100);
/// The most touches in one call.
const TOUCHES_MAX: usize = 1_000;

/// Touches watchdogs, with all touches of the same 100 ms in one call; from [`Client::toucher`]. Cheap to clone: clones
/// share the calls.
#[derive(Debug, Clone)]
pub struct Toucher {
    waiting: mpsc::UnboundedSender<Waiting>,
}

/// A touch, and the reply channel to its caller.
#[derive(Debug)]
struct Waiting {
    touch: proto::WatchdogTouch,
    answer: oneshot::Sender<Result<Touched, Error>>,
}

impl Client {
    /// Creates a toucher, for callers with many watchdogs. A touch waits up to 100 ms for others; the deadline of the
    /// call starts after that.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    #[must_use]
    pub fn toucher(&self) -> Toucher {
        let (waiting, receiver) = mpsc::unbounded_channel();
        tokio::spawn(gather(self.clone(), receiver));
        Toucher { waiting }
    }
}

impl Toucher {
    /// As [`Client::touch`]. The touch is sent even if the caller stops waiting.
    ///
    /// # Errors
    /// As [`Client::touch`].
    pub async fn touch(&self, watchdog: impl Into<Key>, touch: Touch) -> Result<Touched, Error> {
        let Key { id, partition_key } = watchdog.into();
        let touch = proto::WatchdogTouch {
            id,
            partition_key,
            epoch: touch.epoch,
            sequence: touch.sequence,
        };
        let (answer, told) = oneshot::channel();
        let gone = || Error::internal("the runtime of the toucher has ended");
        self.waiting.send(Waiting { touch, answer }).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

/// Batches touches until all touchers are dropped.
async fn gather(client: Client, mut receiver: mpsc::UnboundedReceiver<Waiting>) {
    while let Some(first) = receiver.recv().await {
        sleep(GATHERED_FOR).await;
        let mut gathered = vec![first];
        while let Ok(waiting) = receiver.try_recv() {
            if gathered.len() == TOUCHES_MAX {
                tokio::spawn(send(client.clone(), std::mem::take(&mut gathered)));
            }
            gathered.push(waiting);
        }
        // Later touches do not wait for the answer.
        tokio::spawn(send(client.clone(), gathered));
    }
}

async fn send(client: Client, waiting: Vec<Waiting>) {
    let touches: Vec<_> = waiting.iter().map(|waiting| waiting.touch.clone()).collect();
    match client.touch_all(touches).await {
        // The error names one touch and tells nothing about the others.
        Err(Error::Invalid { .. }) if waiting.len() > 1 => {
            for waiting in waiting {
                tokio::spawn(send_alone(client.clone(), waiting));
            }
        }
        Err(error) => {
            for waiting in waiting {
                // The caller may have dropped the receiver.
                let _ = waiting.answer.send(Err(error.clone()));
            }
        }
        Ok(results) => {
            for (waiting, result) in waiting.into_iter().zip(results) {
                let _ = waiting.answer.send(super::read(result));
            }
        }
    }
}

async fn send_alone(client: Client, waiting: Waiting) {
    let answer = client.touch_all(vec![waiting.touch]).await;
    let first = answer.map(|results| results.into_iter().next());
    let read = first.and_then(|result| super::read(result.unwrap_or_default()));
    let _ = waiting.answer.send(read);
}

impl Client {
    /// The outcomes of the touches, in order.
    async fn touch_all(&self, touches: Vec<proto::WatchdogTouch>) -> Result<Vec<proto::TouchResult>, Error> {
        let count = touches.len();
        let request = proto::TouchRequest {
            touches,
            ..proto::TouchRequest::default()
        };
        let results = self.unary(request).await?.results;
        match results.len() == count {
            true => Ok(results),
            false => Err(Error::internal("an answer of another number of touches")),
        }
    }
}
