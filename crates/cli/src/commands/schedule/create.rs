//! `minoots schedule create`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::schedule::v1::CreateScheduleRequest;

use super::calendar::CalendarArguments;
use super::policies::PolicyArguments;
use super::show;
use super::template::TemplateArguments;
use crate::client_arguments::ClientArguments;
use crate::value;

/// Arguments of `minoots schedule create`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Schedule's id [default: a UUIDv7]
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    id: Option<String>,
    #[command(flatten)]
    calendar: CalendarArguments,
    #[command(flatten)]
    template: TemplateArguments,
    #[command(flatten)]
    policies: PolicyArguments,
}

/// Creates the schedule and prints the response.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let (missed_run_policy, missed_runs_max) = arguments.policies.missed_runs();
    let request = CreateScheduleRequest {
        id: arguments.id.unwrap_or_else(value::new_id),
        calendar: Some(arguments.calendar.to_proto()),
        timer: arguments.template.into_proto()?,
        missed_run_policy,
        missed_runs_max,
        overlap_policy: arguments.policies.overlap(),
    };
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--id", &request.id))?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&show::schedule(&answer.schedule.unwrap_or_default()))
}
