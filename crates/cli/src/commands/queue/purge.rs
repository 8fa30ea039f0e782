//! `minoots queue purge`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::queue::v1::PurgeQueueRequest;
use serde_json::json;

use crate::client_arguments::ClientArguments;

/// Arguments of `minoots queue purge`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Queue's name
    id: String,
    /// Delete the queue's dead letters too
    #[arg(long)]
    dead_letters: bool,
    /// Reason, at most 255 bytes; the event log records it
    #[arg(long)]
    reason: Option<String>,
}

/// Purges the queue completely and prints the counts.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = PurgeQueueRequest {
        id: arguments.id,
        dead_letters: arguments.dead_letters,
        reason: arguments.reason.unwrap_or_default(),
    };
    let (mut purged, mut dead_letters, mut finished) = (0, 0, false);
    while !finished {
        let answer = client.call(&request).await?;
        purged += answer.purged;
        dead_letters += answer.dead_letters;
        finished = answer.finished;
    }
    if output.is_json() {
        return output.json(&json!({ "purged": purged, "deadLetters": dead_letters }));
    }
    output.line(&format!("purged: {purged}; dead letters forgotten: {dead_letters}"))
}
