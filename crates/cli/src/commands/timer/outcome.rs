//! The outcome of a cancel or reschedule, which states who won the race.

use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use serde::{Serialize, Serializer};

/// The printed part of the response. 64-bit numbers are strings, as in proto JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome<'a> {
    /// The enum value's name, such as `CANCEL_OUTCOME_TOO_LATE`.
    #[serde(rename = "outcome")]
    pub name: &'static str,
    /// The event that was or will be delivered; empty unless the call came too late.
    pub event_id: &'a str,
    /// The current version.
    #[serde(serialize_with = "as_text")]
    pub state_version: u64,
    /// The commit index of the call.
    #[serde(serialize_with = "as_text")]
    pub commit_index: u64,
}

/// Prints the outcome.
pub fn print(output: Output, outcome: &Outcome<'_>) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(outcome);
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

fn as_text<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn an_outcome_has_this_exact_shape() {
        let outcome = Outcome {
            name: "CANCEL_OUTCOME_CANCELLED",
            event_id: "",
            state_version: 4,
            commit_index: 14,
        };
        let expected = r#"{"outcome":"CANCEL_OUTCOME_CANCELLED","eventId":"","stateVersion":"4","commitIndex":"14"}"#;
        assert_eq!(serde_json::to_string(&outcome).unwrap(), expected);
        assert_eq!(short(outcome.name), "CANCELLED");
    }
}
