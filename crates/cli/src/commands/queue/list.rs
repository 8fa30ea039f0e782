//! `minoots queue list` and `minoots queue get`.

use clap::Args;
use minoots_terminal::connect::{pages, unary};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, tell_of_more};
use minoots_wire::queue::v1::{GetQueueRequest, ListQueuesRequest, Queue};
use serde::Serialize;

use super::show;
use crate::client_arguments::ClientArguments;
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
    /// Number of queues per page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Token of the page to show, from the previous page with the same prefix [default: the first page]
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
    /// List all pages
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    reading: ReadArguments,
}

/// The JSON output; both fields are always present.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    queues: &'a [Queue],
    next_page_token: &'a str,
}

/// Prints one queue.
pub async fn get(arguments: One, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = GetQueueRequest {
        id: arguments.id,
        read: arguments.reading.options(),
    };
    let queues = client.queues().await?;
    let answer = unary(|| {
        let (mut queues, request) = (queues.clone(), request.clone());
        async move { queues.get_queue(request).await }
    })
    .await?;
    let queue = answer.queue.unwrap_or_default();
    if output.is_json() {
        return output.json(&queue);
    }
    output.table(&show::queue(&queue))
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListQueuesRequest {
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        read: arguments.reading.options(),
    };
    let list = client.queues().await?;
    let (queues, next_page_token) = pages(arguments.page_token, arguments.all, |page_token| {
        let (mut list, request) = (list.clone(), request.clone());
        async move {
            let page = list
                .list_queues(ListQueuesRequest { page_token, ..request })
                .await?
                .into_inner();
            Ok((page.queues, page.next_page_token))
        }
    })
    .await?;
    if output.is_json() {
        return output.json(&Page {
            queues: &queues,
            next_page_token: &next_page_token,
        });
    }
    output.table(&show::queues(&queues))?;
    tell_of_more(&next_page_token);
    Ok(())
}
