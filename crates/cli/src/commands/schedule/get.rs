//! `minoots schedule get`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::{GetScheduleRequest, Schedule};
use minoots_wire::timer::v1::ReadOptions;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Arguments of `minoots schedule get`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Schedule's id
    id: String,
    #[command(flatten)]
    reading: ReadArguments,
}

/// Prints the schedule.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let schedule = fetch(client, arguments.id, arguments.reading.options()).await?;
    if output.is_json() {
        return output.json(&schedule);
    }
    output.table(&show::schedule(&schedule))
}

/// Reads a schedule.
pub async fn fetch(client: &ClientArguments, id: String, read: Option<ReadOptions>) -> Result<Schedule, Failure> {
    let request = GetScheduleRequest { id, read };
    let answer = client.call(&request);
    Ok(answer.await?.schedule.unwrap_or_default())
}
