//! `minoots-bench watchdogs`: measures the cost of watchdog touches, and the delay until a silent agent is noticed.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::cluster_status;
use minoots_terminal::connect::connect;
use minoots_terminal::errors::Failure;
use serde::Serialize;

use super::floor::Floor;
use super::program::Program;
use super::report::{Fields, Usage};
use super::samples::{Lateness, Percentiles, pair};
use super::target::{self, Target};
use super::{TargetArguments, machine};

mod agents;
mod alarms;

use agents::{Hosts, Plan};

/// Callers for measuring the floor.
const CALLERS: u32 = 64;

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// Number of agents, each with a watchdog that lives three times as long as the interval of its touches
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    agents: u32,
    /// Seconds between two touches of an agent
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    every: u32,
    /// Seconds for which the node is measured, after the first round of touches
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=36_000))]
    seconds: u32,
    /// Let one of every N agents fall silent after the measurement
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    silent: u32,
    /// Number of processes that supervise the agents, each with a connection of its own
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    hosts: u32,
    /// Send each touch at its own instant over a stream, instead of batching those of the same 100 ms
    #[arg(long)]
    ungathered: bool,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    agents: u32,
    every_seconds: u32,
    /// Whether touches of the same 100 ms were batched.
    gathered: bool,
    ttl_seconds: u32,
    seconds: u32,
    /// During the measurement.
    touches: u64,
    touches_per_second: f64,
    /// Entries of the log per second, of all kinds.
    entries_per_second: f64,
    /// Percent of one processor; null unless the target is one node of its own.
    cpu_percent: Option<f64>,
    /// Latency of each touch, from sending to answer.
    touch_us: Percentiles,
    /// Touches with another outcome than touched.
    refused: u64,
    /// Agents that fell silent.
    silent: u32,
    /// Arrival of the alarm minus the fire time in the answer to the last touch.
    noticed_us: Lateness,
    /// Silent agents without an alarm, and alarms of agents that were not silent.
    missed: u64,
    false_alarms: u64,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let plan = Arc::new(Plan::new(
        arguments.agents,
        Duration::from_secs(arguments.every.into()),
        arguments.silent,
    ));
    let span = Duration::from_secs(arguments.seconds.into());
    let hosts = Hosts {
        count: arguments.hosts,
        gather: !arguments.ungathered,
    };
    let measured = target::measured(program, &arguments.target, CALLERS, async |target, endpoint| {
        measure(target, endpoint, &plan, hosts, span).await
    });
    let measured = measured.await?;
    let Watched {
        elapsed,
        touches,
        entries,
        cpu,
        answers,
        noticed,
    } = measured.outcome;
    let a_second = |count: u64| (count as f64 / elapsed.as_secs_f64() * 100.0).round() / 100.0;
    let percent = |cpu: Duration| (cpu.as_secs_f64() / elapsed.as_secs_f64() * 10_000.0).round() / 100.0;
    Ok(Report {
        bench: "watchdogs",
        agents: arguments.agents,
        every_seconds: arguments.every,
        gathered: !arguments.ungathered,
        ttl_seconds: arguments.every * agents::TTL_TIMES,
        seconds: arguments.seconds,
        touches,
        touches_per_second: a_second(touches),
        entries_per_second: a_second(entries),
        cpu_percent: cpu.map(percent),
        touch_us: Percentiles::of(&answers.latency),
        refused: answers.refused,
        silent: plan.silent_count(),
        noticed_us: Lateness::of(&noticed.late),
        missed: u64::from(plan.silent_count()).saturating_sub(noticed.late.len()),
        false_alarms: noticed.false_alarms,
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

/// The result of the load.
struct Watched {
    elapsed: Duration,
    touches: u64,
    entries: u64,
    cpu: Option<Duration>,
    answers: agents::Answers,
    noticed: alarms::Noticed,
}

async fn measure(
    target: &Target,
    endpoint: &str,
    plan: &Arc<Plan>,
    hosts: Hosts,
    span: Duration,
) -> Result<Watched, Failure> {
    plan.create(endpoint).await?;
    let alarms = alarms::listen(endpoint, Arc::clone(plan)).await?;
    let load = agents::start(endpoint, plan, hosts).await?;
    // In the first round no watchdog has been touched before.
    load.goes_on_for(plan.every).await?;
    let counted = async || Ok::<_, Failure>((load.sent(), applied(endpoint).await?));
    let cpu = || target.pid().and_then(machine::cpu_time_of);
    let (before, cpu_before, begun) = (counted().await?, cpu(), clock::monotonic());
    load.goes_on_for(span).await?;
    let elapsed = begun.elapsed();
    let (after, cpu_after) = (counted().await?, cpu());
    // Alarms must not count as the cost of touches. The other agents continue until the last silent one must have been
    // noticed.
    plan.fall_silent();
    load.goes_on_for(plan.ttl() + alarms::GRACE).await?;
    let noticed = alarms.finish()?;
    Ok(Watched {
        elapsed,
        touches: after.0 - before.0,
        entries: after.1.saturating_sub(before.1),
        cpu: cpu_after
            .zip(cpu_before)
            .map(|(after, before)| after.saturating_sub(before)),
        answers: load.finish().await?,
        noticed,
    })
}

/// The largest applied index of the cluster's nodes.
async fn applied(endpoint: &str) -> Result<u64, Failure> {
    let status = cluster_status::fetch(&connect(endpoint).await?).await?;
    let indices = status.nodes.iter().map(|node| node.applied_index);
    Ok(indices.max().unwrap_or_default())
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let late = self.noticed_us;
        let cpu = self.cpu_percent.map(|percent| format!("{percent} %"));
        let mut fields = vec![
            (
                "agents",
                format!(
                    "{}, one touch in {} s each, {}",
                    self.agents,
                    self.every_seconds,
                    if self.gathered { "gathered" } else { "each by itself" }
                ),
            ),
            ("touches", format!("{} ({}/s)", self.touches, self.touches_per_second)),
            ("entries", format!("{}/s", self.entries_per_second)),
            ("processor of the node", cpu.unwrap_or_default()),
            ("touch", pair(&self.touch_us)),
            (
                "silent ones noticed after",
                format!(
                    "{} s and p50 {} us, p95 {} us, max {} us",
                    self.ttl_seconds, late.p50, late.p95, late.max
                ),
            ),
            (
                "silent, missed, false alarms, refused",
                format!(
                    "{}, {}, {}, {}",
                    self.silent, self.missed, self.false_alarms, self.refused
                ),
            ),
            ("processor of the load", format!("{} %", self.driver_cpu_percent)),
        ];
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
