//! `minoots-bench batch`: durable creates in batches.

use std::sync::Arc;

use clap::Args;
use minoots_terminal::errors::Failure;
use serde::Serialize;

use super::LoadArguments;
use super::batches::Batches;
use super::floor::Floor;
use super::program::Program;
use super::report::{Fields, Usage};
use super::samples::{Percentiles, pair};
use super::target;
use super::template::Template;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
    /// Number of timers per call
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    size: u32,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    nodes: u32,
    count: u32,
    size: u32,
    /// Timers created per second.
    ops_per_second: f64,
    /// Latency of each call.
    latency_us: Percentiles,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let Arguments { load, size } = arguments;
    let template = Arc::new(Template::new());
    let measured = target::measured(program, &load.target, load.concurrency, async |_, endpoint| {
        Batches::of(size).create(endpoint, &template, 0..load.count).await
    });
    let measured = measured.await?;
    Ok(Report {
        bench: "batch",
        nodes: load.target.nodes,
        count: load.count,
        size,
        ops_per_second: measured.outcome.ops_per_second().round(),
        latency_us: Percentiles::of(&measured.outcome.latency),
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("timers", self.count.to_string()),
            ("timers a call", self.size.to_string()),
            ("throughput", format!("{}/s", self.ops_per_second)),
            ("call latency", pair(&self.latency_us)),
            ("processor of the load", format!("{} %", self.driver_cpu_percent)),
        ];
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
