//! Calls on a cluster that loses nodes: repeated with the same ids, on one node after the other.

use std::error::Error;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::connect::Channel;
use minoots_terminal::connect::{events, lazy};
use minoots_terminal::errors::Failure;
use minoots_wire::error::{Details, Reason};
use minoots_wire::event::v1::AckRequest;
use tokio::time::{sleep, timeout};
use tonic::{Code, Response, Status};

/// A node that has not answered by then may be stopped: the next one is asked.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
/// A call without an answer by then fails.
const PATIENCE: Duration = Duration::from_secs(60);
const RETRY_DELAY: Duration = Duration::from_millis(20);

/// Connections to every node, made on demand and remade when lost.
pub struct Calls {
    channels: Vec<Channel>,
    /// Spreads calls over the nodes.
    turn: AtomicUsize,
}

impl Calls {
    /// Connections to the nodes at these URLs.
    pub fn new<'a>(endpoints: impl Iterator<Item = &'a String>) -> Result<Self, Failure> {
        Ok(Self {
            channels: endpoints.map(|url| lazy(url)).collect::<Result<_, _>>()?,
            turn: AtomicUsize::new(0),
        })
    }

    /// Repeats a call until it gets an answer; `None` if there is none in time. `call` must be safe to repeat.
    pub async fn call<T, F>(&self, mut call: impl FnMut(Channel) -> F) -> Result<Option<T>, Failure>
    where
        F: Future<Output = Result<Response<T>, Status>>,
    {
        let begun = clock::monotonic();
        let first = self.turn.fetch_add(1, Ordering::Relaxed) % self.channels.len().max(1);
        for channel in self.channels.iter().cycle().skip(first) {
            match timeout(ATTEMPT_TIMEOUT, call(channel.clone())).await {
                Ok(Ok(response)) => return Ok(Some(response.into_inner())),
                Ok(Err(status)) if !is_passing(&status) => return Err(status.into()),
                Ok(Err(_)) | Err(_) => {}
            }
            if begun.elapsed() > PATIENCE {
                break;
            }
            sleep(RETRY_DELAY).await;
        }
        Ok(None)
    }

    /// Acknowledges a delivery.
    pub async fn ack(&self, event_id: &str, fence: &str) -> Result<Option<()>, Failure> {
        let request = AckRequest {
            event_id: event_id.to_owned(),
            fence: fence.to_owned(),
            partition_key: String::new(),
        };
        let answer = self.call(|channel| {
            let (mut events, request) = (events(channel), request.clone());
            async move { events.ack(request).await }
        });
        Ok(answer.await?.map(|_| ()))
    }
}

/// Whether the node or the connection is at fault, so that another or a later call may succeed.
fn is_passing(status: &Status) -> bool {
    let passing = matches!(
        status.code(),
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::ResourceExhausted
    );
    passing || status.source().is_some() || Details::of(status).reason() == Some(Reason::OutcomeUnknown)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::cell::Cell;

    use super::*;
    use minoots_terminal::errors::Exit;

    fn calls() -> Calls {
        Calls::new(["http://127.0.0.1:1".to_owned(), "http://127.0.0.1:2".to_owned()].iter()).unwrap()
    }

    #[tokio::test]
    async fn a_call_is_repeated_until_a_node_answers() {
        let count = Cell::new(0);
        let calls = calls();
        let answer = calls.call(|_| {
            count.set(count.get() + 1);
            std::future::ready(match count.get() {
                1 => Err(Status::unavailable("no leader")),
                2 => Err(Status::cancelled("the connection is gone")),
                _ => Ok(Response::new(7)),
            })
        });
        assert_eq!(answer.await.unwrap(), Some(7));
        assert_eq!(count.get(), 3);
    }

    #[tokio::test]
    async fn a_refusal_is_final() {
        let calls = calls();
        let answer = calls.call(|_| std::future::ready(Err::<Response<()>, _>(Status::invalid_argument("no"))));
        assert_eq!(answer.await.unwrap_err().exit, Exit::Usage);
    }
}
