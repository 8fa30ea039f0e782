//! `minoots webhook list`.

use clap::Args;
use minoots_terminal::connect::pages;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, tell_of_more};
use minoots_wire::webhook::v1::{ListWebhooksRequest, Webhook};
use serde::Serialize;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots webhook list`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Number of endpoints per page, at most 1000 [default: 50]
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
    webhooks: &'a [Webhook],
    next_page_token: &'a str,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let list = client.webhooks().await?;
    let request = ListWebhooksRequest {
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        read: arguments.reading.options(),
    };
    let (webhooks, next_page_token) = pages(arguments.page_token, arguments.all, |page_token| {
        let (mut list, request) = (list.clone(), request.clone());
        async move {
            let page = list
                .list_webhooks(ListWebhooksRequest { page_token, ..request })
                .await?
                .into_inner();
            Ok((page.webhooks, page.next_page_token))
        }
    })
    .await?;
    if output.is_json() {
        return output.json(&Page {
            webhooks: &webhooks,
            next_page_token: &next_page_token,
        });
    }
    output.table(&show::webhooks(&webhooks))?;
    tell_of_more(&next_page_token);
    Ok(())
}
