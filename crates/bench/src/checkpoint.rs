//! `minoots-bench checkpoint`: consecutive durable versions, and rollbacks that cancel the timers bound to undone
//! versions.

use std::ops::Range;
use std::time::Duration;

use clap::Args;
use hdrhistogram::Histogram;
use minoots_terminal::clock;
use minoots_terminal::connect::{Channel, connect, retried, timers};
use minoots_terminal::errors::Failure;
use minoots_terminal::id::new_id;
use minoots_wire::checkpoint::v1::checkpoint_service_client::CheckpointServiceClient;
use minoots_wire::checkpoint::v1::{PutCheckpointRequest, RollbackCheckpointRequest};
use minoots_wire::timer::v1::BatchCreateTimersRequest;
use serde::Serialize;
use tokio::task::JoinSet;

use super::floor::Floor;
use super::program::Program;
use super::report::{Fields, Usage};
use super::samples::{Percentiles, joined, new_histogram, pair, tenth_ms};
use super::template::{Template, Timers as _};
use super::{TargetArguments, target};

const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections shared by the callers.
const CONNECTIONS: u32 = 4;
const NAME: &str = "state";

/// The load.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// Number of versions to write
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: u32,
    /// Number of concurrent callers, each with an execution of its own
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    concurrency: u32,
    /// Size of each version in bytes
    #[arg(long, value_name = "N", default_value_t = 1_024, value_parser = clap::value_parser!(u32).range(0..=262_144))]
    size: u32,
    /// Number of timers that each rollback cancels
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=100))]
    timers: u32,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    nodes: u32,
    count: u32,
    concurrency: u32,
    size: u32,
    timers: u32,
    /// Versions written per second.
    ops_per_second: f64,
    put_latency_us: Percentiles,
    /// Latency of one rollback for each caller, all concurrent.
    rollback_latency_us: Percentiles,
    rollback_max_ms: f64,
    #[serde(flatten)]
    usage: Usage,
    driver_cpu_percent: f64,
    floor: Floor,
}

/// The result of the load. Histograms contain nanoseconds.
struct Outcome {
    puts: Histogram<u64>,
    elapsed: Duration,
    rollbacks: Histogram<u64>,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let Arguments {
        target,
        count,
        concurrency,
        size,
        timers,
    } = arguments;
    let measured = target::measured(program, &target, concurrency, async |_, endpoint| {
        load(endpoint, count, concurrency, size, timers).await
    });
    let measured = measured.await?;
    let Outcome {
        puts,
        elapsed,
        rollbacks,
    } = measured.outcome;
    Ok(Report {
        bench: "checkpoint",
        nodes: target.nodes,
        count,
        concurrency,
        size,
        timers,
        ops_per_second: (f64::from(count) / elapsed.as_secs_f64().max(f64::EPSILON)).round(),
        put_latency_us: Percentiles::of(&puts),
        rollback_latency_us: Percentiles::of(&rollbacks),
        rollback_max_ms: tenth_ms(i64::try_from(rollbacks.max()).unwrap_or(i64::MAX)),
        usage: measured.usage,
        driver_cpu_percent: measured.driver_cpu_percent,
        floor: measured.floor,
    })
}

async fn load(endpoint: &str, count: u32, concurrency: u32, size: u32, timers: u32) -> Result<Outcome, Failure> {
    let mut channels = Vec::new();
    for _ in 0..CONNECTIONS.min(concurrency) {
        channels.push(connect(endpoint).await?);
    }
    let prefix = new_id();
    let callers: Vec<Caller> = (0..concurrency)
        .zip(channels.iter().cycle())
        .map(|(number, channel)| Caller {
            channel: channel.clone(),
            execution: format!("{prefix}-{number}"),
            data: vec![b'x'; size as usize],
            versions: share(count, concurrency, number),
            timers,
        })
        .collect();
    let started = clock::monotonic();
    let puts = each(&callers, Caller::put_all).await?;
    let elapsed = started.elapsed();
    each(&callers, Caller::hang_timers).await?;
    let rollbacks = each(&callers, Caller::roll_back).await?;
    Ok(Outcome {
        puts,
        elapsed,
        rollbacks,
    })
}

/// The versions that one caller writes.
fn share(count: u32, concurrency: u32, number: u32) -> Range<u64> {
    let part = count / concurrency + u32::from(number < count % concurrency);
    0..u64::from(part)
}

/// Runs all callers concurrently.
async fn each<F>(callers: &[Caller], work: impl Fn(Caller) -> F) -> Result<Histogram<u64>, Failure>
where
    F: Future<Output = Result<Histogram<u64>, Failure>> + Send + 'static,
{
    let mut all = JoinSet::new();
    for caller in callers {
        all.spawn(work(caller.clone()));
    }
    joined(all).await
}

/// A caller that writes versions of its own checkpoint.
#[derive(Clone)]
struct Caller {
    channel: Channel,
    execution: String,
    data: Vec<u8>,
    versions: Range<u64>,
    timers: u32,
}

impl Caller {
    async fn put_all(self) -> Result<Histogram<u64>, Failure> {
        let mut latency = new_histogram()?;
        for expected in self.versions.clone() {
            let started = clock::monotonic();
            self.put(expected, Vec::new()).await?;
            latency.saturating_record(nanos(started.elapsed()));
        }
        Ok(latency)
    }

    /// Writes a version with timers bound to it.
    async fn hang_timers(self) -> Result<Histogram<u64>, Failure> {
        let latency = new_histogram()?;
        let template = Template::new();
        let requests: Vec<_> = (0..self.timers)
            .map(|number| {
                let mut request = template.request(number);
                request.partition_key = self.execution.clone();
                request
            })
            .collect();
        let timer_ids = requests.iter().map(|request| request.id.clone()).collect();
        if !requests.is_empty() {
            let mut create = || {
                let (mut client, requests) = (timers(self.channel.clone()), requests.clone());
                async move { client.batch_create_timers(BatchCreateTimersRequest { requests }).await }
            };
            retried(&mut create, CALL_TIMEOUT).await?;
        }
        self.put(self.versions.end, timer_ids).await?;
        Ok(latency)
    }

    async fn roll_back(self) -> Result<Histogram<u64>, Failure> {
        let mut latency = new_histogram()?;
        // Without an earlier version a rollback is impossible.
        if self.versions.end == 0 {
            return Ok(latency);
        }
        let request = RollbackCheckpointRequest {
            request_id: new_id(),
            execution: self.execution,
            name: NAME.to_owned(),
            partition_key: String::new(),
            expected_version: self.versions.end + 1,
            version: self.versions.end,
            ..RollbackCheckpointRequest::default()
        };
        let mut call = || {
            let (mut client, request) = (CheckpointServiceClient::new(self.channel.clone()), request.clone());
            async move { client.rollback_checkpoint(request).await }
        };
        let started = clock::monotonic();
        let answer = retried(&mut call, CALL_TIMEOUT).await?.into_inner();
        latency.saturating_record(nanos(started.elapsed()));
        let cancelled = answer.cancelled_timer_ids.len();
        if cancelled != self.timers as usize {
            let wanted = self.timers;
            let message = format!("a rollback cancelled {cancelled} timers of {wanted}");
            return Err(Failure::failed(message));
        }
        Ok(latency)
    }

    async fn put(&self, expected_version: u64, timer_ids: Vec<String>) -> Result<(), Failure> {
        let request = PutCheckpointRequest {
            request_id: new_id(),
            execution: self.execution.clone(),
            name: NAME.to_owned(),
            expected_version,
            content_type: "application/octet-stream".to_owned(),
            data: self.data.clone().into(),
            timer_ids,
            ..PutCheckpointRequest::default()
        };
        let mut call = || {
            let (mut client, request) = (CheckpointServiceClient::new(self.channel.clone()), request.clone());
            async move { client.put_checkpoint(request).await }
        };
        retried(&mut call, CALL_TIMEOUT).await?;
        Ok(())
    }
}

fn nanos(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("versions", format!("{} of {} bytes", self.count, self.size)),
            ("callers", self.concurrency.to_string()),
            ("throughput", format!("{}/s", self.ops_per_second)),
            ("put latency", pair(&self.put_latency_us)),
            ("timers a rollback", self.timers.to_string()),
            ("rollback latency", pair(&self.rollback_latency_us)),
            ("longest rollback", format!("{} ms", self.rollback_max_ms)),
            ("processor of the load", format!("{} %", self.driver_cpu_percent)),
        ];
        fields.extend(self.usage.fields());
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
