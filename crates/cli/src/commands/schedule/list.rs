//! `minoots schedule list`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::ListSchedulesRequest;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;

/// Arguments of `minoots schedule list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// List only schedules whose id begins with this prefix
    #[arg(long, value_name = "TEXT")]
    id_prefix: Option<String>,
    #[command(flatten)]
    list: ListArguments,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListSchedulesRequest {
        page_size: arguments.list.page_size(),
        id_prefix: arguments.id_prefix.unwrap_or_default(),
        read: arguments.list.options(),
        ..ListSchedulesRequest::default()
    };
    arguments.list.print(&request, client, output, show::schedules).await
}
