//! `minoots webhook list`.

use clap::Args;
use minoots_wire::webhook::v1::{ListWebhooksRequest, ListWebhooksResponse, Webhook};
use serde::Serialize;

use super::show;
use crate::connect::{ClientArguments, unary};
use crate::errors::Failure;
use crate::output::Output;

/// How many.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Endpoints a page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Continue after a previous page
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
    /// Follow the pages to the end
    #[arg(long)]
    all: bool,
}

/// What is printed: both fields always.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    webhooks: &'a [Webhook],
    next_page_token: &'a str,
}

/// Prints one page, or all.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let list = client.webhooks().await?;
    let mut request = ListWebhooksRequest {
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: arguments.page_token.unwrap_or_default(),
        read: None,
    };
    let mut webhooks: Vec<Webhook> = Vec::new();
    let next_page_token = loop {
        let page: ListWebhooksResponse = unary(|| {
            let (mut list, request) = (list.clone(), request.clone());
            async move { list.list_webhooks(request).await }
        })
        .await?;
        webhooks.extend(page.webhooks);
        if !arguments.all || page.next_page_token.is_empty() {
            break page.next_page_token;
        }
        request.page_token = page.next_page_token;
    };
    if output.is_json() {
        return output.json(&Page {
            webhooks: &webhooks,
            next_page_token: &next_page_token,
        });
    }
    output.table(&show::webhooks(&webhooks))?;
    if !next_page_token.is_empty() {
        eprintln!("there are more: --page-token {next_page_token}, or --all");
    }
    Ok(())
}
