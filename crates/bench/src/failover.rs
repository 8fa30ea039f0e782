//! `minoots-bench failover`: measures the pause in firing after the loss of a leader, and checks for lost and duplicate
//! deliveries.
//!
//! The pause is measured from outside: from the signal until a consumer receives the first new timer of a later leader.
//! The acknowledged creates and cancels are compared with the deliveries.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueEnum};
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use rustix::process::Signal;

use super::cluster::Cluster;
use super::program::Program;
use super::samples::tenth_ms;

pub(super) mod calls;
pub(super) mod consumers;
pub(super) mod ledger;
pub(super) mod load;
pub(super) mod report;
mod trial;

use calls::Calls;
use consumers::Consumers;
use ledger::Ledger;
use load::Load;
use report::Report;
use trial::Outcome;

/// Three nodes survive the loss of one.
const NODES: u32 = 3;
/// A timer not delivered this long after its last due instant counts as missing.
const PATIENCE: Duration = Duration::from_secs(60);

/// The number of trials, the load, and the kind of loss.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Number of leaders to lose
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    trials: u32,
    /// Timers due per second, scheduled ahead
    #[arg(long, value_name = "R", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(4..=100_000))]
    rate: u32,
    /// Kind of loss: SIGKILL, SIGSTOP for 10 s, or SIGTERM
    #[arg(long, value_enum, default_value_t = Loss::Kill)]
    kill: Loss,
}

/// The kind of loss of a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Loss {
    /// Send SIGKILL
    Kill,
    /// Send SIGSTOP, and SIGCONT after 10 s
    Stop,
    /// Send SIGTERM, on which the leader hands over leadership
    Term,
}

impl Loss {
    fn signal(self) -> Signal {
        match self {
            Self::Kill => Signal::KILL,
            Self::Stop => Signal::STOP,
            Self::Term => Signal::TERM,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Stop => "stop",
            Self::Term => "term",
        }
    }
}

/// Measures, prints the report, and fails if a guarantee was violated.
pub async fn run(arguments: Arguments, program: &Program, output: Output) -> Result<(), Failure> {
    let mut cluster = Cluster::start(program, NODES).await?;
    let report = measure(&mut cluster, &arguments).await?;
    cluster.stop().await?;
    report::print(output, &report)?;
    if report.verdict.is_clean() {
        return Ok(());
    }
    Err(Failure::failed("the cluster broke a promise: see the report"))
}

async fn measure(cluster: &mut Cluster, arguments: &Arguments) -> Result<Report, Failure> {
    let endpoints: BTreeMap<u64, String> = cluster
        .members()
        .iter()
        .map(|member| (member.node, member.endpoint.clone()))
        .collect();
    let ledger = Arc::new(Ledger::new());
    let calls = Arc::new(Calls::new(endpoints.values())?);
    let consumers = Consumers::start(endpoints.values(), &ledger);
    let mut load = Load::start(&ledger, &calls, arguments.rate);
    let outcomes = tokio::select! {
        outcomes = trials(cluster, &ledger, arguments) => outcomes?,
        failure = load.failed() => return Err(failure),
    };
    load.finish().await?;
    settle(&ledger, &calls, PATIENCE).await?;
    drop(consumers);
    for example in ledger.examples() {
        eprintln!("{example}");
    }
    Ok(Report::new(
        arguments.kill.name(),
        arguments.rate,
        &outcomes,
        ledger.verdict(),
    ))
}

async fn trials(cluster: &mut Cluster, ledger: &Ledger, arguments: &Arguments) -> Result<Vec<Outcome>, Failure> {
    let mut outcomes = Vec::new();
    for trial in 1..=arguments.trials {
        let outcome = trial::run(cluster, ledger, arguments.kill).await?;
        eprintln!(
            "trial {trial}: node {} gone ({}), first fire after {} ms, none later than {} ms",
            outcome.node,
            arguments.kill.name(),
            outcome.to_first_fire_ms,
            tenth_ms(outcome.late_ns.iter().copied().max().unwrap_or_default())
        );
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// Waits until due timers were delivered, and repeats acknowledgements without an answer.
pub(super) async fn settle(ledger: &Ledger, calls: &Calls, patience: Duration) -> Result<(), Failure> {
    ledger.wait_until_delivered(patience).await;
    for (event_id, fence) in ledger.unsettled() {
        match calls.ack(&event_id, &fence).await {
            Ok(Some(())) => ledger.settled(&event_id),
            Ok(None) => {}
            // It remains without an answer, which the report shows.
            Err(refusal) if refusal.exit != Exit::Unavailable => eprintln!("{event_id}: {refusal}"),
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
