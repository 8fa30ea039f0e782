//! `minoots webhook update`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::webhook::v1::UpdateWebhookRequest;
use minoots_wire::well_known::FieldMask;

use super::create::RateArguments;
use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::{self, Label, Span};

/// What to change; what is not given stays.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The endpoint's id
    id: String,
    /// Where events are posted to
    #[arg(long)]
    url: Option<String>,
    /// Whether it may lead to private addresses, use http and any port
    #[arg(long, value_name = "BOOL")]
    allow_private: Option<bool>,
    /// The types of events of the log that it gets; may be repeated
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<String>,
    /// No events of the log any more
    #[arg(long, conflicts_with = "events")]
    no_events: bool,
    /// The headers to add to each request; may be repeated
    #[arg(long = "header", value_name = "NAME=VALUE")]
    headers: Vec<Label>,
    /// No headers any more
    #[arg(long, conflicts_with = "headers")]
    no_headers: bool,
    #[command(flatten)]
    rate: RateArguments,
    /// Disable it after this long of nothing but failures
    #[arg(long, value_name = "DURATION")]
    disable_after: Option<Span>,
    /// Send again, whoever disabled it
    #[arg(long)]
    enable: bool,
    /// Send nothing; events wait
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
    /// Make new secrets, which are shown this once
    #[arg(long)]
    rotate_secrets: bool,
    /// How long the earlier secrets sign along [default: 24h]
    #[arg(long, value_name = "DURATION", requires = "rotate_secrets")]
    overlap: Option<Span>,
    /// Only if this is its current version
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Changes the endpoint and prints the answer.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = request(arguments)?;
    let mut webhooks = client.webhooks().await?;
    // Made once: secrets that were made by an answer that was lost are known to nobody, and are replaced by asking again.
    let answer = webhooks.update_webhook(request).await?.into_inner();
    if output.is_json() {
        return output.json(&answer);
    }
    let mut table = show::webhook(&answer.webhook.unwrap_or_default());
    table.field("secret", &answer.secret);
    output.table(&table)
}

fn request(arguments: Arguments) -> Result<UpdateWebhookRequest, Failure> {
    let rate = arguments.rate.to_proto();
    let given = [
        ("url", arguments.url.is_some()),
        ("allow_private", arguments.allow_private.is_some()),
        ("event_types", arguments.no_events || !arguments.events.is_empty()),
        ("headers", arguments.no_headers || !arguments.headers.is_empty()),
        ("rate", rate.is_some()),
        ("disable_after", arguments.disable_after.is_some()),
        ("disabled", arguments.enable || arguments.disable),
    ];
    let paths = given.iter().filter(|(_, given)| *given);
    let paths: Vec<String> = paths.map(|(name, _)| (*name).to_owned()).collect();
    if paths.is_empty() && !arguments.rotate_secrets {
        return Err(Failure::usage("nothing to change is given").hint("see minoots webhook update --help"));
    }
    Ok(UpdateWebhookRequest {
        id: arguments.id,
        update_mask: Some(FieldMask { paths }),
        url: arguments.url.unwrap_or_default(),
        event_types: arguments.events,
        headers: value::headers(arguments.headers)?,
        rate,
        allow_private: arguments.allow_private.unwrap_or_default(),
        disable_after: arguments.disable_after.map(Span::to_proto),
        disabled: arguments.disable,
        state_version: arguments.version.unwrap_or_default(),
        rotate_secrets: arguments.rotate_secrets,
        overlap: arguments.overlap.map(Span::to_proto),
    })
}
