//! Touches of many watchdogs, gathered into few calls.
//!
//! A process that looks after many agents touches the watchdog of each at an instant of its own. A call for each costs the fabric more than
//! what it does for it; those of the same moment go together. Nobody who touches every few seconds misses the moment.
//!
//! Invariants:
//! - Each touch is answered once, as [`Client::touch`] would.
//! - One that breaks a rule does not fail those beside it.

use std::time::Duration;

use minoots_wire::timer::v1 as proto;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::{Touch, Touched};
use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;
use crate::key::Key;

/// How long a touch waits for others.
const GATHERED_FOR: Duration = Duration::from_millis(100);
/// What a server takes in one call.
const TOUCHES_MAX: usize = 1_000;

/// Touches watchdogs, those of the same 100 ms in one call; from [`Client::toucher`]. Cheap to clone: clones share the calls.
#[derive(Debug, Clone)]
pub struct Toucher {
    waiting: mpsc::UnboundedSender<Waiting>,
}

/// A touch, and who waits for what it comes to.
#[derive(Debug)]
struct Waiting {
    touch: proto::WatchdogTouch,
    answer: oneshot::Sender<Result<Touched, Error>>,
}

impl Client {
    /// For who touches many watchdogs. A touch waits for up to 100 ms for others; the deadline of a call begins behind that.
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
    /// As [`Client::touch`]. It is sent also if nobody waits for the answer any more.
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

/// Until all touchers are gone.
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
        // The next ones do not wait for the answer.
        tokio::spawn(send(client.clone(), gathered));
    }
}

async fn send(client: Client, waiting: Vec<Waiting>) {
    let touches: Vec<_> = waiting.iter().map(|waiting| waiting.touch.clone()).collect();
    match client.touch_all(touches).await {
        // It names one of them, and says nothing of the others.
        Err(Error::Invalid { .. }) if waiting.len() > 1 => {
            for waiting in waiting {
                tokio::spawn(send_alone(client.clone(), waiting));
            }
        }
        Err(error) => {
            for waiting in waiting {
                // Whoever does not wait any more does not want to know.
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
    /// What each came to, in their order.
    async fn touch_all(&self, touches: Vec<proto::WatchdogTouch>) -> Result<Vec<proto::TouchResult>, Error> {
        let count = touches.len();
        let request = proto::TouchRequest {
            touches,
            ..proto::TouchRequest::default()
        };
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.timers().touch(request).await }
        });
        let results = answer.await?.results;
        match results.len() == count {
            true => Ok(results),
            false => Err(Error::internal("an answer of another number of touches")),
        }
    }
}
