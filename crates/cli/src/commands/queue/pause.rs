//! `minoots queue pause` and `minoots queue resume`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::queue::v1::{PauseQueueRequest, ResumeQueueRequest};

use super::show;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots queue pause` and `resume`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Queue's name
    id: String,
    /// Reason, at most 255 bytes; the event log and a paused queue show it
    #[arg(long)]
    reason: Option<String>,
}

/// Pauses the queue and prints it.
pub async fn pause(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = PauseQueueRequest {
        id: arguments.id,
        reason: arguments.reason.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::queue(&answer.queue.unwrap_or_default()))
}

/// Resumes the queue and prints it.
pub async fn resume(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ResumeQueueRequest {
        id: arguments.id,
        reason: arguments.reason.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::queue(&answer.queue.unwrap_or_default()))
}
