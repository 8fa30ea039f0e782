//! `minoots-bench settle`: timers due faster than a node can settle them.
//!
//! A burst is partly prepared in the half second before its instant. Here a node arms, signs, delivers and settles at
//! the same time, with a constant backlog.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::errors::Failure;
use serde::Serialize;

use super::floor::Floor;
use super::lateness::{self, plan::Plan};
use super::program::Program;
use super::report::{Arrivals, Fields, Usage};
use super::{TargetArguments, target};

/// A timer not delivered this long after the last due instant counts as missed.
const GRACE: Duration = Duration::from_secs(300);
/// Callers for the creates and for the floor.
const CALLERS: u32 = 64;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// Number of timers to create
    #[arg(long, value_name = "N", default_value_t = 300_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    count: u32,
    /// Number of consumers of the queue
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    consumers: u32,
    /// Timers due per second, at random instants; must exceed the rate of settlement
    #[arg(long, value_name = "R", default_value_t = 100_000.0, value_parser = lateness::positive)]
    rate: f64,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    nodes: u32,
    count: u32,
    consumers: u32,
    /// Timers due per second.
    rate: f64,
    /// From the first delivery to the last answer to an acknowledgement, in milliseconds.
    settled_ms: f64,
    /// Timers fired, delivered and acknowledged per second in that time.
    settled_per_second: f64,
    #[serde(flatten)]
    arrivals: Arrivals,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let Arguments {
        target,
        count,
        consumers,
        rate,
    } = arguments;
    let measured = target::measured(program, &target, CALLERS, async |_, endpoint| {
        let plan = Arc::new(Plan::new(clock::wall_ns(), count, rate));
        lateness::deliver(endpoint, &plan, consumers, CALLERS, GRACE).await
    });
    let measured = measured.await?;
    let tally = measured.outcome.tally;
    let from_ns = tally.first_received_ns();
    Ok(Report {
        bench: "settle",
        nodes: target.nodes,
        count,
        consumers,
        rate,
        settled_ms: tally.last_answer_ms(from_ns),
        settled_per_second: tally.settled_per_second(from_ns).round(),
        arrivals: tally.arrivals(),
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("timers", self.count.to_string()),
            ("rate", format!("{}/s due", self.rate)),
            ("consumers", self.consumers.to_string()),
            ("settled", format!("{}/s", self.settled_per_second)),
            ("all settled after", format!("{} ms", self.settled_ms)),
            ("processor of the load", format!("{} %", self.driver_cpu_percent)),
        ];
        fields.extend(self.arrivals.fields());
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
