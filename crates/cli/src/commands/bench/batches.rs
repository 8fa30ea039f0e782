//! The load of batched creates.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hdrhistogram::Histogram;
use minoots_wire::timer::v1::BatchCreateTimersRequest;
use tokio::task::JoinSet;
use tonic::transport::Channel;

use super::creates::Outcome;
use super::report::new_histogram;
use super::template::Template;
use crate::clock;
use crate::connect::{connect, retried, timers};
use crate::errors::Failure;

/// Connections the calls share.
const CONNECTIONS: u32 = 2;
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// Creates timers `from` up to `until`, `size` to a call, with `calls` out at once. The histogram is of calls.
pub async fn run(
    endpoint: &str,
    template: &Arc<Template>,
    (from, until): (u32, u32),
    size: u32,
    calls: u32,
) -> Result<Outcome, Failure> {
    let mut channels = Vec::new();
    for _ in 0..CONNECTIONS.min(calls) {
        channels.push(connect(endpoint).await?);
    }
    let next = Arc::new(AtomicU32::new(from));
    let started = clock::monotonic();
    let mut callers = JoinSet::new();
    for channel in channels.iter().cycle().take(calls as usize) {
        callers.spawn(call_repeatedly(
            channel.clone(),
            Arc::clone(template),
            Arc::clone(&next),
            until,
            size,
        ));
    }
    let mut latency = new_histogram()?;
    while let Some(caller) = callers.join_next().await {
        let own = caller.map_err(|error| Failure::failed(format!("a caller ended: {error}")))??;
        latency.add(own).map_err(|error| Failure::failed(error.to_string()))?;
    }
    Ok(Outcome {
        elapsed: started.elapsed(),
        latency,
        operations: u64::from(until.saturating_sub(from)),
    })
}

async fn call_repeatedly(
    channel: Channel,
    template: Arc<Template>,
    next: Arc<AtomicU32>,
    until: u32,
    size: u32,
) -> Result<Histogram<u64>, Failure> {
    let mut latency = new_histogram()?;
    loop {
        let first = next.fetch_add(size, Ordering::Relaxed);
        let requests: Vec<_> = (first..until.min(first.saturating_add(size)))
            .map(|index| template.request(index))
            .collect();
        if requests.is_empty() {
            return Ok(latency);
        }
        let batch = BatchCreateTimersRequest { requests };
        let started = clock::monotonic();
        let mut call = || {
            let (mut client, batch) = (timers(channel.clone()), batch.clone());
            async move { client.batch_create_timers(batch).await }
        };
        retried(&mut call, CALL_TIMEOUT).await?;
        latency.saturating_record(u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX));
    }
}
