//! `minoots queue list` and `minoots queue get`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::queue::v1::{GetQueueRequest, ListQueuesRequest};

use super::show;
use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots queue get`.
#[derive(Args, Debug)]
pub struct One {
    /// Queue's name
    id: String,
    #[command(flatten)]
    reading: ReadArguments,
}

/// Arguments of `minoots queue list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only queues whose name begins with this prefix
    #[arg(long, value_name = "TEXT")]
    id_prefix: Option<String>,
    #[command(flatten)]
    list: ListArguments,
}

/// Prints one queue.
pub async fn get(arguments: One, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetQueueRequest {
        id: arguments.id,
        read: arguments.reading.options(),
    };
    let answer = client.call(&request).await?;
    let queue = answer.queue.unwrap_or_default();
    if output.is_json() {
        return output.json(&queue);
    }
    output.table(&show::queue(&queue))
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListQueuesRequest {
        page_size: arguments.list.page_size(),
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        read: arguments.list.options(),
        ..ListQueuesRequest::default()
    };
    arguments.list.print(&request, client, output, show::queues).await
}
