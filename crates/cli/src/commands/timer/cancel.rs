//! `minoots timer cancel`.

use clap::Args;
use minoots_wire::timer::v1::CancelTimerRequest;

use super::outcome::{self, Outcome};
use crate::connect::{ClientArguments, unary};
use crate::errors::Failure;
use crate::output::Output;
use crate::value;

/// Which timer, and why.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The timer's id
    id: String,
    /// Only if this is the timer's current version
    #[arg(long, value_name = "N")]
    version: Option<u64>,
    /// Kept with the timer, at most 255 bytes
    #[arg(long)]
    reason: Option<String>,
    /// Makes repeating this request answer as the first did [default: a new one]
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
}

/// Cancels and prints the outcome.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = CancelTimerRequest {
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
        id: arguments.id,
        partition_key: String::new(),
        state_version: arguments.version.unwrap_or_default(),
        reason: arguments.reason.unwrap_or_default(),
    };
    let timers = client.timers().await?;
    let answer = unary(|| {
        let (mut timers, request) = (timers.clone(), request.clone());
        async move { timers.cancel_timer(request).await }
    })
    .await?;
    let outcome = Outcome {
        name: answer.outcome().as_str_name(),
        event_id: &answer.event_id,
        state_version: answer.state_version,
        commit_index: answer.commit_index,
    };
    outcome::print(output, &outcome)
}
