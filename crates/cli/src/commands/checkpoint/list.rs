//! `minoots checkpoint list`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::checkpoint::v1::ListCheckpointsRequest;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;

/// Arguments of `minoots checkpoint list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Execution's id
    execution: String,
    /// Checkpoint whose versions are listed, newest first [default: the current version of each checkpoint, by name]
    name: Option<String>,
    /// List only checkpoints with this partition key
    #[arg(long, value_name = "KEY")]
    partition_key: Option<String>,
    #[command(flatten)]
    list: ListArguments,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListCheckpointsRequest {
        execution: arguments.execution,
        name: arguments.name.unwrap_or_default(),
        partition_key: arguments.partition_key.unwrap_or_default(),
        page_size: arguments.list.page_size(),
        read: arguments.list.options(),
        ..ListCheckpointsRequest::default()
    };
    arguments.list.print(&request, client, output, show::checkpoints).await
}
