//! `minoots checkpoint`.

use clap::{Args, Subcommand};
use minoots_client::CheckpointKey;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};

use crate::client_arguments::ClientArguments;

mod condition;
mod delete;
mod executions;
mod get;
mod large;
mod list;
mod put;
mod rollback;
mod show;
mod sweep;
mod verify;

/// What to do with checkpoints, and where.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

/// Which checkpoint.
#[derive(Args, Debug)]
struct Place {
    /// What it is of: an id of yours
    execution: String,
    /// The checkpoint's name within it
    name: String,
    /// The partition key it was made with [default: the execution]
    #[arg(long, value_name = "KEY")]
    partition_key: Option<String>,
}

impl Place {
    /// As the client takes it.
    fn key(&self) -> CheckpointKey {
        let partition_key = self.partition_key.clone().unwrap_or_default();
        CheckpointKey::new(&self.execution, &self.name, partition_key)
    }
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Write the next version, if the expected one is current
    Put(put::Arguments),
    /// Show the current version, or an earlier one
    Get(get::Arguments),
    /// List versions, newest first, or the checkpoints of an execution
    List(list::Arguments),
    /// List executions that have checkpoints
    Executions(executions::Arguments),
    /// Compute the checksums of all versions again
    Verify(verify::Arguments),
    /// Write an earlier version again, and cancel the timers that hang on what came after it
    Rollback(rollback::Arguments),
    /// Remove a checkpoint with all its versions
    Delete(delete::Arguments),
    /// Remove chunks of large states that no version refers to
    Sweep(sweep::Arguments),
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Put(arguments) => put::run(arguments, &client, output).await,
        Action::Get(arguments) => get::run(arguments, &client, output).await,
        Action::List(arguments) => list::run(arguments, &client, output).await,
        Action::Executions(arguments) => executions::run(arguments, &client, output).await,
        Action::Verify(arguments) => verify::run(arguments, &client, output).await,
        Action::Rollback(arguments) => rollback::run(arguments, &client, output).await,
        Action::Delete(arguments) => delete::run(arguments, &client, output).await,
        Action::Sweep(arguments) => sweep::run(arguments, &client, output).await,
    }
}
