//! `minoots webhook dead-letters` and `redrive`: those of the queue that belongs to an endpoint.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;

use crate::client_arguments::ClientArguments;
use crate::commands::{event, queue};

/// Of which endpoint, and which.
#[derive(Args, Debug)]
pub struct List {
    /// The endpoint's id
    id: String,
    #[command(flatten)]
    which: queue::letters::Which,
}

/// Of which endpoint, and which, and how fast.
#[derive(Args, Debug)]
pub struct Redrive {
    /// The endpoint's id
    id: String,
    #[command(flatten)]
    which: event::redrive::Which,
}

/// Prints one page, or all.
pub async fn list(arguments: List, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    queue::letters::list(queue_of(&arguments.id), arguments.which, client, output).await
}

/// Redrives to the end and prints how many there were.
pub async fn redrive(arguments: Redrive, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    event::redrive::queue(queue_of(&arguments.id), arguments.which, client, output).await
}

/// What the queue of an endpoint is called.
fn queue_of(webhook: &str) -> String {
    format!("webhook:{webhook}")
}
