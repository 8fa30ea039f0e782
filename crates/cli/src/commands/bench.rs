//! `minoots bench`: a node measured from outside, beside what the machine itself can do.
//!
//! Figures of one machine mean little on another, so every report carries the machine's floor, taken before and after
//! the run while the node is idle: what a sync to the same disk, a sleep, and an empty call cost here.

use clap::{Args, Subcommand};

use crate::errors::Failure;
use crate::output::{Output, OutputArguments};

mod all;
mod backup;
mod batch;
mod batches;
mod burst;
mod checkpoint;
mod cluster;
mod creates;
mod echo;
mod failover;
mod floor;
mod footprint;
mod idle;
mod lateness;
mod machine;
mod neighbour;
mod overload;
mod process;
mod report;
mod restart;
mod schedule;
mod settle;
mod single;
mod submit;
mod submits;
mod target;
mod template;
mod watchdogs;
mod workflows;

/// What to measure, and how to print it.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand, Debug)]
enum Bench {
    /// How late timers fire, measured at a consumer
    Lateness(lateness::Arguments),
    /// How fast single durable creates are
    Schedule(schedule::Arguments),
    /// How fast durable creates are, many to a call
    Batch(batch::Arguments),
    /// How fast durable creates are over streams
    Submit(submit::Arguments),
    /// How long many timers due in one instant take to be delivered, and settled
    Burst(burst::Arguments),
    /// How many timers a node fires, delivers and settles a second for as long as there are more
    Settle(settle::Arguments),
    /// What pending timers cost in memory and on disk
    Footprint(footprint::Arguments),
    /// What a node takes that has nothing to do, alone and with many consumers that wait
    Idle(idle::Arguments),
    /// What becomes of twice the creates that a node can take, and of the timers it took before
    Overload(overload::Arguments),
    /// How late the timers of one tenant are while another offers 100 times its quota
    Neighbour(neighbour::Arguments),
    /// What agents that touch their watchdogs cost a node, and how soon one that is silent is noticed
    Watchdogs(watchdogs::Arguments),
    /// How soon what is due in executions is acted on, and the work of silent agents given on
    Workflows(workflows::Arguments),
    /// How long a version of a checkpoint takes, and a rollback with its timers
    Checkpoint(checkpoint::Arguments),
    /// How long a node with many pending timers takes from its start to its first fire
    Restart(restart::Arguments),
    /// How long no timer fires after a leader is gone, and whether anything is lost or done twice
    Failover(failover::Arguments),
    /// What a backup costs a node under load, and whether a restore of it has all it should
    Backup(backup::Arguments),
    /// Every figure that has a limit, beside it
    All(all::Arguments),
    /// Answer creates without doing anything: the floor that the others are compared with
    #[command(hide = true)]
    Echo,
}

/// What is measured.
#[derive(Args, Clone, Debug)]
pub struct TargetArguments {
    /// A server to measure [default: a node of its own in a temporary directory]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Nodes to start; of several, the leader gets the load
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "endpoint")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=7))]
    nodes: u32,
}

impl TargetArguments {
    /// A node of its own, alone.
    fn one_node() -> Self {
        Self {
            endpoint: None,
            nodes: 1,
        }
    }
}

/// What most measurements take.
#[derive(Args, Clone, Debug)]
pub struct LoadArguments {
    #[command(flatten)]
    target: TargetArguments,
    /// Timers to create
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    count: u32,
    /// Callers at once
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    concurrency: u32,
}

/// Runs the measurement and prints its report.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    match arguments.bench {
        Bench::Lateness(arguments) => report::print(output, &lateness::run(arguments).await?),
        Bench::Schedule(arguments) => report::print(output, &schedule::run(arguments).await?),
        Bench::Batch(arguments) => report::print(output, &batch::run(arguments).await?),
        Bench::Submit(arguments) => report::print(output, &submit::run(arguments).await?),
        Bench::Burst(arguments) => report::print(output, &burst::run(arguments).await?),
        Bench::Settle(arguments) => report::print(output, &settle::run(arguments).await?),
        Bench::Footprint(arguments) => report::print(output, &footprint::run(arguments).await?),
        Bench::Idle(arguments) => report::print(output, &idle::run(arguments).await?),
        Bench::Overload(arguments) => report::print(output, &overload::run(arguments).await?),
        Bench::Neighbour(arguments) => report::print(output, &neighbour::run(arguments).await?),
        Bench::Watchdogs(arguments) => report::print(output, &watchdogs::run(arguments).await?),
        Bench::Workflows(arguments) => report::print(output, &workflows::run(arguments).await?),
        Bench::Checkpoint(arguments) => report::print(output, &checkpoint::run(arguments).await?),
        Bench::Restart(arguments) => report::print(output, &restart::run(arguments).await?),
        Bench::Failover(arguments) => failover::run(arguments, output).await,
        Bench::Backup(arguments) => backup::run(arguments, output).await,
        Bench::All(arguments) => all::run(arguments, output).await,
        Bench::Echo => echo::serve().await,
    }
}
