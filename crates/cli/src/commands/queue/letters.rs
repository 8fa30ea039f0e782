//! `minoots queue dead-letters`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::queue::v1::{DeadLetter, ListDeadLettersRequest};
use minoots_wire::timer::v1::FailureReason;

use crate::client_arguments::ClientArguments;
use crate::listing::ListArguments;
use crate::record::text_of;
use crate::value::{Moment, Why};

/// Arguments of `minoots queue dead-letters`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Queue's name
    id: String,
    #[command(flatten)]
    which: Which,
}

/// The dead letters to list, and the page.
#[derive(Args, Debug)]
pub struct Which {
    /// List only dead letters with this reason: attempts-spent, expired, missed or refused
    #[arg(long = "reason", value_enum, value_name = "REASON", hide_possible_values = true)]
    why: Option<Why>,
    /// List only dead letters that failed at or after this instant, such as 2030-01-02T03:04:05Z
    #[arg(long, value_name = "RFC3339")]
    since: Option<Moment>,
    #[command(flatten)]
    list: ListArguments,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    list(arguments.id, arguments.which, client, output).await
}

/// Prints one page of a queue's dead letters, or all pages.
pub async fn list(id: String, arguments: Which, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListDeadLettersRequest {
        id,
        page_size: arguments.list.page_size(),
        reason: arguments.why.map_or(FailureReason::Unspecified, Into::into).into(),
        since: arguments.since.map(Moment::to_proto),
        read: arguments.list.options(),
        ..ListDeadLettersRequest::default()
    };
    arguments.list.print(&request, client, output, table).await
}

fn table(letters: &[DeadLetter]) -> Table {
    let mut table = Table::with_headers(&["FAILED", "KEY", "REASON", "ATTEMPTS", "NAME", "LAST FAILURE"]);
    for letter in letters {
        let failure = letter.failure.clone().unwrap_or_default();
        let reason = failure.reason().as_str_name();
        table.row([
            letter.fail_time.as_ref().and_then(text_of).unwrap_or_default(),
            letter.event_id.clone(),
            reason.trim_start_matches("FAILURE_REASON_").to_owned(),
            letter.attempts.to_string(),
            match letter.timer_id.as_str() {
                "" => letter.event_type.clone(),
                _ => letter.timer_name.clone(),
            },
            failure.message,
        ]);
    }
    table
}
