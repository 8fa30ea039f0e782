//! The load of unary creates, on a node or on the echo for comparison.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hdrhistogram::Histogram;
use minoots_terminal::clock;
use minoots_terminal::connect::Channel;
use minoots_terminal::connect::{connect, retried, timers};
use minoots_terminal::errors::Failure;
use minoots_wire::timer::v1::timer_service_client::TimerServiceClient;
use tokio::task::JoinSet;

use super::samples::{joined, new_histogram};
use super::template::{Template, Timers as _};

/// Connections shared by the callers: enough that none of them is the bottleneck.
const CONNECTIONS: u32 = 4;
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// The result of a load.
pub struct Outcome {
    /// From the first call to the last answer.
    pub elapsed: Duration,
    /// The latency of each call, in nanoseconds.
    pub latency: Histogram<u64>,
    /// The operations that succeeded.
    pub operations: u64,
}

impl Outcome {
    /// Operations per second.
    pub fn ops_per_second(&self) -> f64 {
        self.operations as f64 / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }
}

/// Creates `count` timers one by one with `concurrency` callers on four connections.
pub async fn run(endpoint: &str, count: u32, concurrency: u32) -> Result<Outcome, Failure> {
    run_over(endpoint, CONNECTIONS, count, concurrency).await
}

/// Creates `count` timers one by one with `concurrency` callers on this many connections, at most one for each caller.
pub async fn run_over(endpoint: &str, connections: u32, count: u32, concurrency: u32) -> Result<Outcome, Failure> {
    let mut clients = Vec::new();
    for _ in 0..connections.min(concurrency) {
        clients.push(timers(connect(endpoint).await?));
    }
    let template = Arc::new(Template::new());
    let taken = Arc::new(AtomicU32::new(0));
    let started = clock::monotonic();
    let mut callers = JoinSet::new();
    for client in clients.iter().cycle().take(concurrency as usize) {
        callers.spawn(call_repeatedly(
            client.clone(),
            Arc::clone(&template),
            Arc::clone(&taken),
            count,
        ));
    }
    let latency = joined(callers).await?;
    Ok(Outcome {
        elapsed: started.elapsed(),
        latency,
        operations: u64::from(count),
    })
}

async fn call_repeatedly(
    client: TimerServiceClient<Channel>,
    template: Arc<Template>,
    taken: Arc<AtomicU32>,
    count: u32,
) -> Result<Histogram<u64>, Failure> {
    let mut latency = new_histogram()?;
    loop {
        let index = taken.fetch_add(1, Ordering::Relaxed);
        if index >= count {
            return Ok(latency);
        }
        let request = template.request(index);
        let started = clock::monotonic();
        let mut call = || {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.create_timer(request).await }
        };
        retried(&mut call, CALL_TIMEOUT).await?;
        latency.saturating_record(u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX));
    }
}
