//! `minoots schedule`.

use clap::{Args, Subcommand};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};

use crate::client_arguments::ClientArguments;

mod backfill;
mod calendar;
mod create;
mod delete;
mod get;
mod list;
mod pause;
mod policies;
mod preview;
mod show;
mod template;
mod trigger;
mod update;

/// Arguments of `minoots schedule`.
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
    /// Create a schedule; its occurrences start after now
    Create(create::Arguments),
    /// Show a schedule
    Get(get::Arguments),
    /// List schedules
    List(list::Arguments),
    /// Change a schedule for later occurrences; options left out stay as they are
    Update(update::Arguments),
    /// Delete a schedule; its timers remain
    Delete(delete::Arguments),
    /// Pause a schedule, so that no occurrence runs
    Pause(pause::Arguments),
    /// Resume a schedule with the occurrences after now
    Resume(pause::Arguments),
    /// Create a timer of a schedule now
    Trigger(trigger::Arguments),
    /// Create timers for past instants at a limited rate
    Backfill(backfill::Arguments),
    /// Preview the occurrences of a rule; nothing is stored
    Preview(preview::Arguments),
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
        Action::Pause(arguments) => pause::pause(arguments, &client, output).await,
        Action::Resume(arguments) => pause::resume(arguments, &client, output).await,
        Action::Trigger(arguments) => trigger::run(arguments, &client, output).await,
        Action::Backfill(arguments) => backfill::run(arguments, &client, output).await,
        Action::Preview(arguments) => preview::run(arguments, &client, output).await,
    }
}
