//! `minoots-bench burst`: many timers due in one instant, delivered to several consumers and acknowledged.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::errors::Failure;
use serde::Serialize;

use super::LoadArguments;
use super::floor::Floor;
use super::lateness;
use super::lateness::plan::Plan;
use super::program::Program;
use super::report::{Arrivals, Fields, Usage};
use super::target;

/// A timer not delivered this long after the instant counts as missed.
const GRACE: Duration = Duration::from_secs(120);

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    load: LoadArguments,
    /// Number of consumers of the queue
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    consumers: u32,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    nodes: u32,
    count: u32,
    consumers: u32,
    /// From the instant to the last first delivery, in milliseconds.
    burst_ms: f64,
    /// From the instant to the last answer to an acknowledgement, in milliseconds.
    settled_ms: f64,
    /// Timers fired, delivered and acknowledged per second, from the instant on.
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
    let Arguments { load, consumers } = arguments;
    let measured = target::measured(program, &load.target, load.concurrency, async |_, endpoint| {
        let plan = Arc::new(Plan::burst(clock::wall_ns(), load.count));
        let delivered = lateness::deliver(endpoint, &plan, consumers, load.concurrency, GRACE).await?;
        Ok((delivered.tally, plan.first_due_ns()))
    });
    let measured = measured.await?;
    let (tally, due_ns) = measured.outcome;
    Ok(Report {
        bench: "burst",
        nodes: load.target.nodes,
        count: load.count,
        consumers,
        burst_ms: tally.last_arrival_ms(due_ns),
        settled_ms: tally.last_answer_ms(due_ns),
        settled_per_second: tally.settled_per_second(due_ns).round(),
        arrivals: tally.arrivals(),
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("timers in one instant", self.count.to_string()),
            ("consumers", self.consumers.to_string()),
            ("all delivered after", format!("{} ms", self.burst_ms)),
            (
                "all settled after",
                format!("{} ms ({}/s)", self.settled_ms, self.settled_per_second),
            ),
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
