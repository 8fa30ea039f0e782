//! `minoots schedule get`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::GetScheduleRequest;

use super::show;
use crate::client_arguments::ClientArguments;

/// Which schedule.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The schedule's id
    id: String,
}

/// Prints the schedule.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let schedules = client.schedules().await?;
    let request = GetScheduleRequest {
        id: arguments.id,
        read: None,
    };
    let answer = unary(|| {
        let (mut schedules, request) = (schedules.clone(), request.clone());
        async move { schedules.get_schedule(request).await }
    })
    .await?;
    let schedule = answer.schedule.unwrap_or_default();
    if output.is_json() {
        return output.json(&schedule);
    }
    output.table(&show::schedule(&schedule))
}
