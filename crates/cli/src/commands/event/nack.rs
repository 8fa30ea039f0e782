//! `minoots event nack`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::event::v1::NackRequest;

use crate::client_arguments::ClientArguments;
use crate::record::text_of;
use crate::value::Span;

/// Arguments of `minoots event nack`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Event's dedupeKey
    #[arg(long)]
    key: String,
    /// Delivery's fence, which must be the newest
    #[arg(long)]
    fence: String,
    /// Reason, at most 255 bytes
    #[arg(long)]
    reason: Option<String>,
    /// Delay before redelivery, 0s to 24h [default: the backoff of the retry policy]
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true)]
    delay: Option<Span>,
}

/// Returns the delivery and prints the time of the next offer.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = NackRequest {
        event_id: arguments.key,
        fence: arguments.fence,
        reason: arguments.reason.unwrap_or_default(),
        delay: arguments.delay.map(Span::to_proto),
        partition_key: String::new(),
    };
    // Repeating the call is safe: a fence has one outcome, and a second one fails as stale.
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    let mut table = Table::of_fields();
    let retry = answer.retry_time.as_ref().and_then(text_of);
    table.field("attempts", answer.attempts.to_string());
    table.field(
        "offered again",
        retry.unwrap_or_else(|| "never: it has failed for good".to_owned()),
    );
    table.field("commit index", answer.commit_index.to_string());
    output.table(&table)
}
