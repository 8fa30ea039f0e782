//! Creates the timers of a plan before the first of them is due.

use std::sync::Arc;

use hdrhistogram::Histogram;
use minoots_terminal::clock;
use minoots_terminal::errors::Failure;
use minoots_wire::time::instant;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{CreateTimerRequest, Target};

use super::plan::Plan;
use crate::batches::Batches;
use crate::template::Timers;

/// Timers per batch: many, but few enough that one entry stays small.
const BATCH: u32 = 250;

/// Creates every timer; returns the latency of each batch, in nanoseconds.
pub async fn create(endpoint: &str, plan: &Arc<Plan>, concurrency: u32) -> Result<Histogram<u64>, Failure> {
    let count = u32::try_from(plan.count()).unwrap_or(u32::MAX);
    let batches = Batches {
        size: BATCH,
        calls: count.div_ceil(BATCH).min(concurrency),
        connections: 1,
    };
    let outcome = batches.create(endpoint, plan, 0..count).await?;
    if clock::wall_ns() >= plan.first_due_ns() {
        let message = "creating the timers took until after the first of them was due: lateness would include it";
        return Err(Failure::failed(message).hint("measure fewer timers with --count, on an idle machine"));
    }
    Ok(outcome.latency)
}

impl Timers for Plan {
    fn request(&self, index: u32) -> CreateTimerRequest {
        let index = index as usize;
        CreateTimerRequest {
            id: self.id(index),
            name: "bench".to_owned(),
            fire_time: self.due_ns(index).map(instant::to_proto),
            target: Some(Target {
                target: Some(TargetKind::Queue(self.queue.clone())),
            }),
            ..CreateTimerRequest::default()
        }
    }
}
