//! `minoots bench lateness`: how late timers fire, measured at a consumer.
//!
//! The measure is against the due instants asked for, by the consumer's wall clock; the node's own figures do not
//! enter it.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::LoadArguments;
use super::floor::{self, Floor};
use super::machine::CpuMeter;
use super::report::{Percentiles, Report};
use super::target::Target;
use crate::clock;
use crate::errors::Failure;

pub(super) mod batches;
pub(super) mod consumer;
pub(super) mod plan;
mod tally;

use plan::Plan;

/// After the last due instant, how long a timer may still arrive before it counts as missed.
const GRACE: Duration = Duration::from_secs(10);

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
    /// Timers due a second, at random instants
    #[arg(long, value_name = "R", default_value_t = 1000.0, value_parser = positive)]
    rate: f64,
}

fn positive(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    let sensible = rate.is_finite() && rate >= 0.001;
    if sensible {
        Ok(rate)
    } else {
        Err("a rate is at least 0.001 a second".to_owned())
    }
}

/// Measures and reports.
pub async fn run(arguments: Arguments) -> Result<Report, Failure> {
    let target = Target::find_or_start(&arguments.load).await?;
    let measured = measure(&target, &arguments).await;
    target.stop().await?;
    measured
}

async fn measure(target: &Target, arguments: &Arguments) -> Result<Report, Failure> {
    let load = &arguments.load;
    let before = floor::measure(target.data_parent(), load.concurrency).await?;
    let endpoint = target.endpoint().await?;
    let meter = CpuMeter::start();
    let plan = Arc::new(Plan::new(clock::wall_ns(), load.count, arguments.rate));
    let consumer = consumer::start(&endpoint, Arc::clone(&plan), 1, GRACE).await?;
    let latency = batches::create(&endpoint, &plan, load.concurrency).await?;
    let tally = consumer.finished().await?;
    let (driver_cpu_percent, usage) = (meter.percent(), target.usage().unwrap_or_default());
    let after = floor::measure(target.data_parent(), load.concurrency).await?;
    Ok(Report {
        bench: "lateness",
        nodes: load.nodes,
        count: load.count,
        concurrency: load.concurrency,
        rate: Some(arguments.rate),
        ops_per_second: tally.per_second(plan.first_due_ns()).round(),
        latency_us: Percentiles::of(&latency),
        arrivals: Some(tally.arrivals()),
        usage,
        driver_cpu_percent,
        floor: Floor::new(&before, &after)?,
    })
}
