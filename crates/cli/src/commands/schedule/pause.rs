//! `minoots schedule pause` and `minoots schedule resume`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::{PauseScheduleRequest, ResumeScheduleRequest};

use super::show;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots schedule pause` and `resume`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Schedule's id
    id: String,
    /// Reason, at most 255 bytes; the event log and a paused schedule show it
    #[arg(long)]
    reason: Option<String>,
    /// Version of the schedule that must be current [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Pauses the schedule and prints it.
pub async fn pause(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = PauseScheduleRequest {
        id: arguments.id,
        reason: arguments.reason.unwrap_or_default(),
        state_version: arguments.version.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::schedule(&answer.schedule.unwrap_or_default()))
}

/// Resumes the schedule and prints it.
pub async fn resume(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ResumeScheduleRequest {
        id: arguments.id,
        reason: arguments.reason.unwrap_or_default(),
        state_version: arguments.version.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::schedule(&answer.schedule.unwrap_or_default()))
}
