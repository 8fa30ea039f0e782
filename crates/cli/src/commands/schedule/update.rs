//! `minoots schedule update`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::{Calendar, UpdateScheduleRequest};

use super::calendar::CalendarArguments;
use super::get::fetch;
use super::policies::PolicyArguments;
use super::show;
use super::template::TemplateArguments;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots schedule update`. A rule is replaced as a whole, a template option by option.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Schedule's id
    id: String,
    #[command(flatten)]
    calendar: CalendarArguments,
    #[command(flatten)]
    template: TemplateArguments,
    /// Replace the whole template: an option that is left out returns to its default
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    policies: PolicyArguments,
    /// Version of the schedule that must be current [default: any]
    #[arg(long, value_name = "N")]
    version: Option<u64>,
}

/// Changes the schedule and prints it.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let (missed_run_policy, missed_runs_max) = arguments.policies.missed_runs();
    let calendar = arguments.calendar.to_proto();
    let mut state_version = arguments.version.unwrap_or_default();
    let timer = match (arguments.replace, arguments.template.is_empty()) {
        (true, _) => Some(arguments.template.into_proto()?.unwrap_or_default()),
        (false, true) => None,
        (false, false) => {
            let standing = fetch(client, arguments.id.clone(), None).await?;
            // The parts that stay belong to this version.
            if state_version == 0 {
                state_version = standing.state_version;
            }
            arguments.template.over(standing)?
        }
    };
    let request = UpdateScheduleRequest {
        id: arguments.id,
        update_mask: None,
        calendar: Some(calendar).filter(|calendar| *calendar != Calendar::default()),
        timer,
        missed_run_policy,
        missed_runs_max,
        overlap_policy: arguments.policies.overlap(),
        state_version,
    };
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::schedule(&answer.schedule.unwrap_or_default()))
}
