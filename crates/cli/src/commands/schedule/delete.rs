//! `minoots schedule delete`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::DeleteScheduleRequest;

use crate::client_arguments::ClientArguments;

/// Arguments of `minoots schedule delete`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Schedule's id
    id: String,
    /// Version of the schedule that must be current [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Deletes the schedule.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = DeleteScheduleRequest {
        id: arguments.id,
        state_version: arguments.version.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.line(&format!("schedule {} is removed", request.id))
}
