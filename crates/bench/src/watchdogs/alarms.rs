//! The consumer that receives the alarms of silent agents.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;
use minoots_terminal::connect::{connect, events};
use minoots_terminal::consumer::{self, Received, Requests, Responses};
use minoots_terminal::errors::Failure;
use tokio::task::JoinHandle;

use super::agents::Plan;
use crate::samples::new_histogram;

/// A later alarm counts as missed.
pub const GRACE: Duration = Duration::from_secs(10);
/// The most that a server grants.
const CREDITS: u32 = 10_000;

/// The alarms received.
pub struct Noticed {
    /// Arrival minus the fire time in the last answer, in nanoseconds, for each silent agent.
    pub late: Histogram<u64>,
    /// Alarms of agents that were not silent, or that came too early.
    pub false_alarms: u64,
}

/// A running consumer.
pub struct Alarms {
    noticed: Arc<Mutex<Noticed>>,
    consumer: JoinHandle<Failure>,
}

/// Opens the queue and starts counting.
pub async fn listen(endpoint: &str, plan: Arc<Plan>) -> Result<Alarms, Failure> {
    let noticed = Arc::new(Mutex::new(Noticed {
        late: new_histogram()?,
        false_alarms: 0,
    }));
    let events = events(connect(endpoint).await?);
    let (requests, responses) = consumer::open(events, &plan.queue, CREDITS).await?;
    let consumer = tokio::spawn(hear(plan, Arc::clone(&noticed), requests, responses));
    Ok(Alarms { noticed, consumer })
}

async fn hear(plan: Arc<Plan>, noticed: Arc<Mutex<Noticed>>, requests: Requests, mut responses: Responses) -> Failure {
    loop {
        let (delivery, arrived_ns) = match responses.next().await {
            Ok(Received::Delivery(delivery, arrived_ns)) => (delivery, arrived_ns),
            Ok(Received::Result(_)) => continue,
            Err(failure) => return failure,
        };
        let envelope = delivery.envelope.unwrap_or_default();
        if let Some((agent, fires_ns)) = plan.agent_of(&envelope.id) {
            let late = u64::try_from(arrived_ns.saturating_sub(fires_ns)).ok();
            let mut noticed = noticed.lock().unwrap_or_else(PoisonError::into_inner);
            match late.filter(|_| plan.is_silent(agent)) {
                Some(late) => noticed.late.saturating_record(late),
                None => noticed.false_alarms += 1,
            }
        }
        requests.ack(envelope.id, delivery.fence);
    }
}

impl Alarms {
    /// The alarms received until now.
    ///
    /// # Errors
    /// The consumer's stream has ended.
    pub fn finish(self) -> Result<Noticed, Failure> {
        if self.consumer.is_finished() {
            return Err(consumer::stream_ended());
        }
        self.consumer.abort();
        let mut noticed = self.noticed.lock().unwrap_or_else(PoisonError::into_inner);
        let empty = Noticed {
            late: new_histogram()?,
            false_alarms: 0,
        };
        Ok(std::mem::replace(&mut *noticed, empty))
    }
}
