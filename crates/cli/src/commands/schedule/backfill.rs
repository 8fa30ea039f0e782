//! `minoots schedule backfill`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::BackfillScheduleRequest;

use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::Moment;

/// Arguments of `minoots schedule backfill`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Schedule's id
    id: String,
    /// First instant of the window, inclusive
    #[arg(long, value_name = "RFC3339")]
    from: Moment,
    /// End of the window, exclusive and not after now; a window has at most 1000 instants
    #[arg(long, value_name = "RFC3339")]
    to: Moment,
    /// Maximum number of timers per second, 1 to 500 [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Version of the schedule that must be current [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Starts the backfill and prints the schedule, which reports its progress from then on.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = BackfillScheduleRequest {
        id: arguments.id,
        from: Some(arguments.from.to_proto()),
        to: Some(arguments.to.to_proto()),
        rate: arguments.rate.unwrap_or_default(),
        state_version: arguments.version.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::schedule(&answer.schedule.unwrap_or_default()))
}
