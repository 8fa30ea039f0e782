//! `minoots-bench`: a node measured from outside, beside what the machine itself can do.
//!
//! Figures of one machine mean little on another, so every report carries the machine's floor, taken before and after
//! the run while the node is idle: what a sync to the same disk, a sleep, and an empty call cost here.
//!
//! The nodes are processes of the program `minoots`, and everything that a measurement knows of them it knows from outside.

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use minoots_terminal::build::LONG_VERSION;
use minoots_terminal::errors::{self, Failure};
use minoots_terminal::output::{Output, OutputArguments};

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
mod program;
mod report;
mod restart;
mod samples;
mod schedule;
mod settle;
mod single;
mod submit;
mod submits;
mod target;
mod template;
mod watchdogs;
mod workflows;

use program::Program;

/// As in `minoots`: the memory of the load has no part in what is measured.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Measure a MINOOTS node beside what the machine itself can do
#[derive(Parser, Debug)]
#[command(name = "minoots-bench", version, long_version = LONG_VERSION, subcommand_required = true, arg_required_else_help = true)]
struct CommandLine {
    #[command(flatten)]
    program: Program,
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

#[tokio::main]
async fn main() -> ExitCode {
    errors::ended(run(CommandLine::parse()).await)
}

/// Runs the measurement and prints its report.
async fn run(command_line: CommandLine) -> Result<(), Failure> {
    let (program, output) = (&command_line.program, Output::new(command_line.output));
    match command_line.bench {
        Bench::Lateness(arguments) => report::print(output, &lateness::run(arguments, program).await?),
        Bench::Schedule(arguments) => report::print(output, &schedule::run(arguments, program).await?),
        Bench::Batch(arguments) => report::print(output, &batch::run(arguments, program).await?),
        Bench::Submit(arguments) => report::print(output, &submit::run(arguments, program).await?),
        Bench::Burst(arguments) => report::print(output, &burst::run(arguments, program).await?),
        Bench::Settle(arguments) => report::print(output, &settle::run(arguments, program).await?),
        Bench::Footprint(arguments) => report::print(output, &footprint::run(arguments, program).await?),
        Bench::Idle(arguments) => report::print(output, &idle::run(arguments, program).await?),
        Bench::Overload(arguments) => report::print(output, &overload::run(arguments, program).await?),
        Bench::Neighbour(arguments) => report::print(output, &neighbour::run(arguments, program).await?),
        Bench::Watchdogs(arguments) => report::print(output, &watchdogs::run(arguments, program).await?),
        Bench::Workflows(arguments) => report::print(output, &workflows::run(arguments, program).await?),
        Bench::Checkpoint(arguments) => report::print(output, &checkpoint::run(arguments, program).await?),
        Bench::Restart(arguments) => report::print(output, &restart::run(arguments, program).await?),
        Bench::Failover(arguments) => failover::run(arguments, program, output).await,
        Bench::Backup(arguments) => backup::run(arguments, program, output).await,
        Bench::All(arguments) => all::run(arguments, program, output).await,
        Bench::Echo => echo::serve().await,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_command_line_is_well_formed() {
        super::CommandLine::command().debug_assert();
    }
}
