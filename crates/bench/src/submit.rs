//! `minoots-bench submit`: durable creates over streams, compared with an echo of the same streams.

use clap::Args;
use minoots_terminal::errors::Failure;
use serde::Serialize;

use super::LoadArguments;
use super::echo::EchoProcess;
use super::floor::Floor;
use super::program::Program;
use super::report::{Fields, Usage};
use super::samples::{Percentiles, pair};
use super::submits;
use super::target;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
    /// Number of streams, each on a connection of its own
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    streams: u32,
    /// Limit of unanswered writes per stream
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    window: u32,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    nodes: u32,
    count: u32,
    streams: u32,
    window: u32,
    /// Writes answered per second.
    ops_per_second: f64,
    /// The rate of the echo over the same streams, before the run.
    echo_ops_per_second: f64,
    /// The first divided by the second.
    ratio: f64,
    /// Latency of each write.
    latency_us: Percentiles,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let Arguments { load, streams, window } = arguments;
    let echo = EchoProcess::start().await?;
    let echoed = submits::run(&echo.endpoint, load.count, streams, window).await?;
    drop(echo);
    let measured = target::measured(program, &load.target, load.concurrency, async |_, endpoint| {
        submits::run(endpoint, load.count, streams, window).await
    });
    let measured = measured.await?;
    let outcome = measured.outcome;
    Ok(Report {
        bench: "submit",
        nodes: load.target.nodes,
        count: load.count,
        streams,
        window,
        ops_per_second: outcome.ops_per_second().round(),
        echo_ops_per_second: echoed.ops_per_second().round(),
        ratio: (outcome.ops_per_second() / echoed.ops_per_second() * 100.0).round() / 100.0,
        latency_us: Percentiles::of(&outcome.latency),
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let throughput = format!(
            "{}/s, {} of the echo's {}/s",
            self.ops_per_second, self.ratio, self.echo_ops_per_second
        );
        let mut fields = vec![
            ("timers", self.count.to_string()),
            ("streams, window", format!("{}, {}", self.streams, self.window)),
            ("throughput", throughput),
            ("write latency", pair(&self.latency_us)),
            ("processor of the load", format!("{} %", self.driver_cpu_percent)),
        ];
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
