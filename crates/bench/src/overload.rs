//! `minoots-bench overload`: creates at twice a node's capacity, while timers accepted earlier come due.
//!
//! Expected: the node rejects the excess at once with a retry delay; accepted creates are hardly slower than without
//! the overload; timers accepted before fire on time.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::errors::Failure;
use serde::Serialize;

use super::floor::Floor;
use super::lateness::plan::Plan;
use super::lateness::{batches, consumer, positive};
use super::program::Program;
use super::report::{Fields, Usage};
use super::samples::pair;
use super::{TargetArguments, creates, target};

pub(super) mod arrivals;
pub(super) mod phase;
mod wire;

use phase::Phase;

/// The number of creates that measure the node's capacity. They run with as many callers as in `schedule`, each on a
/// connection of its own. On few connections many calls would share a read and a write, while the later load uses two
/// hundred.
const TRIED: u32 = 40_000;
const CALLERS: u32 = 64;
/// The longest measurement without overload, in seconds.
const UNLOADED_SECONDS_MAX: u32 = 15;
/// A timer not delivered this long after its last due instant counts as missed.
const GRACE: Duration = Duration::from_secs(60);

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// Seconds of overload
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    seconds: u32,
    /// Timers due per second during the run, at random instants
    #[arg(long, value_name = "R", default_value_t = 500.0, value_parser = positive)]
    rate: f64,
    /// Creates offered per second [default: twice the rate of callers that wait for their answers]
    #[arg(long, value_name = "R", value_parser = positive)]
    offer: Option<f64>,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    nodes: u32,
    seconds: u32,
    /// Timers due per second in both phases.
    rate: f64,
    /// Creates per second of callers that wait for their answers; null if the offer was given.
    sustainable_per_second: Option<f64>,
    /// The phase at a quarter of the offer, which is half of the sustainable rate.
    unloaded: Phase,
    overloaded: Phase,
    /// p99 of accepted creates, overloaded divided by unloaded.
    latency_ratio: f64,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let Arguments {
        target,
        seconds,
        rate,
        offer,
    } = arguments;
    let measured = target::measured(program, &target, CALLERS, async |_, endpoint| {
        let sustainable = match offer {
            Some(_) => None,
            None => {
                let tried = creates::run_over(endpoint, CALLERS, TRIED, CALLERS).await?;
                Some(tried.ops_per_second())
            }
        };
        let offer = offer.or(sustainable.map(|rate| 2.0 * rate)).unwrap_or_default();
        let unloaded = watch(endpoint, offer / 4.0, seconds.min(UNLOADED_SECONDS_MAX), rate).await?;
        let overloaded = watch(endpoint, offer, seconds, rate).await?;
        Ok((sustainable, unloaded, overloaded))
    });
    let measured = measured.await?;
    let (sustainable, unloaded, overloaded) = measured.outcome;
    Ok(Report {
        bench: "overload",
        nodes: target.nodes,
        seconds,
        rate,
        sustainable_per_second: sustainable.map(f64::round),
        latency_ratio: (overloaded.accepted_latency_us.p99 / unloaded.accepted_latency_us.p99 * 100.0).round() / 100.0,
        unloaded,
        overloaded,
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

/// Offers creates while timers come due that were accepted before.
async fn watch(endpoint: &str, creates_per_second: f64, seconds: u32, due_per_second: f64) -> Result<Phase, Failure> {
    let count = (due_per_second * f64::from(seconds)).ceil() as u32;
    let plan = Arc::new(Plan::new(clock::wall_ns(), count, due_per_second));
    let consumer = consumer::start(endpoint, Arc::clone(&plan), 1, GRACE).await?;
    batches::create(endpoint, &plan, CALLERS).await?;
    let until_due_ns = plan.first_due_ns().saturating_sub(clock::wall_ns());
    tokio::time::sleep(Duration::from_nanos(u64::try_from(until_due_ns).unwrap_or_default())).await;
    let span = Duration::from_secs(seconds.into());
    let offered = arrivals::offer(endpoint, None, creates_per_second, span).await?;
    Ok(Phase::of(&offered, span, &consumer.finished().await?))
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let Self {
            unloaded, overloaded, ..
        } = self;
        let sustainable = self.sustainable_per_second.map(|rate| format!("{rate}/s"));
        let share = overloaded.retry_delay_share.map(|share| format!("{share}"));
        let late = |phase: &Phase| {
            let late = phase.arrivals.lateness_us;
            format!("p50 {} us, p99 {} us", late.p50, late.p99)
        };
        let mut fields = vec![
            ("sustainable", sustainable.unwrap_or_default()),
            ("unloaded", unloaded.rates()),
            ("overloaded", overloaded.rates()),
            ("refusals with a retry delay", share.unwrap_or_default()),
            ("accepted, unloaded", pair(&unloaded.accepted_latency_us)),
            (
                "accepted, overloaded",
                format!(
                    "{} ({} times)",
                    pair(&overloaded.accepted_latency_us),
                    self.latency_ratio
                ),
            ),
            ("lateness, unloaded", late(unloaded)),
            ("lateness, overloaded", late(overloaded)),
            ("processor of the load", format!("{} %", self.driver_cpu_percent)),
        ];
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
