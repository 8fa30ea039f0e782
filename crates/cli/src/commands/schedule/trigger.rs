//! `minoots schedule trigger`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::TriggerScheduleRequest;

use crate::client_arguments::ClientArguments;
use crate::value;

/// Arguments of `minoots schedule trigger`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Schedule's id
    id: String,
    /// Idempotency key: a repeat returns the same timer [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// Creates the timer and prints its id.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = TriggerScheduleRequest {
        id: arguments.id,
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
    };
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--request-id", &request.request_id))?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(&answer.timer_id)
}
