//! `minoots schedule list`.

use clap::Args;
use minoots_terminal::connect::pages;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, tell_of_more};
use minoots_wire::schedule::v1::{ListSchedulesRequest, Schedule};
use serde::Serialize;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots schedule list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Number of schedules per page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Token of the page to show, from the previous page [default: the first page]
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
    /// List only schedules whose id begins with this prefix
    #[arg(long, value_name = "TEXT")]
    id_prefix: Option<String>,
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
    schedules: &'a [Schedule],
    next_page_token: &'a str,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let list = client.schedules().await?;
    let request = ListSchedulesRequest {
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        read: arguments.reading.options(),
    };
    let (schedules, next_page_token) = pages(arguments.page_token, arguments.all, |page_token| {
        let (mut list, request) = (list.clone(), request.clone());
        async move {
            let page = list
                .list_schedules(ListSchedulesRequest { page_token, ..request })
                .await?
                .into_inner();
            Ok((page.schedules, page.next_page_token))
        }
    })
    .await?;
    if output.is_json() {
        return output.json(&Page {
            schedules: &schedules,
            next_page_token: &next_page_token,
        });
    }
    output.table(&show::schedules(&schedules))?;
    tell_of_more(&next_page_token);
    Ok(())
}
