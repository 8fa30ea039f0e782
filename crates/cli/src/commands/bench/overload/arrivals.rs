//! Creates at a steady rate, whatever becomes of those before: an open loop.
//!
//! Each create has an instant at which it is to be made, and its latency counts from there: what the load itself is late by is not hidden.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use minoots_wire::error::{Details, Reason};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tonic::Status;

use super::wire::Wire;
use crate::clock;
use crate::commands::bench::batches::Timers as _;
use crate::commands::bench::machine;
use crate::commands::bench::report::new_histogram;
use crate::commands::bench::template::Template;
use crate::errors::Failure;

/// Creates without an answer; what arrives beyond is dropped, and counted.
const IN_FLIGHT_MAX: u32 = 20_000;
/// What a node allows on one connection. More would wait in the load itself, where no node can refuse them.
const CALLS_PER_CONNECTION: u32 = 100;
/// Between looks at what has to be made.
const PAUSE: Duration = Duration::from_micros(200);
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// What became of the creates.
pub struct Offered {
    /// Creates that were to be made.
    pub offered: u64,
    /// Nanoseconds, of those accepted.
    pub accepted: Histogram<u64>,
    /// Nanoseconds, of those refused because of load.
    pub refused: Histogram<u64>,
    /// Refusals that say how long to wait.
    pub with_retry_delay: u64,
    /// Not sent, because too many had no answer.
    pub dropped: u64,
    /// Without an answer, or refused for another reason.
    pub failed: u64,
}

impl Offered {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            offered: 0,
            accepted: new_histogram()?,
            refused: new_histogram()?,
            with_retry_delay: 0,
            dropped: 0,
            failed: 0,
        })
    }

    fn answered(&mut self, answer: &Result<(), Status>, took: Duration) {
        let ns = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let Err(status) = answer else {
            return self.accepted.saturating_record(ns);
        };
        let details = Details::of(status);
        if !details.reason().is_some_and(is_of_load) {
            if self.failed == 0 {
                eprintln!("a create failed: {status}");
            }
            self.failed += 1;
            return;
        }
        self.refused.saturating_record(ns);
        self.with_retry_delay += u64::from(details.retry_delay.is_some());
    }
}

/// Whether less would not have been refused for it.
fn is_of_load(reason: Reason) -> bool {
    matches!(reason, Reason::Overloaded | Reason::Quota | Reason::TooManyCalls)
}

/// Makes creates at this rate for this long, and waits until each has its answer.
/// With a key they are of its tenant.
pub async fn offer(endpoint: &str, key: Option<&str>, per_second: f64, span: Duration) -> Result<Offered, Failure> {
    let mut clients = Vec::new();
    for _ in 0..IN_FLIGHT_MAX.div_ceil(CALLS_PER_CONNECTION) {
        clients.push(Wire::connect(endpoint, key).await?);
    }
    let room = Arc::new(Semaphore::new(IN_FLIGHT_MAX as usize));
    let run = Arc::new(Run {
        clients,
        template: Template::new(),
        room: Arc::clone(&room),
        offered: Mutex::new(Offered::new()?),
    });
    let (ended_sender, ended) = oneshot::channel();
    let (runtime, arriving) = (Handle::current(), Arc::clone(&run));
    let spawned = thread::Builder::new().name("bench-arrivals".to_owned()).spawn(move || {
        machine::raise_priority();
        arrive(&arriving, per_second, span, &runtime);
        // Nobody waits for it if the run has failed elsewhere.
        let _ = ended_sender.send(());
    });
    spawned.map_err(|error| Failure::io("cannot start a thread", &error))?;
    let gone = || Failure::failed("the thread that makes creates ended before its time");
    ended.await.map_err(|_| gone())?;
    // Each create under way holds one of these.
    let all = room.acquire_many(IN_FLIGHT_MAX).await;
    drop(all.map_err(|_| gone())?);
    let offered = std::mem::replace(&mut *run.offered(), Offered::new()?);
    Ok(offered)
}

/// What all creates share.
struct Run {
    clients: Vec<Wire>,
    template: Template,
    room: Arc<Semaphore>,
    offered: Mutex<Offered>,
}

impl Run {
    /// Poisoned counts are still counts.
    fn offered(&self) -> MutexGuard<'_, Offered> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes each create when its instant has come, or as soon after as this thread gets to it.
fn arrive(run: &Arc<Run>, per_second: f64, span: Duration, runtime: &Handle) {
    let begun = clock::monotonic();
    let until = (per_second * span.as_secs_f64()) as u32;
    let mut next = 0;
    while next < until {
        let due = ((begun.elapsed().as_secs_f64() * per_second) as u32).min(until);
        for index in next..due {
            let to_be_made = begun + Duration::from_secs_f64(f64::from(index) / per_second);
            let permit = Arc::clone(&run.room).try_acquire_owned();
            let mut offered = run.offered();
            offered.offered += 1;
            match permit {
                Ok(permit) => drop(runtime.spawn(create(Arc::clone(run), index, to_be_made, permit))),
                Err(_) => offered.dropped += 1,
            }
        }
        next = due;
        thread::sleep(PAUSE);
    }
}

async fn create(run: Arc<Run>, index: u32, to_be_made: Instant, permit: OwnedSemaphorePermit) {
    let Some(client) = run.clients.get(index as usize % run.clients.len().max(1)) else {
        return;
    };
    let request = run.template.request(index);
    let answer = match tokio::time::timeout(CALL_TIMEOUT, client.create(&request)).await {
        Ok(answer) => answer,
        Err(_) => Err(Status::deadline_exceeded("no answer")),
    };
    run.offered().answered(&answer, to_be_made.elapsed());
    drop(permit);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use minoots_wire::error;
    use tonic::Code;

    use super::*;

    #[test]
    fn only_refusals_because_of_load_count_as_refused_and_those_with_a_delay_apart() {
        let overloaded = || error::status(Code::ResourceExhausted, Reason::Overloaded, "too many");
        let mut offered = Offered::new().unwrap();
        let took = Duration::from_millis(1);
        offered.answered(&Ok(()), took);
        offered.answered(&Err(overloaded().retry_after(took).build()), took);
        offered.answered(&Err(overloaded().build()), took);
        offered.answered(&Err(Status::internal("broken")), took);
        assert_eq!((offered.accepted.len(), offered.refused.len()), (1, 2));
        assert_eq!((offered.with_retry_delay, offered.failed), (1, 1));
    }
}
