//! `minoots checkpoint get`.

use std::io::Write as _;

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::checkpoint::v1::GetCheckpointRequest;

use super::{Place, large, show};
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots checkpoint get`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Version to show [default: the current one]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
    /// Print only the data, unchanged
    #[arg(long)]
    data: bool,
    #[command(flatten)]
    reading: ReadArguments,
}

/// Prints the version.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetCheckpointRequest {
        execution: arguments.place.execution.clone(),
        name: arguments.place.name.clone(),
        partition_key: arguments.place.partition_key.clone().unwrap_or_default(),
        version: arguments.version.unwrap_or_default(),
        read: arguments.reading.options(),
    };
    let answer = client.call(&request).await?;
    let mut checkpoint = answer.checkpoint.unwrap_or_default();
    if large::refers(&checkpoint) && (arguments.data || output.is_json()) {
        checkpoint = large::get(&arguments.place, checkpoint.version, arguments.reading, client).await?;
    }
    if arguments.data {
        let mut out = std::io::stdout().lock();
        let written = out.write_all(&checkpoint.data).and_then(|()| out.flush());
        return written.map_err(|error| Failure::io("cannot write to standard output", &error));
    }
    if output.is_json() {
        return output.json(&checkpoint);
    }
    output.table(&show::checkpoint(&checkpoint))
}
