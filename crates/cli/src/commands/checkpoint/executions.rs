//! `minoots checkpoint executions`.

use clap::Args;
use minoots_terminal::connect::pages;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table, tell_of_more};
use minoots_wire::checkpoint::v1::ListExecutionsRequest;
use serde::Serialize;

use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots checkpoint executions`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only executions whose id begins with this prefix
    #[arg(long, value_name = "PREFIX")]
    id_prefix: Option<String>,
    /// Number of executions per page, at most 1000 [default: 50]
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
    executions: &'a [String],
    next_page_token: &'a str,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let list = client.checkpoints().await?;
    let request = ListExecutionsRequest {
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        read: arguments.reading.options(),
    };
    let (executions, next_page_token) = pages(arguments.page_token, arguments.all, |page_token| {
        let (mut list, request) = (list.clone(), request.clone());
        async move {
            let request = ListExecutionsRequest { page_token, ..request };
            let page = list.list_executions(request).await?.into_inner();
            Ok((page.executions, page.next_page_token))
        }
    })
    .await?;
    if output.is_json() {
        return output.json(&Page {
            executions: &executions,
            next_page_token: &next_page_token,
        });
    }
    let mut table = Table::with_headers(&["EXECUTION"]);
    for execution in executions {
        table.row([execution]);
    }
    output.table(&table)?;
    tell_of_more(&next_page_token);
    Ok(())
}
