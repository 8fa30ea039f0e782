//! `minoots schedule backfill`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::BackfillScheduleRequest;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::Moment;

/// Of which schedule, which window, and how fast.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The schedule's id
    id: String,
    /// The first instant of the window
    #[arg(long, value_name = "RFC3339")]
    from: Moment,
    /// The first instant after the window, not after now; at most 1000 instants lie within
    #[arg(long, value_name = "RFC3339")]
    to: Moment,
    /// Make at most so many timers a second, 1 to 500 [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Only if this is its current version
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Begins the backfill and prints the schedule, which says from now on how far it is.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = BackfillScheduleRequest {
        id: arguments.id,
        from: Some(arguments.from.to_proto()),
        to: Some(arguments.to.to_proto()),
        rate: arguments.rate.unwrap_or_default(),
        state_version: arguments.version.unwrap_or_default(),
    };
    let schedules = client.schedules().await?;
    let answer = unary(|| {
        let (mut schedules, request) = (schedules.clone(), request.clone());
        async move { schedules.backfill_schedule(request).await }
    })
    .await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::schedule(&answer.schedule.unwrap_or_default()))
}
