//! `minoots checkpoint put`.

use clap::Args;
use minoots_server::PAYLOAD_BYTES_MAX;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::checkpoint::v1::{PutCheckpointRequest, PutCheckpointResponse};

use super::condition::{self, Condition};
use super::{Place, large, show};
use crate::client_arguments::ClientArguments;
use crate::value::{self, Label};

/// What to write, and over what.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The file whose bytes it has, at most 64 MiB; - for standard input. What is larger than 256 KiB goes in chunks
    file: String,
    /// The version that is current; left out to make the first one
    #[arg(long, value_name = "N")]
    expected_version: Option<u64>,
    /// Media type of the data
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// SHA-256 of the data, in hexadecimal: what arrives otherwise is refused
    #[arg(long, value_name = "HEX")]
    checksum: Option<String>,
    /// A label; may be repeated with other keys
    #[arg(long = "label", value_name = "KEY=VALUE")]
    labels: Vec<Label>,
    /// Keep the last so many versions from now on, at most 1000 [default: as it is, 100 at first]
    #[arg(long, value_name = "N")]
    keep_last: Option<u32>,
    /// A timer that a rollback to an earlier version cancels; may be repeated
    #[arg(long = "timer", value_name = "ID")]
    timers: Vec<String>,
    /// Write only if this holds of the version that is current, such as `/step == "plan"`; may be repeated
    #[arg(long = "if", value_name = "CONDITION")]
    preconditions: Vec<Condition>,
    /// Write only if this holds of what is written, such as `/attempts < 5` or `/result exists`; may be repeated
    #[arg(long = "ensure", value_name = "CONDITION")]
    postconditions: Vec<Condition>,
    /// Makes repeating this request answer as the first did [default: a new one]
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
}

/// Writes it and prints what was written.
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
    let checkpoints = client.checkpoints().await?;
    let answer = unary(|| {
        let (mut checkpoints, request) = (checkpoints.clone(), request.clone());
        async move { checkpoints.put_checkpoint(request).await }
    })
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
