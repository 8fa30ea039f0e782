//! `minoots timer reschedule`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::timer::v1::RescheduleTimerRequest;

use super::outcome::{self, Outcome};
use crate::client_arguments::ClientArguments;
use crate::value::{self, Span, WhenArguments};

/// Arguments of `minoots timer reschedule`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Timer's id
    id: String,
    #[command(flatten)]
    when: WhenArguments,
    /// Version of the timer that must be current [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
    /// Idempotency key: a repeat returns the first response [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// Reschedules and prints the outcome.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = RescheduleTimerRequest {
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
        id: arguments.id,
        partition_key: String::new(),
        state_version: arguments.version.unwrap_or_default(),
        fire_time: arguments.when.at.map(|at| at.to_proto()),
        delay: arguments.when.delay.map(Span::to_proto),
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
