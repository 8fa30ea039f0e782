//! `minoots bench schedule`: unary durable creates.

use clap::Args;

use super::LoadArguments;
use super::creates;
use super::floor::{self, Floor};
use super::machine::CpuMeter;
use super::report::{Percentiles, Report};
use super::target::Target;
use crate::errors::Failure;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
}

/// Measures and reports.
pub async fn run(arguments: Arguments) -> Result<Report, Failure> {
    let load = arguments.load;
    let target = Target::find_or_start(&load).await?;
    let measured = measure(&target, &load).await;
    target.stop().await?;
    measured
}

async fn measure(target: &Target, load: &LoadArguments) -> Result<Report, Failure> {
    let before = floor::measure(target.data_parent(), load.concurrency).await?;
    let endpoint = target.endpoint().await?;
    let meter = CpuMeter::start();
    let outcome = creates::run(&endpoint, load.count, load.concurrency).await?;
    let (driver_cpu_percent, usage) = (meter.percent(), target.usage().unwrap_or_default());
    let after = floor::measure(target.data_parent(), load.concurrency).await?;
    Ok(Report {
        bench: "schedule",
        nodes: load.nodes,
        count: load.count,
        concurrency: load.concurrency,
        rate: None,
        ops_per_second: outcome.ops_per_second().round(),
        latency_us: Percentiles::of(&outcome.latency),
        arrivals: None,
        usage,
        driver_cpu_percent,
        floor: Floor::new(&before, &after)?,
    })
}
