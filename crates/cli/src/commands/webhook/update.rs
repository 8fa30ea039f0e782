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

/// Arguments of `minoots webhook update`. Options that are not given stay unchanged.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Endpoint's id
    id: String,
    /// URL to post events to: https, with port 443 or 8443
    #[arg(long)]
    url: Option<String>,
    /// Allow private addresses, http and any port: true or false
    #[arg(long, value_name = "BOOL")]
    allow_private: Option<bool>,
    /// Type of log events that are also posted; repeatable, and replaces all existing types
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<String>,
    /// Post no log events
    #[arg(long, conflicts_with = "events")]
    no_events: bool,
    /// Additional request header; repeatable, and replaces all existing headers
    #[arg(long = "header", value_name = "NAME=VALUE")]
    headers: Vec<Label>,
    /// Remove all additional headers
    #[arg(long, conflicts_with = "headers")]
    no_headers: bool,
    #[command(flatten)]
    rate: RateArguments,
    /// Time without a success after which the endpoint is disabled, 1s to 30d
    #[arg(long, value_name = "DURATION")]
    disable_after: Option<Span>,
    /// Enable the endpoint, whether its owner or the server disabled it
    #[arg(long)]
    enable: bool,
    /// Disable the endpoint; its events wait
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
    /// Create new secrets, which are shown only here
    #[arg(long)]
    rotate_secrets: bool,
    /// Time for which the replaced secrets continue to sign, at most 30d [default: 24h]
    #[arg(long, value_name = "DURATION", requires = "rotate_secrets")]
    overlap: Option<Span>,
    /// Version of the endpoint that must be current [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Changes the endpoint and prints the answer.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = request(arguments)?;
    // Secrets in a lost response are unknown to the caller, and a new call replaces them.
    let answer = client.call_once(&request).await?;
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
