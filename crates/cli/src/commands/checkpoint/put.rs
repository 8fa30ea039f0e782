//! `minoots checkpoint put`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_server::PAYLOAD_BYTES_MAX;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::checkpoint::v1::{PutCheckpointRequest, PutCheckpointResponse};

use super::condition::{self, Condition};
use super::{Place, large, show};
use crate::client_arguments::ClientArguments;
use crate::value::{self, Label};

/// Arguments of `minoots checkpoint put`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// File with the data, at most 64 MiB; - reads standard input. More than 256 KiB is stored in chunks
    file: String,
    /// Version that must be current [default: none, which creates the first version]
    #[arg(long, value_name = "N")]
    expected_version: Option<u64>,
    /// Media type of the data
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// SHA-256 of the data, in hexadecimal; the server rejects different data
    #[arg(long, value_name = "HEX")]
    checksum: Option<String>,
    /// Label; repeatable with other keys
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// Number of versions to retain from now on, at most 1000 [default: unchanged, 100 at first]
    #[arg(long, value_name = "N")]
    keep_last: Option<u32>,
    /// Timer that a rollback to an earlier version cancels; repeatable
    #[arg(long = "timer", value_name = "ID")]
    timers: Vec<String>,
    /// Condition on the current version that must hold, such as `/step == "plan"`; repeatable
    #[arg(long = "if", value_name = "CONDITION")]
    preconditions: Vec<Condition>,
    /// Condition on the new data that must hold, such as `/attempts < 5` or `/result exists`; repeatable
    #[arg(long = "ensure", value_name = "CONDITION")]
    postconditions: Vec<Condition>,
    /// Idempotency key: a repeat returns the first response [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// Writes the version and prints it.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let data = large::read(&arguments.file)?;
    let request = PutCheckpointRequest {
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
        execution: arguments.place.execution,
        name: arguments.place.name,
        partition_key: arguments.place.partition_key.unwrap_or_default(),
        expected_version: arguments.expected_version.unwrap_or_default(),
        content_type: arguments.content_type.unwrap_or_default(),
        data: data.into(),
        checksum: arguments.checksum.unwrap_or_default(),
        labels: value::labels(arguments.labels)?,
        keep_last: arguments.keep_last.unwrap_or_default(),
        timer_ids: arguments.timers,
        preconditions: condition::all(arguments.preconditions),
        postconditions: condition::all(arguments.postconditions),
    };
    if request.data.len() > PAYLOAD_BYTES_MAX {
        let answer = PutCheckpointResponse {
            checkpoint: Some(large::put(request, client).await?),
            ..PutCheckpointResponse::default()
        };
        return print(answer, output);
    }
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--request-id", &request.request_id))?;
    print(answer, output)
}

fn print(answer: PutCheckpointResponse, output: Output) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::checkpoint(&answer.checkpoint.unwrap_or_default()))
}
