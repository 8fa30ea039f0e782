//! `minoots webhook attempts`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::webhook::v1::{ListWebhookAttemptsRequest, WebhookAttempt};
use serde::Serialize;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots webhook attempts`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Endpoint's id
    id: String,
    #[command(flatten)]
    reading: ReadArguments,
}

/// The JSON output; the field is always present.
#[derive(Serialize)]
struct Log<'a> {
    attempts: &'a [WebhookAttempt],
}

/// Prints the last attempts, newest first.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListWebhookAttemptsRequest {
        id: arguments.id,
        read: arguments.reading.options(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&Log {
            attempts: &answer.attempts,
        });
    }
    output.table(&show::attempts(&answer.attempts))
}
