//! `minoots webhook get`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::webhook::v1::GetWebhookRequest;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots webhook get`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Endpoint's id
    id: String,
    #[command(flatten)]
    reading: ReadArguments,
}

/// Prints the endpoint.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetWebhookRequest {
        id: arguments.id,
        read: arguments.reading.options(),
    };
    let answer = client.call(&request).await?;
    let webhook = answer.webhook.unwrap_or_default();
    if output.is_json() {
        return output.json(&webhook);
    }
    output.table(&show::webhook(&webhook))
}
