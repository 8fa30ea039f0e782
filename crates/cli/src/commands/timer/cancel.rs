//! `minoots timer cancel`.

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::timer::v1::CancelTimerRequest;

use super::cancel_many;
use super::filter::FilterArguments;
use super::outcome::{self, Outcome};
use crate::client_arguments::ClientArguments;
use crate::value;

/// Arguments of `minoots timer cancel`.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("timers")
    .args(["id", "due_from", "due_until", "label", "queue", "name_prefix", "id_prefix"])
    .required(true)
    .multiple(true)))]
pub struct Arguments {
    /// Timer's id; alternatively give at least one condition
    #[arg(conflicts_with = "filter")]
    id: Option<String>,
    #[command(flatten)]
    filter: FilterArguments,
    /// Version of the timer that must be current [default: any]
    #[arg(long, value_name = "N", conflicts_with = "filter")]
    version: Option<u64>,
    /// Reason, at most 255 bytes; it is stored with the timer
    #[arg(long)]
    reason: Option<String>,
    /// Idempotency key: a repeat returns the first response [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// Cancels and prints the outcome.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request_id = arguments.request_id.unwrap_or_else(value::new_id);
    let reason = arguments.reason.unwrap_or_default();
    let Some(id) = arguments.id else {
        return cancel_many::run(arguments.filter, (request_id, reason), client, output).await;
    };
    let request = CancelTimerRequest {
        request_id,
        id,
        partition_key: String::new(),
        state_version: arguments.version.unwrap_or_default(),
        reason,
    };
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--request-id", &request.request_id))?;
    let outcome = Outcome {
        name: answer.outcome().as_str_name(),
        event_id: &answer.event_id,
        state_version: answer.state_version,
        commit_index: answer.commit_index,
    };
    outcome::print(output, &outcome)
}
