//! `minoots webhook delete`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::webhook::v1::DeleteWebhookRequest;

use crate::client_arguments::ClientArguments;

/// Arguments of `minoots webhook delete`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Endpoint's id
    id: String,
    /// Version of the endpoint that must be current [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Deletes the endpoint.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = DeleteWebhookRequest {
        id: arguments.id,
        state_version: arguments.version.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(&format!("webhook {} is removed", request.id))
}
