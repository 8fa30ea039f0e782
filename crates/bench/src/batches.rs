//! The load of batched creates.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hdrhistogram::Histogram;
use minoots_terminal::clock;
use minoots_terminal::connect::Channel;
use minoots_terminal::connect::{connect, retried, timers};
use minoots_terminal::errors::Failure;
use minoots_wire::timer::v1::BatchCreateTimersRequest;
use tokio::task::JoinSet;

use super::creates::Outcome;
use super::samples::{joined, new_histogram};
use super::template::Timers;

const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// The distribution of timers over calls.
#[derive(Clone, Copy)]
pub struct Batches {
    /// Timers per call.
    pub size: u32,
    /// Concurrent calls.
    pub calls: u32,
    /// Connections shared by the calls.
    pub connections: u32,
}

impl Batches {
    /// Batches of this size. Several calls run concurrently, so that one is decoded while others wait for the disk.
    pub fn of(size: u32) -> Self {
        Self {
            size,
            calls: 4,
            connections: 2,
        }
    }

    /// Creates the timers with these numbers. The histogram contains call latencies.
    pub async fn create(
        self,
        endpoint: &str,
        source: &Arc<impl Timers>,
        numbers: Range<u32>,
    ) -> Result<Outcome, Failure> {
        let mut channels = Vec::new();
        for _ in 0..self.connections.min(self.calls) {
            channels.push(connect(endpoint).await?);
        }
        let operations = u64::from(numbers.end.saturating_sub(numbers.start));
        let next = Arc::new(AtomicU32::new(numbers.start));
        let started = clock::monotonic();
        let mut callers = JoinSet::new();
        for channel in channels.iter().cycle().take(self.calls as usize) {
            callers.spawn(call_repeatedly(
                channel.clone(),
                Arc::clone(source),
                Arc::clone(&next),
                numbers.end,
                self.size,
            ));
        }
        let latency = joined(callers).await?;
        Ok(Outcome {
            elapsed: started.elapsed(),
            latency,
            operations,
        })
    }
}

async fn call_repeatedly(
    channel: Channel,
    source: Arc<impl Timers>,
    next: Arc<AtomicU32>,
    until: u32,
    size: u32,
) -> Result<Histogram<u64>, Failure> {
    let mut latency = new_histogram()?;
    loop {
        let first = next.fetch_add(size, Ordering::Relaxed);
        let requests: Vec<_> = (first..until.min(first.saturating_add(size)))
            .map(|index| source.request(index))
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
