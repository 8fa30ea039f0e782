//! `minoots webhook create`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::webhook::v1::{CreateWebhookRequest, WebhookRate};

use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::{self, Label, Span};

/// Arguments of `minoots webhook create`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Endpoint's id, which timers name [default: a UUIDv7]
    #[arg(long)]
    id: Option<String>,
    /// URL to post events to: https, with port 443 or 8443
    #[arg(long)]
    url: String,
    /// Allow private addresses, http and any port
    #[arg(long)]
    allow_private: bool,
    /// Type of log events that are also posted, such as timer.failed; repeatable
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<String>,
    /// Additional request header; repeatable. The value is stored encrypted
    #[arg(long = "header", value_name = "NAME=VALUE")]
    headers: Vec<Label>,
    #[command(flatten)]
    rate: RateArguments,
    /// Time without a success after which the endpoint is disabled, 1s to 30d [default: 5d]
    #[arg(long, value_name = "DURATION")]
    disable_after: Option<Span>,
}

/// The rate limit and the concurrency limit of an endpoint.
#[derive(Args, Clone, Copy, Debug)]
pub struct RateArguments {
    /// Long-term rate of attempts per second, at most 10000 [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    per_second: Option<u32>,
    /// Number of attempts at once after a pause, at most 10000 [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    burst: Option<u32>,
    /// Maximum number of attempts in flight, at most 1000 [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    concurrency: Option<u32>,
}

impl RateArguments {
    /// Converts the limits into their protobuf form, if any is given.
    pub fn to_proto(self) -> Option<WebhookRate> {
        let given = self.per_second.or(self.burst).or(self.concurrency).is_some();
        given.then(|| WebhookRate {
            per_second: self.per_second.unwrap_or_default(),
            burst: self.burst.unwrap_or_default(),
            concurrency: self.concurrency.unwrap_or_default(),
        })
    }
}

/// Creates the endpoint and prints the response.
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
    let answer = client
        .call(&request)
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
