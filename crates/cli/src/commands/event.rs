//! `minoots event`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};

use crate::client_arguments::ClientArguments;

mod ack;
mod consume;
mod credits;
pub mod keys;
mod nack;
pub mod redrive;
mod tail;

/// Arguments of `minoots event`.
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
    /// Receive deliveries from a queue, print them and acknowledge them
    Consume(consume::Arguments),
    /// Follow the event log
    Tail(tail::Arguments),
    /// Acknowledge a delivery
    Ack(ack::Arguments),
    /// Return a delivery as failed
    Nack(nack::Arguments),
    /// Redrive one dead letter, or all that match conditions
    Redrive(redrive::Arguments),
    /// Print the public keys that verify events, as a JWKS
    Keys(keys::Arguments),
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Consume(arguments) => consume::run(arguments, &client, output).await,
        Action::Tail(arguments) => tail::run(arguments, &client, output).await,
        Action::Ack(arguments) => ack::run(arguments, &client, output).await,
        Action::Nack(arguments) => nack::run(arguments, &client, output).await,
        Action::Redrive(arguments) => redrive::run(arguments, &client, output).await,
        Action::Keys(_) => keys::run(&client, output).await,
    }
}
