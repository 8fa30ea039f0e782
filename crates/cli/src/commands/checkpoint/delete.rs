//! `minoots checkpoint delete`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_client::CheckpointKey;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::checkpoint::v1::DeleteCheckpointRequest;

use super::Place;
use crate::client_arguments::ClientArguments;
use crate::value;

/// Arguments of `minoots checkpoint delete`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Version that must be current
    #[arg(long, value_name = "N")]
    expected_version: Option<u64>,
    /// Idempotency key: a repeat returns the first response [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// Deletes the checkpoint.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = DeleteCheckpointRequest {
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
        execution: arguments.place.execution,
        name: arguments.place.name,
        partition_key: arguments.place.partition_key.unwrap_or_default(),
        expected_version: arguments.expected_version.unwrap_or_default(),
    };
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--request-id", &request.request_id))?;
    // The checkpoint is deleted, even if deleting its chunks fails.
    let place = CheckpointKey::new(&request.execution, &request.name, &request.partition_key);
    if let Err(error) = client.client()?.sweep_checkpoint(place).await {
        eprintln!("its chunks, if it has any, are left for `minoots checkpoint sweep`: {error}");
    }
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(&format!(
        "checkpoint {} of {} is removed",
        request.name, request.execution
    ))
}
