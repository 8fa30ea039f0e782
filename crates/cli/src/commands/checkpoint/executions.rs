//! `minoots checkpoint executions`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::checkpoint::v1::ListExecutionsRequest;

use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;

/// Arguments of `minoots checkpoint executions`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only executions whose id begins with this prefix
    #[arg(long, value_name = "PREFIX")]
    id_prefix: Option<String>,
    #[command(flatten)]
    list: ListArguments,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListExecutionsRequest {
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        page_size: arguments.list.page_size(),
        read: arguments.list.options(),
        ..ListExecutionsRequest::default()
    };
    arguments.list.print(&request, client, output, shown).await
}

fn shown(executions: &[String]) -> Table {
    let mut table = Table::with_headers(&["EXECUTION"]);
    for execution in executions {
        table.row([execution.clone()]);
    }
    table
}
