//! `minoots-bench workflows`: measures the delay of deadlines in executions, of the replacement of silent agents, and
//! of handoffs.

use std::time::Duration;

use clap::Args;
use hdrhistogram::Histogram;
use minoots_terminal::connect::connect;
use minoots_terminal::errors::Failure;
use serde::Serialize;
use tokio::task::JoinSet;

use super::floor::Floor;
use super::program::Program;
use super::report::{Fields, Usage};
use super::samples::{Lateness, new_histogram};
use super::{TargetArguments, target};

mod records;
mod runs;
mod silent;

use records::Records;
use runs::{Kind, Runs};

/// Callers for measuring the floor.
const CALLERS: u32 = 64;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Number of executions of each kind: with a phase past its deadline, an approval past its deadline, and a handoff
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,
    /// Executions of each kind started per second
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rate: u32,
    /// Number of agents that fall silent during their work
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    agents: u32,
    /// Time to live of these agents in seconds; after three of them an agent's work is reassigned
    #[arg(long, value_name = "S", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    ttl: u32,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    count: u32,
    rate: u32,
    /// From a phase's deadline to the record of its timeout.
    deadline_late_us: Lateness,
    /// From an approval's deadline to the record of its timeout.
    approval_late_us: Lateness,
    /// From the call that proposes a handoff to the answer of the call that accepts it.
    handoff_us: Lateness,
    agents: u32,
    ttl_seconds: u32,
    /// From an agent's last heartbeat to the next attempt at its work.
    replaced_us: Lateness,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// Histograms of nanoseconds.
struct Outcome {
    deadlines: Histogram<u64>,
    approvals: Histogram<u64>,
    handoffs: Histogram<u64>,
    replaced: Histogram<u64>,
}

/// Measures and reports. The node contains an orchestrator.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let target = TargetArguments::one_node();
    let measured = target::measured(program, &target, CALLERS, async |_, endpoint| {
        load(endpoint, &arguments).await
    });
    let measured = measured.await?;
    let outcome = measured.outcome;
    Ok(Report {
        bench: "workflows",
        count: arguments.count,
        rate: arguments.rate,
        deadline_late_us: Lateness::of(&outcome.deadlines),
        approval_late_us: Lateness::of(&outcome.approvals),
        handoff_us: Lateness::of(&outcome.handoffs),
        agents: arguments.agents,
        ttl_seconds: arguments.ttl,
        replaced_us: Lateness::of(&outcome.replaced),
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

async fn load(endpoint: &str, arguments: &Arguments) -> Result<Outcome, Failure> {
    let runs = Runs::new(connect(endpoint).await?, Records::follow(endpoint)?);
    runs.prepare().await?;
    let mut silent = JoinSet::new();
    for number in 0..arguments.agents {
        silent.spawn(silent::replaced(
            runs.clone(),
            number,
            Duration::from_secs(arguments.ttl.into()),
        ));
    }
    let kinds = tokio::try_join!(
        paced(arguments, &runs, Kind::Late),
        paced(arguments, &runs, Kind::Asked),
        paced(arguments, &runs, Kind::Handed),
    );
    let (deadlines, approvals, handoffs) = kinds?;
    Ok(Outcome {
        deadlines,
        approvals,
        handoffs,
        replaced: samples(silent).await?,
    })
}

/// Starts executions of one kind at the rate, and collects their durations.
async fn paced(arguments: &Arguments, runs: &Runs, kind: Kind) -> Result<Histogram<u64>, Failure> {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / arguments.rate);
    let mut all = JoinSet::new();
    for number in 0..arguments.count {
        ticks.tick().await;
        all.spawn(runs.clone().one(kind, number));
    }
    samples(all).await
}

/// Collects the durations.
async fn samples(mut all: JoinSet<Result<Duration, Failure>>) -> Result<Histogram<u64>, Failure> {
    let mut histogram = new_histogram()?;
    while let Some(one) = all.join_next().await {
        let took = one.map_err(|error| Failure::failed(format!("an execution ended: {error}")))??;
        histogram.saturating_record(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
    }
    Ok(histogram)
}

fn words(late: &Lateness) -> String {
    let ms = |us: f64| (us / 100.0).round() / 10.0;
    format!(
        "p50 {} ms, p95 {} ms, max {} ms",
        ms(late.p50),
        ms(late.p95),
        ms(late.max)
    )
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            (
                "executions",
                format!("{} of each kind, {} a second", self.count, self.rate),
            ),
            ("deadlines acted on after", words(&self.deadline_late_us)),
            ("approvals acted on after", words(&self.approval_late_us)),
            ("handoffs took", words(&self.handoff_us)),
            (
                "silent agents",
                format!("{}, {} s to live", self.agents, self.ttl_seconds),
            ),
            ("replaced after", words(&self.replaced_us)),
            ("processor of the load", format!("{} %", self.driver_cpu_percent)),
        ];
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
