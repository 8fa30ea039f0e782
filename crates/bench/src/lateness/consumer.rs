//! The measuring consumer: a dedicated thread, with raised priority if permitted.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use minoots_terminal::clock;
use minoots_terminal::connect::{connect, events};
use minoots_terminal::consumer::{self, Received, Requests, Responses};
use minoots_terminal::errors::Failure;
use minoots_wire::error::Reason;
use minoots_wire::event::v1::{ConsumeResult, consume_result};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::plan::Plan;
use super::tally::Tally;
use crate::machine;

/// The delay before a rejected acknowledgement is repeated, as an overloaded server requests it.
const AGAIN_AFTER: Duration = Duration::from_millis(100);
/// The most that a server grants.
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

/// Starts the thread and waits until its streams are registered.
pub async fn start(endpoint: &str, plan: Arc<Plan>, streams: u32, grace: Duration) -> Result<Consumer, Failure> {
    let (ready_sender, ready) = oneshot::channel();
    let (tally_sender, tally) = oneshot::channel();
    let endpoint = endpoint.to_owned();
    let spawned = thread::Builder::new().name("bench-consumer".to_owned()).spawn(move || {
        machine::go_first();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let result = match runtime {
            Ok(runtime) => runtime.block_on(consume_all(&endpoint, plan, streams, grace, ready_sender)),
            Err(error) => Err(Failure::io("cannot start a runtime", &error)),
        };
        // The receiver is dropped if the run has failed elsewhere.
        let _ = tally_sender.send(result);
    });
    spawned.map_err(|error| Failure::io("cannot start a thread", &error))?;
    let consumer = Consumer { tally };
    // If the sender is dropped, the thread has failed, and the tally contains the reason.
    match ready.await {
        Ok(()) => Ok(consumer),
        Err(_) => Err(consumer.finished().await.err().unwrap_or_else(gone)),
    }
}

/// The shared state of a run's streams.
struct Run {
    plan: Arc<Plan>,
    tally: Mutex<Tally>,
    complete: Notify,
}

impl Run {
    /// A poisoned tally is still readable, because its changes are counts.
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn consume_all(
    endpoint: &str,
    plan: Arc<Plan>,
    streams: u32,
    grace: Duration,
    ready: oneshot::Sender<()>,
) -> Result<Tally, Failure> {
    let run = Arc::new(Run {
        tally: Mutex::new(Tally::new(plan.count())?),
        complete: Notify::new(),
        plan,
    });
    let mut consumers = JoinSet::new();
    for _ in 0..streams {
        let events = events(connect(endpoint).await?);
        let (requests, responses) = consumer::open(events, &run.plan.queue, CREDITS).await?;
        consumers.spawn(consume(Arc::clone(&run), requests, responses));
    }
    // If the receiver is dropped, the run has failed; it ends with the grace.
    let _ = ready.send(());
    let end_ns = run
        .plan
        .last_due_ns()
        .saturating_add(i64::try_from(grace.as_nanos()).unwrap_or(i64::MAX));
    let left_ns = u64::try_from(end_ns.saturating_sub(clock::wall_ns())).unwrap_or_default();
    tokio::select! {
        () = run.complete.notified() => {}
        () = sleep(Duration::from_nanos(left_ns)) => {}
        Some(ended) = consumers.join_next() => ended.map_err(|error| Failure::failed(error.to_string()))??,
    }
    let tally = std::mem::replace(&mut *run.tally(), Tally::new(0)?);
    Ok(tally)
}

/// The outcome of an acknowledgement.
enum Outcome {
    Settled,
    /// Repeat it.
    Again,
    /// Another delivery of the event is newer.
    Stale,
}

fn outcome(result: &ConsumeResult) -> Outcome {
    match &result.result {
        Some(consume_result::Result::Error(error)) if error.reason == Reason::StaleFence.text() => Outcome::Stale,
        Some(consume_result::Result::Error(_)) | None => Outcome::Again,
        Some(_) => Outcome::Settled,
    }
}

/// Runs until every timer of the run has arrived and was acknowledged, on any stream, or without end.
async fn consume(run: Arc<Run>, requests: Requests, mut responses: Responses) -> Result<(), Failure> {
    loop {
        match responses.next().await? {
            Received::Delivery(delivery, received_ns) => {
                let event_id = delivery.envelope.map(|envelope| envelope.id).unwrap_or_default();
                let index = run.plan.index_of(&event_id);
                if let Some((index, due_ns)) = index.and_then(|index| Some((index, run.plan.due_ns(index)?))) {
                    run.tally().arrived(index, due_ns, received_ns);
                }
                requests.ack(event_id, delivery.fence);
            }
            Received::Result(result) => match outcome(&result) {
                Outcome::Settled => {
                    let Some(index) = run.plan.index_of(&result.event_id) else {
                        continue;
                    };
                    let mut tally = run.tally();
                    tally.settled(index, clock::wall_ns());
                    if tally.is_complete() {
                        run.complete.notify_one();
                    }
                }
                Outcome::Again => {
                    run.tally().refused();
                    let requests = requests.clone();
                    tokio::spawn(async move {
                        sleep(AGAIN_AFTER).await;
                        requests.ack(result.event_id, result.fence);
                    });
                }
                // The newer delivery is acknowledged too.
                Outcome::Stale => run.tally().refused(),
            },
        }
    }
}
