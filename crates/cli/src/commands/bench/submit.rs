//! `minoots bench submit`: durable creates over streams, beside an echo of the same streams.

use clap::Args;
use serde::Serialize;

use super::LoadArguments;
use super::echo::EchoProcess;
use super::floor::{self, Floor};
use super::machine::CpuMeter;
use super::report::{Fields, Percentiles, Usage, pair};
use super::submits;
use super::target::Target;
use crate::errors::Failure;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
    /// Streams, each on a connection of its own
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    streams: u32,
    /// Writes a stream may have unanswered
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    window: u32,
}

/// What was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    nodes: u32,
    count: u32,
    streams: u32,
    window: u32,
    /// Writes answered a second.
    ops_per_second: f64,
    /// The same streams answered by the echo, before the run.
    echo_ops_per_second: f64,
    /// The first divided by the second.
    ratio: f64,
    /// Of each write.
    latency_us: Percentiles,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments) -> Result<Report, Failure> {
    let target = Target::find_or_start(&arguments.load).await?;
    let measured = measure(&target, &arguments).await;
    target.stop().await?;
    measured
}

async fn measure(target: &Target, arguments: &Arguments) -> Result<Report, Failure> {
    let Arguments { load, streams, window } = arguments;
    let before = floor::measure(target.data_parent(), load.concurrency).await?;
    let echo = EchoProcess::start().await?;
    let echoed = submits::run(&echo.endpoint, load.count, *streams, *window).await?;
    drop(echo);
    let endpoint = target.endpoint().await?;
    let meter = CpuMeter::start();
    let outcome = submits::run(&endpoint, load.count, *streams, *window).await?;
    let (driver_cpu_percent, usage) = (meter.percent(), target.usage().unwrap_or_default());
    let after = floor::measure(target.data_parent(), load.concurrency).await?;
    Ok(Report {
        bench: "submit",
        nodes: load.nodes,
        count: load.count,
        streams: *streams,
        window: *window,
        ops_per_second: outcome.ops_per_second().round(),
        echo_ops_per_second: echoed.ops_per_second().round(),
        ratio: (outcome.ops_per_second() / echoed.ops_per_second() * 100.0).round() / 100.0,
        latency_us: Percentiles::of(&outcome.latency),
        usage,
        driver_cpu_percent,
        floor: Floor::new(&before, &after)?,
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
