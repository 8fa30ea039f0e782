//! What cancel and reschedule answer: an outcome instead of a race.

use serde_json::json;

use crate::errors::Failure;
use crate::output::{Output, Table};

/// The part of both answers that is printed.
pub struct Outcome<'a> {
    /// The enum value's name, such as `CANCEL_OUTCOME_TOO_LATE`.
    pub name: &'static str,
    /// The event that was or will be delivered; empty unless it is too late.
    pub event_id: &'a str,
    /// The current version.
    pub state_version: u64,
    /// Where it is in the log.
    pub commit_index: u64,
}

/// Prints the outcome. JSON numbers of 64 bits are strings, as in proto JSON.
pub fn print(output: Output, outcome: &Outcome<'_>) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&json!({
            "outcome": outcome.name,
            "eventId": outcome.event_id,
            "stateVersion": outcome.state_version.to_string(),
            "commitIndex": outcome.commit_index.to_string(),
        }));
    }
    let mut table = Table::of_fields();
    table.field("outcome", short(outcome.name));
    table.field("event id", outcome.event_id);
    table.field("state version", outcome.state_version.to_string());
    table.field("commit index", outcome.commit_index.to_string());
    output.table(&table)
}

fn short(name: &str) -> &str {
    name.split_once("_OUTCOME_").map_or(name, |(_, short)| short)
}
