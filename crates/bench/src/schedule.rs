//! `minoots-bench schedule`: unary durable creates.

use clap::Args;
use minoots_terminal::errors::Failure;

use super::LoadArguments;
use super::creates;
use super::program::Program;
use super::report::Report;
use super::samples::Percentiles;
use super::target;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let load = arguments.load;
    let measured = target::measured(program, &load.target, load.concurrency, async |_, endpoint| {
        creates::run(endpoint, load.count, load.concurrency).await
    });
    let measured = measured.await?;
    Ok(Report {
        bench: "schedule",
        nodes: load.target.nodes,
        count: load.count,
        concurrency: load.concurrency,
        rate: None,
        ops_per_second: measured.outcome.ops_per_second().round(),
        latency_us: Percentiles::of(&measured.outcome.latency),
        arrivals: None,
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}
