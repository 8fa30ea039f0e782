//! Creates the timers of a plan before the first of them is due.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hdrhistogram::Histogram;
use minoots_wire::time::instant;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{BatchCreateTimersRequest, CreateTimerRequest, Target};
use tokio::task::JoinSet;
use tonic::transport::Channel;

use super::plan::Plan;
use crate::clock;
use crate::commands::bench::report::new_histogram;
use crate::connect::{connect, retried, timers};
use crate::errors::Failure;

/// Timers a batch: many, but few enough that one entry stays small.
const BATCH: usize = 250;
const CALL_TIMEOUT: Duration = Duration::from_secs(60);

/// Creates every timer; answers how long each batch took, in nanoseconds.
pub async fn create(endpoint: &str, plan: &Arc<Plan>, concurrency: u32) -> Result<Histogram<u64>, Failure> {
    let channel = connect(endpoint).await?;
    let next = Arc::new(AtomicUsize::new(0));
    let mut callers = JoinSet::new();
    for _ in 0..plan.count().div_ceil(BATCH).min(concurrency as usize) {
        callers.spawn(create_repeatedly(channel.clone(), Arc::clone(plan), Arc::clone(&next)));
    }
    let mut latency = new_histogram()?;
    while let Some(caller) = callers.join_next().await {
        let own = caller.map_err(|error| Failure::failed(format!("a caller ended: {error}")))??;
        latency.add(own).map_err(|error| Failure::failed(error.to_string()))?;
    }
    if clock::wall_ns() >= plan.first_due_ns() {
        let message = "creating the timers took until after the first of them was due: lateness would include it";
        return Err(Failure::failed(message).hint("measure fewer timers with --count, on an idle machine"));
    }
    Ok(latency)
}

async fn create_repeatedly(
    channel: Channel,
    plan: Arc<Plan>,
    next: Arc<AtomicUsize>,
) -> Result<Histogram<u64>, Failure> {
    let mut latency = new_histogram()?;
    loop {
        let first = next.fetch_add(BATCH, Ordering::Relaxed);
        let requests: Vec<_> = (first..plan.count().min(first + BATCH))
            .map(|index| request(&plan, index))
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

fn request(plan: &Plan, index: usize) -> CreateTimerRequest {
    CreateTimerRequest {
        id: plan.id(index),
        name: "bench".to_owned(),
        fire_time: plan.due_ns(index).map(instant::to_proto),
        target: Some(Target {
            target: Some(TargetKind::Queue(plan.queue.clone())),
        }),
        ..CreateTimerRequest::default()
    }
}
