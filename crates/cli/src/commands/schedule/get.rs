//! `minoots schedule get`.

use clap::Args;
use minoots_terminal::connect::{Channel, unary};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::schedule_service_client::ScheduleServiceClient;
use minoots_wire::schedule::v1::{GetScheduleRequest, Schedule};

use super::show;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots schedule get`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Schedule's id
    id: String,
}

/// Prints the schedule.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let schedule = fetch(&client.schedules().await?, arguments.id).await?;
    if output.is_json() {
        return output.json(&schedule);
    }
    output.table(&show::schedule(&schedule))
}

/// Reads a schedule.
pub async fn fetch(schedules: &ScheduleServiceClient<Channel>, id: String) -> Result<Schedule, Failure> {
    let request = GetScheduleRequest { id, read: None };
    let answer = unary(|| {
        let (mut schedules, request) = (schedules.clone(), request.clone());
        async move { schedules.get_schedule(request).await }
    });
    Ok(answer.await?.schedule.unwrap_or_default())
}
