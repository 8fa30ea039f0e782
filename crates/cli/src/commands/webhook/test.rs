//! `minoots webhook test`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::webhook::v1::TestWebhookRequest;

use super::show;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots webhook test`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Endpoint's id
    id: String,
}

/// Posts a test event and prints the result. Fails if the receiver did not accept it.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = TestWebhookRequest { id: arguments.id };
    let answer = client.call(&request).await?;
    if output.is_json() {
        output.json(&answer)?;
    } else {
        output.table(&show::attempts(answer.attempt.as_slice()))?;
    }
    if answer.delivered {
        return Ok(());
    }
    let attempt = answer.attempt.unwrap_or_default();
    Err(Failure::failed(format!("it was not taken: {}", attempt.message)))
}
