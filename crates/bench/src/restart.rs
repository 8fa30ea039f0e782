//! `minoots-bench restart`: measures the time from the start of a node with many pending timers to its first fire.
//!
//! The time is measured from outside: from the start of the process until a consumer that keeps connecting receives a
//! timer that became due while the node was down.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::connect::{connect, events};
use minoots_terminal::consumer::{self, Received};
use minoots_terminal::errors::{Exit, Failure};
use rustix::process::Signal;
use serde::Serialize;
use tokio::time::{sleep, timeout};

use super::batches::Batches;
use super::creates;
use super::floor::{self, Floor};
use super::lateness::batches as due_batches;
use super::lateness::plan::Plan;
use super::program::Program;
use super::report::Fields;
use super::samples::median;
use super::single::Single;
use super::template::Template;

const BATCH: u32 = 500;
const CALLS: u32 = 4;
/// Timers that become due while the node is down.
const OVERDUE: u32 = 1_000;
/// Callers of the load under which a node is killed.
const LOAD_CALLERS: u32 = 64;
const KNOCK_INTERVAL: Duration = Duration::from_millis(1);
const FIRE_PATIENCE: Duration = Duration::from_secs(120);

/// The number of timers and restarts, and the way the node ends.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Number of pending timers
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    count: u32,
    /// Number of restarts
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    trials: u32,
    /// Kill the node under load instead of stopping it
    #[arg(long)]
    kill: bool,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    count: u32,
    /// `stop`, or `kill` under load.
    end: &'static str,
    /// For each trial, counted from the start of the process, in milliseconds.
    start_to_first_fire_ms: Vec<f64>,
    /// The median.
    start_to_first_fire_ms_p50: f64,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let mut node = Single::start(program).await?;
    let parent = || Some(node.folder().to_owned());
    let before = floor::measure(parent(), LOAD_CALLERS).await?;
    let template = Arc::new(Template::new());
    Batches::of(BATCH)
        .create(&node.endpoint, &template, 0..arguments.count)
        .await?;
    let mut trials = Vec::new();
    for _ in 0..arguments.trials {
        trials.push(node.trial(arguments.kill).await?);
    }
    let after = floor::measure(Some(node.folder().to_owned()), LOAD_CALLERS).await?;
    node.process.stop().await?;
    Ok(Report {
        bench: "restart",
        count: arguments.count,
        end: if arguments.kill { "kill" } else { "stop" },
        start_to_first_fire_ms_p50: median(&trials).unwrap_or_default(),
        start_to_first_fire_ms: trials,
        floor: Floor::new(&before, &after)?,
    })
}

impl Single {
    /// Ends the node before some timers are due, starts it afterwards, and waits for the first of them. Returns
    /// milliseconds.
    async fn trial(&mut self, kill: bool) -> Result<f64, Failure> {
        let plan = Arc::new(Plan::burst(clock::wall_ns(), OVERDUE));
        due_batches::create(&self.endpoint, &plan, CALLS).await?;
        if kill {
            let endpoint = self.endpoint.clone();
            // The load ends with the node. Its error does not matter.
            let load = tokio::spawn(async move { creates::run(&endpoint, u32::MAX, LOAD_CALLERS).await });
            sleep(Duration::from_secs(1)).await;
            self.process.signal(Signal::KILL);
            self.process.ended().await?;
            load.abort();
        } else {
            self.process.signal(Signal::TERM);
            self.process.ended().await?;
        }
        let until_due = plan.first_due_ns().saturating_sub(clock::wall_ns());
        sleep(Duration::from_nanos(u64::try_from(until_due).unwrap_or_default())).await;
        let started = clock::monotonic();
        self.start_again()?;
        let fired = timeout(FIRE_PATIENCE, first_fire(&self.endpoint, &plan)).await;
        fired.map_err(|_| Failure::new(Exit::TimedOut, format!("nothing fired within {FIRE_PATIENCE:?}")))??;
        let took_ms = (started.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
        self.ready().await?;
        Ok(took_ms)
    }
}

/// Connects until the node opens a stream, then waits for a timer of the plan.
async fn first_fire(endpoint: &str, plan: &Plan) -> Result<(), Failure> {
    let (requests, mut responses) = loop {
        let opened = match connect(endpoint).await {
            Ok(channel) => consumer::open(events(channel), &plan.queue, OVERDUE).await,
            Err(failure) => Err(failure),
        };
        match opened {
            Ok(opened) => break opened,
            Err(failure) if failure.exit == Exit::Unavailable => sleep(KNOCK_INTERVAL).await,
            Err(failure) => return Err(failure),
        }
    };
    loop {
        if let Received::Delivery(delivery, _) = responses.next().await? {
            let event_id = delivery.envelope.map(|envelope| envelope.id).unwrap_or_default();
            let ours = plan.index_of(&event_id).is_some();
            requests.ack(event_id, delivery.fence);
            if ours {
                return Ok(());
            }
        }
    }
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let each: Vec<String> = self
            .start_to_first_fire_ms
            .iter()
            .map(|ms| format!("{ms} ms"))
            .collect();
        vec![
            ("pending timers", self.count.to_string()),
            ("ended by", self.end.to_owned()),
            ("start to first fire", each.join(", ")),
        ]
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
