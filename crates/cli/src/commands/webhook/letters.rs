//! `minoots webhook dead-letters` and `redrive`, for the queue that belongs to an endpoint.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;

use crate::client_arguments::ClientArguments;
use crate::commands::{event, queue};

/// Arguments of `minoots webhook dead-letters`.
#[derive(Args, Debug)]
pub struct List {
    /// Endpoint's id
    id: String,
    #[command(flatten)]
    which: queue::letters::Which,
}

/// Arguments of `minoots webhook redrive`.
#[derive(Args, Debug)]
pub struct Redrive {
    /// Endpoint's id
    id: String,
    #[command(flatten)]
    which: event::redrive::Which,
}

/// Prints one page, or all pages.
pub async fn list(arguments: List, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    queue::letters::list(queue_of(&arguments.id), arguments.which, client, output).await
}

/// Redrives all matching dead letters and prints their number.
pub async fn redrive(arguments: Redrive, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    event::redrive::queue(queue_of(&arguments.id), arguments.which, client, output).await
}

/// The name of an endpoint's queue.
fn queue_of(webhook: &str) -> String {
    format!("webhook:{webhook}")
}
