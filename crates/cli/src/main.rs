//! The `minoots` command line: a development node, a node of a cluster, and a client of any node.
//!
//! Invariants:
//! - Standard output carries results only; everything else goes to standard error.
//! - The exit code tells scripts the result ([`errors::Exit`]). No input makes the process panic.
//! - A write carries an id or a request id that is chosen here, so that a repeat is idempotent.

use std::io::{IsTerminal as _, stdout};
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use minoots_terminal::errors::{self, Failure};
use rustix::fs::Mode;
use rustix::process::umask;

#[cfg(feature = "mcp")]
use crate::commands::mcp;
#[cfg(feature = "orchestrator")]
use crate::commands::orchestrator;
#[cfg(feature = "slack")]
use crate::commands::slack;
use crate::commands::{
    agent, audit, backup, budget, checkpoint, cluster, completions, config, dev, doctor, event, health, key, lease,
    policy, queue, restore, schedule, server, stats, store, support_bundle, tenant, timer, transact, verify,
    verify_release, webhook, workflow,
};

mod client_arguments;
mod commands;
mod delivery_arguments;
mod epoch;
mod examples;
mod file;
mod listing;
mod notice;
#[cfg_attr(not(feature = "orchestrator"), path = "no_orchestration.rs")]
mod orchestration;
#[cfg(test)]
mod parity;
mod progress;
mod read_arguments;
mod reconnect;
mod record;
mod settings;
mod value;
mod version;

/// jemalloc returns the memory of a burst to the system, and its threads do not contend; glibc keeps a heap per thread.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Durable timers for agents
#[derive(Parser, Debug)]
#[command(name = "minoots", version, long_version = version::long(), subcommand_required = true, arg_required_else_help = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Run a development node: tenant dev, no credentials, this machine only
    Dev(dev::Arguments),
    /// Run one node of a cluster
    Server(server::Arguments),
    /// Create, read, reschedule and cancel timers
    Timer(timer::Arguments),
    /// Receive and acknowledge events
    Event(event::Arguments),
    /// Create, show, pause and purge queues
    Queue(queue::Arguments),
    /// Manage webhook endpoints, to which events are posted
    Webhook(webhook::Arguments),
    /// Manage schedules, which create timers by rules
    Schedule(Box<schedule::Arguments>),
    /// Store versioned state of executions
    Checkpoint(Box<checkpoint::Arguments>),
    /// Manage leases: exclusive ownership for a limited time, with fencing tokens
    Lease(lease::Arguments),
    /// Manage budgets: exact rate limits over rolling windows
    Budget(budget::Arguments),
    /// Commit several writes as one transaction, all or none
    Transact(transact::Arguments),
    /// Manage workflows: definitions and their executions
    Workflow(Box<workflow::Arguments>),
    /// Register agents and watch their heartbeats and progress
    Agent(Box<agent::Arguments>),
    /// Run an orchestrator, which acts on due timers of workflows, beside a cluster
    #[cfg(feature = "orchestrator")]
    Orchestrator(orchestrator::Arguments),
    /// Give an agent durable wakes over the Model Context Protocol
    #[cfg(feature = "mcp")]
    Mcp(Box<mcp::Arguments>),
    /// Serve a Slack app: timers by /ato, and channel messages when they fire
    #[cfg(feature = "slack")]
    Slack(Box<slack::Arguments>),
    /// Show and change the nodes of a cluster
    Cluster(cluster::Arguments),
    /// Create, list and revoke API keys
    Key(key::Arguments),
    /// List, export and verify audit records
    Audit(audit::Arguments),
    /// Show tenants and set their quotas
    Tenant(tenant::Arguments),
    /// Set, show and evaluate a tenant's policy
    Policy(policy::Arguments),
    /// Back up the state of a running cluster to a directory or an object store
    Backup(backup::Arguments),
    /// Restore a backup into the data directory of a new node
    Restore(restore::Arguments),
    /// Check a data directory whose node is stopped
    Store(store::Arguments),
    /// Check that a node is ready; the health check of containers
    Health(health::Arguments),
    /// Examine this machine, the files of a node and its cluster, and say what to improve
    Doctor(doctor::Arguments),
    /// Collect what helps to support a node or a cluster into one archive, without secrets and payloads
    SupportBundle(support_bundle::Arguments),
    /// Show statistics of a cluster
    Stats(stats::Arguments),
    /// Verify the signatures of events printed by `event consume` and `event tail`
    Verify(verify::Arguments),
    /// Verify the signature and the files of a release
    VerifyRelease(verify_release::Arguments),
    /// Show every setting with its origin
    Config(config::Arguments),
    /// Print a shell completion script
    Completions(completions::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    // Data, keys, backups and exports are readable by their user alone.
    umask(Mode::RWXG | Mode::RWXO);
    let mut command = examples::added_to(CommandLine::command());
    if !stdout().is_terminal() {
        // Programs that read a help text find each option on one line.
        command = command.term_width(0);
    }
    let matches = command.get_matches();
    let line = CommandLine::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    errors::ended(run(line.command).await)
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Dev(arguments) => dev::run(arguments).await,
        Command::Server(arguments) => server::run(arguments).await,
        Command::Timer(arguments) => timer::run(arguments).await,
        Command::Event(arguments) => event::run(arguments).await,
        Command::Queue(arguments) => queue::run(arguments).await,
        Command::Webhook(arguments) => webhook::run(arguments).await,
        Command::Schedule(arguments) => schedule::run(*arguments).await,
        Command::Checkpoint(arguments) => checkpoint::run(*arguments).await,
        Command::Lease(arguments) => lease::run(arguments).await,
        Command::Budget(arguments) => budget::run(arguments).await,
        Command::Transact(arguments) => transact::run(arguments).await,
        Command::Agent(arguments) => agent::run(*arguments).await,
        Command::Workflow(arguments) => workflow::run(*arguments).await,
        #[cfg(feature = "orchestrator")]
        Command::Orchestrator(arguments) => orchestrator::run(arguments).await,
        #[cfg(feature = "mcp")]
        Command::Mcp(arguments) => mcp::run(*arguments).await,
        #[cfg(feature = "slack")]
        Command::Slack(arguments) => slack::run(*arguments).await,
        Command::Cluster(arguments) => cluster::run(arguments).await,
        Command::Key(arguments) => key::run(arguments).await,
        Command::Audit(arguments) => audit::run(arguments).await,
        Command::Tenant(arguments) => tenant::run(arguments).await,
        Command::Policy(arguments) => policy::run(arguments).await,
        Command::Backup(arguments) => backup::run(arguments).await,
        Command::Restore(arguments) => restore::run(arguments).await,
        Command::Store(arguments) => store::run(arguments).await,
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Health(arguments) => health::run(arguments).await,
        Command::SupportBundle(arguments) => support_bundle::run(arguments).await,
        Command::Stats(arguments) => stats::run(arguments).await,
        Command::Verify(arguments) => verify::run(arguments).await,
        Command::VerifyRelease(arguments) => verify_release::run(&arguments),
        Command::Config(arguments) => config::run(arguments),
        Command::Completions(arguments) => completions::run(&arguments),
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
