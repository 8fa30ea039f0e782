//! One consumer for each node, which reconnects after its node returns.

use std::sync::Arc;
use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::connect::{connect, events};
use minoots_terminal::consumer::{self, Received, Requests, Responses};
use minoots_terminal::errors::Failure;
use minoots_wire::event::v1::consume_result::Result as AckResult;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::ledger::Ledger;

/// The most that a server grants.
const CREDITS: u32 = 10_000;
/// A stream that is not open by then is retried.
const OPEN_TIMEOUT: Duration = Duration::from_secs(2);
const LASTING: Duration = Duration::from_secs(1);
const RETRY_DELAY: Duration = Duration::from_millis(10);

/// Running consumers; they end when this is dropped.
pub struct Consumers {
    _tasks: JoinSet<()>,
}

impl Consumers {
    /// Starts one at each of these URLs.
    pub fn start<'a>(endpoints: impl Iterator<Item = &'a String>, ledger: &Arc<Ledger>) -> Self {
        let mut tasks = JoinSet::new();
        for endpoint in endpoints {
            tasks.spawn(consume_for_ever(endpoint.clone(), Arc::clone(ledger)));
        }
        Self { _tasks: tasks }
    }
}

async fn consume_for_ever(endpoint: String, ledger: Arc<Ledger>) {
    loop {
        let begun = clock::monotonic();
        if let Ok(Ok((requests, mut responses))) = timeout(OPEN_TIMEOUT, open(&endpoint, &ledger.queue)).await {
            while let Ok(received) = responses.next().await {
                note(received, &requests, &ledger);
            }
        }
        // A stream that has lasted is reopened at once.
        if begun.elapsed() < LASTING {
            sleep(RETRY_DELAY).await;
        }
    }
}

async fn open(endpoint: &str, queue: &str) -> Result<(Requests, Responses), Failure> {
    consumer::open(events(connect(endpoint).await?), queue, CREDITS).await
}

fn note(received: Received, requests: &Requests, ledger: &Ledger) {
    match received {
        Received::Delivery(delivery, received_ns) => {
            let event_id = delivery.envelope.map(|envelope| envelope.id).unwrap_or_default();
            ledger.delivered(&event_id, &delivery.fence, received_ns);
            requests.ack(event_id, delivery.fence);
        }
        // A rejected acknowledgement has a newer delivery, or is repeated at the end.
        Received::Result(result) if matches!(result.result, Some(AckResult::Ack(_))) => {
            ledger.settled(&result.event_id)
        }
        Received::Result(_) => {}
    }
}
