//! `minoots checkpoint rollback`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::checkpoint::v1::RollbackCheckpointRequest;

use super::condition::{self, Condition};
use super::{Place, show};
use crate::client_arguments::ClientArguments;
use crate::value;

/// Arguments of `minoots checkpoint rollback`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Version to restore
    #[arg(long, value_name = "N")]
    to: u64,
    /// Version that must be current
    #[arg(long, value_name = "N")]
    expected_version: Option<u64>,
    /// Reason, at most 255 bytes; the cancelled timers and the event log record it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Condition on the current version that must hold, such as `/step == "plan"`; repeatable
    #[arg(long = "if", value_name = "CONDITION")]
    preconditions: Vec<Condition>,
    /// Condition on the restored version that must hold; repeatable
    #[arg(long = "ensure", value_name = "CONDITION")]
    postconditions: Vec<Condition>,
    /// Idempotency key: a repeat returns the first response [default: a new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// Restores the version and prints the new one.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = RollbackCheckpointRequest {
        request_id: arguments.request_id.unwrap_or_else(value::new_id),
        execution: arguments.place.execution,
        name: arguments.place.name,
        partition_key: arguments.place.partition_key.unwrap_or_default(),
        expected_version: arguments.expected_version.unwrap_or_default(),
        version: arguments.to,
        reason: arguments.reason.unwrap_or_default(),
        preconditions: condition::all(arguments.preconditions),
        postconditions: condition::all(arguments.postconditions),
    };
    let answer = client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--request-id", &request.request_id))?;
    if output.is_json() {
        return output.json(&answer);
    }
    let mut table = show::checkpoint(&answer.checkpoint.unwrap_or_default());
    table.field("cancelled", answer.cancelled_timer_ids.join(" "));
    table.field("too late for", answer.too_late_timer_ids.join(" "));
    output.table(&table)
}
