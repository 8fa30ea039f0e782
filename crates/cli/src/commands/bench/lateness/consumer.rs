//! The consumer that measures: a thread that does nothing else, before others when permitted.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::plan::Plan;
use super::tally::Tally;
use crate::clock;
use crate::commands::bench::machine;
use crate::connect::{connect, events};
use crate::consumer::{self, Received, Requests, Responses};
use crate::errors::Failure;

/// The most a server grants.
const CREDITS: u32 = 10_000;

/// A running consumer.
pub struct Consumer {
    tally: oneshot::Receiver<Result<Tally, Failure>>,
}

impl Consumer {
    /// Waits until every timer has arrived and was acknowledged, or the grace is over.
    pub async fn finished(self) -> Result<Tally, Failure> {
        self.tally.await.map_err(|_| gone())?
    }
}

fn gone() -> Failure {
    Failure::failed("the consumer's thread ended without a result")
}

/// Starts the thread and waits until its stream is registered.
pub async fn start(endpoint: &str, plan: Arc<Plan>, grace: Duration) -> Result<Consumer, Failure> {
    let (ready_sender, ready) = oneshot::channel();
    let (tally_sender, tally) = oneshot::channel();
    let endpoint = endpoint.to_owned();
    let spawned = thread::Builder::new().name("bench-consumer".to_owned()).spawn(move || {
        machine::raise_priority();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let result = match runtime {
            Ok(runtime) => runtime.block_on(consume(&endpoint, &plan, grace, ready_sender)),
            Err(error) => Err(Failure::io("cannot start a runtime", &error)),
        };
        // Nobody waits for it if the run has failed elsewhere.
        let _ = tally_sender.send(result);
    });
    spawned.map_err(|error| Failure::io("cannot start a thread", &error))?;
    let consumer = Consumer { tally };
    // Without a word the thread has failed, and the tally says why.
    match ready.await {
        Ok(()) => Ok(consumer),
        Err(_) => Err(consumer.finished().await.err().unwrap_or_else(gone)),
    }
}

async fn consume(endpoint: &str, plan: &Plan, grace: Duration, ready: oneshot::Sender<()>) -> Result<Tally, Failure> {
    let events = events(connect(endpoint).await?);
    let (requests, mut responses) = consumer::open(events, &plan.queue, CREDITS).await?;
    // If nobody listens any more the run has failed; it ends with the grace.
    let _ = ready.send(());
    let mut tally = Tally::new(plan.count())?;
    let end_ns = plan
        .last_due_ns()
        .saturating_add(i64::try_from(grace.as_nanos()).unwrap_or(i64::MAX));
    while !tally.is_complete() {
        let left_ns = u64::try_from(end_ns.saturating_sub(clock::wall_ns())).unwrap_or_default();
        let next = step(plan, &requests, &mut responses, &mut tally);
        match timeout(Duration::from_nanos(left_ns), next).await {
            Ok(received) => received?,
            Err(_) => break,
        }
    }
    Ok(tally)
}

async fn step(plan: &Plan, requests: &Requests, responses: &mut Responses, tally: &mut Tally) -> Result<(), Failure> {
    match responses.next().await? {
        Received::Delivery(delivery, received_ns) => {
            let event_id = delivery.envelope.map(|envelope| envelope.id).unwrap_or_default();
            if let Some((index, due_ns)) = plan
                .index_of(&event_id)
                .and_then(|index| Some((index, plan.due_ns(index)?)))
            {
                tally.arrived(index, due_ns, received_ns);
            }
            requests.ack(event_id, delivery.fence);
        }
        Received::Result(_) => tally.answered(),
    }
    Ok(())
}
