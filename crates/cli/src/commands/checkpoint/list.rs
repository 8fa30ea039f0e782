//! `minoots checkpoint list`.

use clap::Args;
use minoots_terminal::connect::pages;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, tell_of_more};
use minoots_wire::checkpoint::v1::{Checkpoint, ListCheckpointsRequest};
use serde::Serialize;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

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
    /// Number of checkpoints per page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Token of the page to show, from the previous page [default: the first page]
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
    checkpoints: &'a [Checkpoint],
    next_page_token: &'a str,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let list = client.checkpoints().await?;
    let request = ListCheckpointsRequest {
        execution: arguments.execution,
        name: arguments.name.unwrap_or_default(),
        partition_key: arguments.partition_key.unwrap_or_default(),
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        read: arguments.reading.options(),
    };
    let (checkpoints, next_page_token) = pages(arguments.page_token, arguments.all, |page_token| {
        let (mut list, request) = (list.clone(), request.clone());
        async move {
            let page = list
                .list_checkpoints(ListCheckpointsRequest { page_token, ..request })
                .await?
                .into_inner();
            Ok((page.checkpoints, page.next_page_token))
        }
    })
    .await?;
    if output.is_json() {
        return output.json(&Page {
            checkpoints: &checkpoints,
            next_page_token: &next_page_token,
        });
    }
    output.table(&show::checkpoints(&checkpoints))?;
    tell_of_more(&next_page_token);
    Ok(())
}
