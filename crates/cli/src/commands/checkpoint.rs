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

/// Arguments of `minoots checkpoint`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

/// The checkpoint to act on.
#[derive(Args, Debug)]
struct Place {
    /// Execution's id, which the caller chooses
    execution: String,
    /// Checkpoint's name within the execution
    name: String,
    /// Partition key of the checkpoint [default: the execution]
    #[arg(long, value_name = "KEY")]
    partition_key: Option<String>,
}

impl Place {
    /// Converts the arguments into the client library's key.
    fn key(&self) -> CheckpointKey {
        let partition_key = self.partition_key.clone().unwrap_or_default();
        CheckpointKey::new(&self.execution, &self.name, partition_key)
    }
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Write the next version if the expected version is current
    Put(put::Arguments),
    /// Show the current version, or an earlier one
    Get(get::Arguments),
    /// List versions, newest first, or the checkpoints of an execution
    List(list::Arguments),
    /// List executions that have checkpoints
    Executions(executions::Arguments),
    /// Recompute the checksums of all versions
    Verify(verify::Arguments),
    /// Restore the data of an earlier version, and cancel the timers bound to later versions
    Rollback(rollback::Arguments),
    /// Delete a checkpoint with all its versions
    Delete(delete::Arguments),
    /// Delete chunks of large states that no version refers to
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
