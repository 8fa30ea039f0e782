//! `minoots queue dead-letters`.

use clap::Args;
use minoots_terminal::connect::pages;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table, tell_of_more};
use minoots_wire::queue::v1::{DeadLetter, ListDeadLettersRequest};
use minoots_wire::timer::v1::FailureReason;
use serde::Serialize;

use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;
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
    /// Number of dead letters per page, at most 1000 [default: 50]
    #[arg(long, value_name = "N")]
    page_size: Option<i32>,
    /// Token of the page to show, from the previous page with the same conditions [default: the first page]
    #[arg(long, value_name = "TOKEN")]
    page_token: Option<String>,
    /// List all pages
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    reading: ReadArguments,
}

/// The JSON output; both fields are always present.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    dead_letters: &'a [DeadLetter],
    next_page_token: &'a str,
}

/// Prints one page, or all pages.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    list(arguments.id, arguments.which, client, output).await
}

/// Prints one page of a queue's dead letters, or all pages.
pub async fn list(id: String, arguments: Which, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = ListDeadLettersRequest {
        id,
        page_size: arguments.page_size.unwrap_or_default(),
        page_token: String::new(),
        reason: arguments.why.map_or(FailureReason::Unspecified, Into::into).into(),
        since: arguments.since.map(Moment::to_proto),
        read: arguments.reading.options(),
    };
    let queues = client.queues().await?;
    let (letters, next_page_token) = pages(arguments.page_token, arguments.all, |page_token| {
        let (mut queues, request) = (queues.clone(), request.clone());
        async move {
            let page = queues
                .list_dead_letters(ListDeadLettersRequest { page_token, ..request })
                .await?
                .into_inner();
            Ok((page.dead_letters, page.next_page_token))
        }
    })
    .await?;
    if output.is_json() {
        return output.json(&Page {
            dead_letters: &letters,
            next_page_token: &next_page_token,
        });
    }
    output.table(&table(&letters))?;
    tell_of_more(&next_page_token);
    Ok(())
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
