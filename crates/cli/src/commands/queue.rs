//! `minoots queue`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};

use crate::client_arguments::ClientArguments;

mod create;
pub mod letters;
mod list;
mod options;
mod pause;
mod purge;
mod show;
mod update;

/// Arguments of `minoots queue`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Create a queue with options, or give options to a queue created by first use
    Create(create::Arguments),
    /// Show a queue and its counts
    Get(list::One),
    /// List queues
    List(list::Arguments),
    /// Change options of a queue; those left out stay as they are
    Update(update::Arguments),
    /// Pause a queue: it offers nothing; outstanding deliveries continue
    Pause(pause::Arguments),
    /// Resume a queue: it offers the waiting events in order
    Resume(pause::Arguments),
    /// Purge a queue: all fired and unsettled events fail as PURGED
    Purge(purge::Arguments),
    /// List the dead letters of a queue in the order of failure
    DeadLetters(letters::Arguments),
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Create(arguments) => create::run(arguments, &client, output).await,
        Action::Get(arguments) => list::get(arguments, &client, output).await,
        Action::List(arguments) => list::run(arguments, &client, output).await,
        Action::Update(arguments) => update::run(arguments, &client, output).await,
        Action::Pause(arguments) => pause::pause(arguments, &client, output).await,
        Action::Resume(arguments) => pause::resume(arguments, &client, output).await,
        Action::Purge(arguments) => purge::run(arguments, &client, output).await,
        Action::DeadLetters(arguments) => letters::run(arguments, &client, output).await,
    }
}
