//! `minoots timer list`.

use clap::Args;
use minoots_terminal::connect::pages;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, tell_of_more};
use minoots_wire::timer::v1::{ListTimersRequest, Timer, TimerStatus};
use serde::Serialize;

use super::filter::FilterArguments;
use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;
use crate::value::status;

/// Arguments of `minoots timer list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only timers with this status; repeatable, or separated by commas
    #[arg(long, value_parser = status, value_delimiter = ',', value_name = "STATUS")]
    status: Vec<TimerStatus>,
    #[command(flatten)]
    filter: FilterArguments,
    /// Number of timers per page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Token of the page to show, from the previous page with the same filters [default: the first page]
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
    /// List all pages
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    reading: ReadArguments,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let (all, first) = (arguments.all, arguments.page_token.clone());
    let list = client.timers().await?;
    let request = request(arguments)?;
    let (timers, next_page_token) = pages(first, all, |page_token| {
        let (mut list, request) = (list.clone(), request.clone());
        async move {
            let page = list
                .list_timers(ListTimersRequest { page_token, ..request })
                .await?
                .into_inner();
            Ok((page.timers, page.next_page_token))
        }
    })
    .await?;
    print(output, &timers, &next_page_token)
}

fn request(arguments: Arguments) -> Result<ListTimersRequest, Failure> {
    let conditions = arguments.filter.into_conditions()?;
    Ok(ListTimersRequest {
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        statuses: arguments.status.into_iter().map(i32::from).collect(),
        due_from: conditions.due_from,
        due_until: conditions.due_until,
        labels: conditions.labels,
        queue: conditions.queue,
        name_prefix: conditions.name_prefix,
        id_prefix: conditions.id_prefix,
        read: arguments.reading.options(),
    })
}

/// The JSON output; both fields are always present.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    timers: &'a [Timer],
    next_page_token: &'a str,
}

fn print(output: Output, timers: &[Timer], next_page_token: &str) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&Page {
            timers,
            next_page_token,
        });
    }
    output.table(&show::timers(timers))?;
    tell_of_more(next_page_token);
    Ok(())
}
