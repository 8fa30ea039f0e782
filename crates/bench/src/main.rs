//! `minoots-bench`: measures a node from outside, next to the limits of the machine.
//!
//! Figures of one machine mean little on another. So every report contains the machine's floor: the cost of a sync to
//! the same disk, of a sleep, and of an empty call. It is measured before and after the run, while the node is idle.
//!
//! The nodes are processes of the program `minoots`, and a measurement accesses them only from outside.

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

/// The same allocator as `minoots`, so that the load's memory does not disturb the measurement.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Measure a MINOOTS node, next to the limits of the machine
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
    /// Measure the lateness of timers at a consumer
    Lateness(lateness::Arguments),
    /// Measure the rate of single durable creates
    Schedule(schedule::Arguments),
    /// Measure the rate of durable creates in batches
    Batch(batch::Arguments),
    /// Measure the rate of durable creates over streams
    Submit(submit::Arguments),
    /// Measure the delivery and settlement of a burst: many timers due in one instant
    Burst(burst::Arguments),
    /// Measure how many timers per second a node fires, delivers and settles under a constant backlog
    Settle(settle::Arguments),
    /// Measure the memory and disk space of pending timers
    Footprint(footprint::Arguments),
    /// Measure processor time and memory of an idle node, alone and with many waiting consumers
    Idle(idle::Arguments),
    /// Measure creates at twice the capacity of a node, and the lateness of timers accepted before
    Overload(overload::Arguments),
    /// Measure the lateness of one tenant's timers while another tenant offers 100 times its quota
    Neighbour(neighbour::Arguments),
    /// Measure the cost of watchdog touches, and the delay until a silent agent is noticed
    Watchdogs(watchdogs::Arguments),
    /// Measure the delay of deadlines in executions, and of the replacement of silent agents
    Workflows(workflows::Arguments),
    /// Measure the latency of checkpoint writes, and of rollbacks that cancel timers
    Checkpoint(checkpoint::Arguments),
    /// Measure the time from the start of a node with many pending timers to its first fire
    Restart(restart::Arguments),
    /// Measure the pause in firing after the loss of a leader, and check for lost and duplicate deliveries
    Failover(failover::Arguments),
    /// Measure the cost of a backup under load, and check a restore from it
    Backup(backup::Arguments),
    /// Run the benchmarks that have limits, and compare each figure with its limit
    All(all::Arguments),
    /// Answer creates without doing anything, as the floor for other figures
    #[command(hide = true)]
    Echo,
}

/// The server or nodes to measure.
#[derive(Args, Clone, Debug)]
pub struct TargetArguments {
    /// URL of a server to measure [default: a node of its own in a temporary directory]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Number of nodes to start; with several, the load goes to the leader
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "endpoint")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=7))]
    nodes: u32,
}

impl TargetArguments {
    /// One node of its own.
    fn one_node() -> Self {
        Self {
            endpoint: None,
            nodes: 1,
        }
    }
}

/// The arguments that most benchmarks share.
#[derive(Args, Clone, Debug)]
pub struct LoadArguments {
    #[command(flatten)]
    target: TargetArguments,
    /// Number of timers to create
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    count: u32,
    /// Number of concurrent callers
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
