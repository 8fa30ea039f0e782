//! `minoots timer cancel` with conditions instead of an id: cancels page by page, to the end.

use minoots_terminal::connect::call;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::timer::v1::CancelTimersRequest;
use serde::Serialize;

use super::filter::FilterArguments;
use crate::client_arguments::ClientArguments;

/// The outcomes of all selected timers; every count is always present.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcomes {
    cancelled: u64,
    too_late: u64,
    superseded: u64,
    already_cancelled: u64,
}

/// Cancels the timers and prints the counts. A page's request id is the given one and the page's number. A repeat with
/// the same request id therefore goes through the same pages and gets the same responses.
pub async fn run(
    filter: FilterArguments,
    (request_id, reason): (String, String),
    client: &ClientArguments,
    output: Output,
) -> Result<(), Failure> {
    let conditions = filter.into_conditions()?;
    let mut request = CancelTimersRequest {
        due_from: conditions.due_from,
        due_until: conditions.due_until,
        labels: conditions.labels,
        queue: conditions.queue,
        name_prefix: conditions.name_prefix,
        id_prefix: conditions.id_prefix,
        reason,
        ..CancelTimersRequest::default()
    };
    let channel = client.connect().await?;
    let mut outcomes = Outcomes::default();
    for page in 1_u64.. {
        request.request_id = format!("{request_id}.{page}");
        let answer = call(&channel, &request);
        let answer = answer.await.map_err(|failure| {
            let done = outcomes.cancelled;
            let hint =
                format!("{done} timers were cancelled before: repeat it with --request-id {request_id} to go on");
            failure.hint(hint)
        })?;
        outcomes.cancelled += u64::from(answer.cancelled);
        outcomes.too_late += u64::from(answer.too_late);
        outcomes.superseded += u64::from(answer.superseded);
        outcomes.already_cancelled += u64::from(answer.already_cancelled);
        if answer.next_page_token.is_empty() {
            break;
        }
        request.page_token = answer.next_page_token;
    }
    print(output, &outcomes)
}

fn print(output: Output, outcomes: &Outcomes) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(outcomes);
    }
    let mut table = Table::of_fields();
    table.field("cancelled", outcomes.cancelled.to_string());
    table.field("too late", outcomes.too_late.to_string());
    table.field("superseded", outcomes.superseded.to_string());
    table.field("already cancelled", outcomes.already_cancelled.to_string());
    output.table(&table)
}
