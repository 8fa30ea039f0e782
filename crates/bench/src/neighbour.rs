//! `minoots-bench neighbour`: measures the lateness of one tenant's timers while another offers many times its quota.
//!
//! The same timers come due twice: alone, and beside the other tenant. Both runs are measured at the consumer.
//! Expected: the second lateness is below twice the first, and the other tenant gets about its quota.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::connect::{call, call_once, connect};
use minoots_terminal::errors::Failure;
use minoots_wire::admin::v1::{CreateKeyRequest, Quota, SetQuotaRequest};
use serde::Serialize;

use super::floor::Floor;
use super::lateness::plan::Plan;
use super::lateness::{batches, consumer, positive};
use super::overload::arrivals;
use super::overload::phase::Phase;
use super::program::Program;
use super::report::{Arrivals, Fields, Usage};
use super::samples::pair;
use super::{TargetArguments, target};

/// As in the other benchmarks.
const CALLERS: u32 = 64;
/// The tenant that exceeds its quota.
const NOISY: &str = "bench-noisy";
/// A timer not delivered this long after its last due instant counts as missed.
const GRACE: Duration = Duration::from_secs(60);

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// Seconds in which timers come due, alone and then beside the other tenant
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    seconds: u32,
    /// Timers due per second, at random instants
    #[arg(long, value_name = "R", default_value_t = 500.0, value_parser = positive)]
    rate: f64,
    /// Quota of the other tenant in creates per second
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    quota: u32,
    /// Factor by which the other tenant exceeds its quota
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    times: u32,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    nodes: u32,
    seconds: u32,
    /// Timers due per second.
    rate: f64,
    /// The other tenant's quota in creates per second, and the factor that it offered.
    quota_per_second: u32,
    times: u32,
    /// The timers without the other tenant.
    alone: Alone,
    /// The timers beside the other tenant, and the outcomes of its creates.
    beside: Phase,
    /// p99 of the lateness beside the other tenant, divided by that alone.
    lateness_ratio: f64,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// The arrivals of due timers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Alone {
    #[serde(flatten)]
    arrivals: Arrivals,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let Arguments {
        target,
        seconds,
        rate,
        quota,
        times,
    } = arguments;
    let span = Duration::from_secs(seconds.into());
    let measured = target::measured(program, &target, CALLERS, async |_, endpoint| {
        let key = noisy_key(endpoint, quota).await?;
        let count = (rate * f64::from(seconds)).ceil() as u32;
        let alone = Timers::create(endpoint, count, rate).await?.arrived().await?;
        let timers = Timers::create(endpoint, count, rate).await?;
        timers.until_due().await;
        let offered = f64::from(quota) * f64::from(times);
        let offered = arrivals::offer(endpoint, Some(&key), offered, span).await?;
        let tally = timers.consumer.finished().await?;
        Ok((alone, Phase::of(&offered, span, &tally)))
    });
    let measured = measured.await?;
    let (arrivals, beside) = measured.outcome;
    let ratio = beside.arrivals.lateness_us.p99 / arrivals.lateness_us.p99.max(f64::EPSILON);
    Ok(Report {
        bench: "neighbour",
        nodes: target.nodes,
        seconds,
        rate,
        quota_per_second: quota,
        times,
        alone: Alone { arrivals },
        beside,
        lateness_ratio: (ratio * 100.0).round() / 100.0,
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

/// An API key of a tenant with this quota.
async fn noisy_key(endpoint: &str, creates_per_second: u32) -> Result<String, Failure> {
    let channel = connect(endpoint).await?;
    let request = CreateKeyRequest {
        tenant: NOISY.to_owned(),
        name: "bench".to_owned(),
        roles: vec!["writer".to_owned()],
        expire_time: None,
    };
    let made = call_once(&channel, &request).await?;
    let quota = Quota {
        creates_per_second: creates_per_second.into(),
        ..Quota::default()
    };
    let request = SetQuotaRequest {
        tenant: NOISY.to_owned(),
        quota: Some(quota),
    };
    call(&channel, &request).await?;
    Ok(made.secret)
}

/// Timers that will come due, and their consumer.
struct Timers {
    plan: Arc<Plan>,
    consumer: consumer::Consumer,
}

impl Timers {
    async fn create(endpoint: &str, count: u32, rate: f64) -> Result<Self, Failure> {
        let plan = Arc::new(Plan::new(clock::wall_ns(), count, rate));
        let consumer = consumer::start(endpoint, Arc::clone(&plan), 1, GRACE).await?;
        batches::create(endpoint, &plan, CALLERS).await?;
        Ok(Self { plan, consumer })
    }

    async fn until_due(&self) {
        let until_due_ns = self.plan.first_due_ns().saturating_sub(clock::wall_ns());
        tokio::time::sleep(Duration::from_nanos(u64::try_from(until_due_ns).unwrap_or_default())).await;
    }

    async fn arrived(self) -> Result<Arrivals, Failure> {
        Ok(self.consumer.finished().await?.arrivals())
    }
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let late = |arrivals: &Arrivals| {
            let late = arrivals.lateness_us;
            format!("p50 {} us, p99 {} us", late.p50, late.p99)
        };
        let beside = late(&self.beside.arrivals);
        let mut fields = vec![
            ("lateness, alone", late(&self.alone.arrivals)),
            (
                "lateness, beside the other",
                format!("{beside} (p99 {} times)", self.lateness_ratio),
            ),
            ("quota of the other", format!("{}/s", self.quota_per_second)),
            ("the other", self.beside.rates()),
            ("accepted of the other", pair(&self.beside.accepted_latency_us)),
            ("processor of the load", format!("{} %", self.driver_cpu_percent)),
        ];
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
