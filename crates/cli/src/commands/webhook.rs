//! `minoots webhook`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};

use crate::client_arguments::ClientArguments;

mod attempts;
mod create;
mod delete;
mod get;
mod letters;
mod list;
mod show;
mod test;
mod update;

/// Arguments of `minoots webhook`.
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
    /// Create an endpoint; its secret is shown only here
    Create(create::Arguments),
    /// Show an endpoint
    Get(get::Arguments),
    /// List endpoints
    List(list::Arguments),
    /// Change an endpoint, or rotate its secrets; options left out stay as they are
    Update(update::Arguments),
    /// Delete an endpoint
    Delete(delete::Arguments),
    /// Post one test event to an endpoint
    Test(test::Arguments),
    /// List the last delivery attempts of an endpoint
    Attempts(attempts::Arguments),
    /// List the dead letters of an endpoint in the order of failure
    DeadLetters(letters::List),
    /// Redrive the dead letters of an endpoint
    Redrive(letters::Redrive),
}

/// Runs the action.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { client, output, action } = arguments;
    let output = Output::new(output);
    match action {
        Action::Create(arguments) => create::run(arguments, &client, output).await,
        Action::Get(arguments) => get::run(arguments, &client, output).await,
        Action::List(arguments) => list::run(arguments, &client, output).await,
        Action::Update(arguments) => update::run(arguments, &client, output).await,
        Action::Delete(arguments) => delete::run(arguments, &client, output).await,
        Action::Test(arguments) => test::run(arguments, &client, output).await,
        Action::Attempts(arguments) => attempts::run(arguments, &client, output).await,
        Action::DeadLetters(arguments) => letters::list(arguments, &client, output).await,
        Action::Redrive(arguments) => letters::redrive(arguments, &client, output).await,
    }
}
