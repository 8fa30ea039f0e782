//! `minoots event ack`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::event::v1::AckRequest;

use crate::client_arguments::ClientArguments;

/// Arguments of `minoots event ack`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Event's dedupeKey
    #[arg(long)]
    key: String,
    /// Delivery's fence
    #[arg(long)]
    fence: String,
}

/// Acknowledges and prints the outcome.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = AckRequest {
        event_id: arguments.key,
        fence: arguments.fence,
        partition_key: String::new(),
    };
    // Repeating an acknowledgement is safe: a repeat returns ALREADY_SETTLED.
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    let mut table = Table::of_fields();
    table.field(
        "outcome",
        answer.outcome().as_str_name().trim_start_matches("ACK_OUTCOME_"),
    );
    table.field("commit index", answer.commit_index.to_string());
    output.table(&table)
}
