//! `minoots webhook list`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::webhook::v1::ListWebhooksRequest;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;

/// Arguments of `minoots webhook list`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    list: ListArguments,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListWebhooksRequest {
        page_size: arguments.list.page_size(),
        read: arguments.list.options(),
        ..ListWebhooksRequest::default()
    };
    arguments.list.print(&request, client, output, show::webhooks).await
}
