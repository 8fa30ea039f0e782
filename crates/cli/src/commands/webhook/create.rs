//! `minoots webhook create`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::webhook::v1::{CreateWebhookRequest, WebhookRate};

use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::{self, Label, Span};

/// The endpoint to make.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Identifies the endpoint; timers name it [default: a UUIDv7]
    #[arg(long)]
    id: Option<String>,
    /// Where events are posted to: https, port 443 or 8443
    #[arg(long)]
    url: String,
    /// It may lead to private addresses, use http and any port
    #[arg(long)]
    allow_private: bool,
    /// A type of event of the log that it gets too, such as timer.failed; may be repeated
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<String>,
    /// A header to add to each request; may be repeated. Its value is kept sealed
    #[arg(long = "header", value_name = "NAME=VALUE")]
    headers: Vec<Label>,
    #[command(flatten)]
    rate: RateArguments,
    /// Disable it after this long of nothing but failures [default: 5d]
    #[arg(long, value_name = "DURATION")]
    disable_after: Option<Span>,
}

/// How often, and how many at a time.
#[derive(Args, Clone, Copy, Debug)]
pub struct RateArguments {
    /// Attempts a second [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    per_second: Option<u32>,
    /// Attempts at once after a pause [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    burst: Option<u32>,
    /// Attempts under way at a time [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    concurrency: Option<u32>,
}

impl RateArguments {
    /// As the protobuf type, if any was given.
    pub fn to_proto(self) -> Option<WebhookRate> {
        let given = self.per_second.or(self.burst).or(self.concurrency).is_some();
        given.then(|| WebhookRate {
            per_second: self.per_second.unwrap_or_default(),
            burst: self.burst.unwrap_or_default(),
            concurrency: self.concurrency.unwrap_or_default(),
        })
    }
}

/// Makes the endpoint and prints the answer.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = CreateWebhookRequest {
        id: arguments.id.unwrap_or_else(value::new_id),
        url: arguments.url,
        event_types: arguments.events,
        headers: value::headers(arguments.headers)?,
        rate: arguments.rate.to_proto(),
        allow_private: arguments.allow_private,
        disable_after: arguments.disable_after.map(Span::to_proto),
        disabled: false,
    };
    let webhooks = client.webhooks().await?;
    let answer = unary(|| {
        let (mut webhooks, request) = (webhooks.clone(), request.clone());
        async move { webhooks.create_webhook(request).await }
    })
    .await
    .map_err(|failure| value::name_the_id(failure, "--id", &request.id))?;
    if output.is_json() {
        return output.json(&answer);
    }
    let mut table = show::webhook(&answer.webhook.unwrap_or_default());
    table.field("secret", &answer.secret);
    output.table(&table)?;
    if answer.existing {
        eprintln!(
            "it existed already; its secret was told when it was made (webhook update --rotate-secrets makes a new one)"
        );
    }
    Ok(())
}
