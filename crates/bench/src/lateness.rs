//! `minoots-bench lateness`: measures the lateness of timers at a consumer.
//!
//! Lateness is the difference between arrival, by the consumer's wall clock, and the requested due instant. It does not
//! use the node's own figures.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use hdrhistogram::Histogram;
use minoots_terminal::clock;
use minoots_terminal::errors::Failure;

use super::LoadArguments;
use super::program::Program;
use super::report::Report;
use super::samples::Percentiles;
use super::target;

pub(super) mod batches;
pub(super) mod consumer;
pub(super) mod plan;
pub(super) mod tally;

use plan::Plan;
use tally::Tally;

/// A timer not delivered this long after the last due instant counts as missed.
const GRACE: Duration = Duration::from_secs(10);

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
    /// Timers due per second, at random instants
    #[arg(long, value_name = "R", default_value_t = 1000.0, value_parser = positive)]
    rate: f64,
}

pub(super) fn positive(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    let sensible = rate.is_finite() && rate >= 0.001;
    if sensible {
        Ok(rate)
    } else {
        Err("a rate is at least 0.001 a second".to_owned())
    }
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let Arguments { load, rate } = arguments;
    let measured = target::measured(program, &load.target, load.concurrency, async |_, endpoint| {
        let plan = Arc::new(Plan::new(clock::wall_ns(), load.count, rate));
        let delivered = deliver(endpoint, &plan, 1, load.concurrency, GRACE).await?;
        Ok((delivered, plan.first_due_ns()))
    });
    let measured = measured.await?;
    let (delivered, first_due_ns) = measured.outcome;
    Ok(Report {
        bench: "lateness",
        nodes: load.target.nodes,
        count: load.count,
        concurrency: load.concurrency,
        rate: Some(rate),
        ops_per_second: delivered.tally.per_second(first_due_ns).round(),
        latency_us: Percentiles::of(&delivered.create_latency),
        arrivals: Some(delivered.tally.arrivals()),
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

/// The result of a plan.
pub(super) struct Delivered {
    pub tally: Tally,
    /// Latency of each batch of creates, in nanoseconds.
    pub create_latency: Histogram<u64>,
}

/// Creates the timers of a plan before they are due. Then waits until the consumers have received and acknowledged them
/// all, or `grace` is over.
pub(super) async fn deliver(
    endpoint: &str,
    plan: &Arc<Plan>,
    consumers: u32,
    callers: u32,
    grace: Duration,
) -> Result<Delivered, Failure> {
    let consumer = consumer::start(endpoint, Arc::clone(plan), consumers, grace).await?;
    let create_latency = batches::create(endpoint, plan, callers).await?;
    Ok(Delivered {
        tally: consumer.finished().await?,
        create_latency,
    })
}
