//! `minoots-bench backup`: measures the cost of a backup under load, and checks a restore from it.
//!
//! The check covers only the data that the backup must contain. Writes acknowledged after the backup started may be
//! lost. Earlier ones must be present, and the deliveries before and after the restore must share their dedupe keys and
//! have growing fences.

use std::iter::once;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::connect::{connect, retried, timers};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::timer::v1::{ListTimersRequest, TimerStatus};
use rustix::process::Signal;
use serde_json::Value;
use tokio::time::sleep;

use super::batches::Batches;
use super::failover::calls::Calls;
use super::failover::consumers::Consumers;
use super::failover::ledger::Ledger;
use super::failover::load::Load;
use super::failover::report::Lateness;
use super::program::Program;
use super::samples::tenth_ms;
use super::single::Single;
use super::template::Template;

mod report;

use report::Report;

const BATCH: u32 = 500;
/// The time from the start of the load to its first due timers.
const FIRST_FIRES: Duration = Duration::from_secs(4);
/// The time by which due timers have arrived.
const ARRIVAL: Duration = Duration::from_secs(1);
/// A timer not delivered this long after its last due instant counts as missing.
const PATIENCE: Duration = Duration::from_secs(60);
const SECOND_NS: i64 = 1_000_000_000;
const PAGE: i32 = 1_000;
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// The number of timers, and the load.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Number of pending timers
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    count: u32,
    /// Timers due per second, created during the run
    #[arg(long, value_name = "R", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(4..=100_000))]
    rate: u32,
    /// Seconds for which lateness is measured before the backup
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    seconds: u32,
}

/// The backup as seen by its caller.
struct Taken {
    begun_ns: i64,
    ended_ns: i64,
    bytes: u64,
}

/// Measures, prints the report, and fails if a guarantee was violated.
pub async fn run(arguments: Arguments, program: &Program, output: Output) -> Result<(), Failure> {
    let report = measure(&arguments, program).await?;
    report::print(output, &report)?;
    if report.is_clean() {
        return Ok(());
    }
    Err(Failure::failed("the restored node broke a promise: see the report"))
}

async fn measure(arguments: &Arguments, program: &Program) -> Result<Report, Failure> {
    let mut node = Single::start(program).await?;
    let place = node.folder().join("backup");
    let template = Arc::new(Template::new());
    let pending = 0..arguments.count;
    Batches::of(BATCH).create(&node.endpoint, &template, pending).await?;
    let ledger = Arc::new(Ledger::new());
    let calls = Arc::new(Calls::new(once(&node.endpoint))?);
    let consumers = Consumers::start(once(&node.endpoint), &ledger);
    let mut load = Load::start(&ledger, &calls, arguments.rate);
    let warm_up = FIRST_FIRES + Duration::from_secs(arguments.seconds.into());
    let taken = tokio::select! {
        taken = take(&node, &place, warm_up) => taken?,
        failure = load.failed() => return Err(failure),
    };
    sleep(ARRIVAL).await;
    load.finish().await?;
    drop(consumers);
    node.process.signal(Signal::KILL);
    node.process.ended().await?;
    let before_ns = taken.begun_ns - i64::from(arguments.seconds) * SECOND_NS;
    let late_before_ms = Lateness::of(ledger.lateness_ns(&(before_ns..taken.begun_ns)));
    let late_during_ms = Lateness::of(ledger.lateness_ns(&(taken.begun_ns..taken.ended_ns)));
    ledger.set_back(taken.begun_ns);

    let restore_ms = restore(&mut node, &place).await?;
    let consumers = Consumers::start(once(&node.endpoint), &ledger);
    release(&node).await?;
    super::failover::settle(&ledger, &calls, PATIENCE).await?;
    drop(consumers);
    let pending = count_pending(&node.endpoint, &template).await?;
    node.process.stop().await?;
    for example in ledger.examples() {
        eprintln!("{example}");
    }
    Ok(Report {
        bench: "backup",
        count: arguments.count,
        rate: arguments.rate,
        bytes: taken.bytes,
        backup_ms: tenth_ms(taken.ended_ns - taken.begun_ns),
        megabytes_per_second: report::megabytes_per_second(taken.bytes, taken.ended_ns - taken.begun_ns),
        late_before_ms,
        late_during_ms,
        restore_ms,
        pending_lost: u64::from(arguments.count).saturating_sub(pending),
        verdict: ledger.verdict(),
    })
}

/// Takes the backup after the load has run for a while.
async fn take(node: &Single, place: &Path, warm_up: Duration) -> Result<Taken, Failure> {
    sleep(warm_up).await;
    let arguments = ["backup", "--to", path(place)?, "--endpoint", &node.endpoint];
    let begun_ns = clock::wall_ns();
    let told = node.run(&arguments).await?;
    Ok(Taken {
        begun_ns,
        ended_ns: clock::wall_ns(),
        bytes: told.get("bytes").and_then(Value::as_u64).unwrap_or_default(),
    })
}

/// Restores into another directory and starts the node there. Returns the duration of both, in milliseconds.
async fn restore(node: &mut Single, place: &Path) -> Result<f64, Failure> {
    let begun_ns = clock::wall_ns();
    node.data = node.folder().join("restored");
    node.run(&["restore", "--from", path(place)?, "--data", path(&node.data)?])
        .await?;
    node.start_again()?;
    node.ready().await?;
    Ok(tenth_ms(clock::wall_ns() - begun_ns))
}

/// Fires the timers that became due between the backup and the restore.
async fn release(node: &Single) -> Result<(), Failure> {
    let arguments = ["cluster", "release", "--overdue", "fire", "--endpoint", &node.endpoint];
    node.run(&arguments).await.map(drop)
}

/// The number of pending timers of the template.
async fn count_pending(endpoint: &str, template: &Template) -> Result<u64, Failure> {
    let client = timers(connect(endpoint).await?);
    let mut request = ListTimersRequest {
        page_size: PAGE,
        statuses: vec![TimerStatus::Scheduled.into()],
        ..ListTimersRequest::default()
    };
    let mut count = 0;
    loop {
        let mut call = || {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.list_timers(request).await }
        };
        let page = retried(&mut call, CALL_TIMEOUT).await?.into_inner();
        count += page.timers.iter().filter(|timer| template.made(&timer.id)).count() as u64;
        if page.next_page_token.is_empty() {
            return Ok(count);
        }
        request.page_token = page.next_page_token;
    }
}

fn path(path: &Path) -> Result<&str, Failure> {
    let text = path.to_str();
    text.ok_or_else(|| Failure::failed(format!("{} is not text: set TMPDIR", path.display())))
}
