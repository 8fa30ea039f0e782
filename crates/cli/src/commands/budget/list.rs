//! `minoots budget list`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::lease::v1::{Budget, ListBudgetsRequest};

use super::{span, time};
use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;

/// Arguments of `minoots budget list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only budgets whose id begins with this prefix
    #[arg(long, value_name = "PREFIX")]
    id_prefix: Option<String>,
    #[command(flatten)]
    list: ListArguments,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListBudgetsRequest {
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        page_size: arguments.list.page_size(),
        read: arguments.list.options(),
        ..ListBudgetsRequest::default()
    };
    arguments.list.print(&request, client, output, shown).await
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
