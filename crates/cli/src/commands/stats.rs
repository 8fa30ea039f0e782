//! `minoots stats`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};

use crate::client_arguments::ClientArguments;

mod lateness;

/// Arguments of `minoots stats`.
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
    /// Show the lateness of first deliveries, by node and queue, since each node started
    Lateness,
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    match action {
        Action::Lateness => lateness::run(&client, Output::new(output)).await,
    }
}
