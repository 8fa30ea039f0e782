//! `minoots timer`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};

use crate::client_arguments::ClientArguments;

mod cancel;
mod cancel_many;
mod create;
mod filter;
mod get;
mod list;
mod outcome;
mod reschedule;
pub mod show;
mod touch;
mod wait;
mod watchdog;

/// Arguments of `minoots timer`.
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
    /// Create a timer
    Create(Box<create::Arguments>),
    /// Show a timer
    Get(get::Arguments),
    /// List timers
    List(list::Arguments),
    /// Cancel a timer, or all that match conditions, unless they are armed
    Cancel(cancel::Arguments),
    /// Wait until a timer fires or ends
    Wait(wait::Arguments),
    /// Reschedule a timer that is not yet armed
    Reschedule(reschedule::Arguments),
    /// Send a heartbeat to watchdogs, so that they do not fire
    Touch(touch::Arguments),
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Create(arguments) => create::run(*arguments, &client, output).await,
        Action::Get(arguments) => get::run(arguments, &client, output).await,
        Action::List(arguments) => list::run(arguments, &client, output).await,
        Action::Cancel(arguments) => cancel::run(arguments, &client, output).await,
        Action::Wait(arguments) => wait::run(arguments, &client, output).await,
        Action::Touch(arguments) => touch::run(arguments, &client, output).await,
        Action::Reschedule(arguments) => reschedule::run(arguments, &client, output).await,
    }
}
