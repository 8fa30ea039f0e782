//! `minoots budget list`.

use clap::Args;
use minoots_terminal::connect::pages;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table, tell_of_more};
use minoots_wire::lease::v1::{Budget, ListBudgetsRequest};
use serde::Serialize;

use super::{span, time};
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots budget list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only budgets whose id begins with this prefix
    #[arg(long, value_name = "PREFIX")]
    id_prefix: Option<String>,
    /// Number of budgets per page, at most 1000 [default: 50]
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
    budgets: &'a [Budget],
    next_page_token: &'a str,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let list = client.leases().await?;
    let request = ListBudgetsRequest {
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        read: arguments.reading.options(),
    };
    let (budgets, next_page_token) = pages(arguments.page_token, arguments.all, |page_token| {
        let (mut list, request) = (list.clone(), request.clone());
        async move {
            let request = ListBudgetsRequest { page_token, ..request };
            let page = list.list_budgets(request).await?.into_inner();
            Ok((page.budgets, page.next_page_token))
        }
    })
    .await?;
    if output.is_json() {
        return output.json(&Page {
            budgets: &budgets,
            next_page_token: &next_page_token,
        });
    }
    output.table(&shown(&budgets))?;
    tell_of_more(&next_page_token);
    Ok(())
}

/// Formats budgets, one a row.
fn shown(budgets: &[Budget]) -> Table {
    let mut table = Table::with_headers(&[
        "ID",
        "PARTITION KEY",
        "LIMIT",
        "WINDOW",
        "REMAINING",
        "NEXT SPEND",
        "SPENT",
    ]);
    for budget in budgets {
        table.row([
            budget.id.clone(),
            budget.partition_key.clone(),
            budget.limit.to_string(),
            span(&budget.window),
            budget.remaining.to_string(),
            time(&budget.next_spend_time),
            budget.spent_total.to_string(),
        ]);
    }
    table
}
