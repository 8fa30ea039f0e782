//! `minoots schedule preview`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::schedule::v1::PreviewScheduleRequest;
use serde::Serialize;

use super::calendar::CalendarArguments;
use crate::client_arguments::ClientArguments;
use crate::record::text_of;
use crate::value::Moment;

/// Arguments of `minoots schedule preview`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    calendar: CalendarArguments,
    /// Earliest occurrence to show, inclusive [default: now]
    #[arg(long, value_name = "RFC3339")]
    from: Option<Moment>,
    /// Maximum number of occurrences to show, at most 1000 [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    count: Option<u32>,
}

/// The JSON output; all fields are always present.
#[derive(Serialize)]
struct Preview {
    occurrences: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    time: String,
    local: String,
    note: String,
}

/// Prints the occurrences.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = PreviewScheduleRequest {
        calendar: Some(arguments.calendar.to_proto()),
        from: arguments.from.map(Moment::to_proto),
        count: arguments.count.unwrap_or_default(),
    };
    let answer = client.call(&request).await?;
    let shown = answer.occurrences.into_iter().map(|occurrence| Shown {
        time: occurrence.time.as_ref().and_then(text_of).unwrap_or_default(),
        local: occurrence.local,
        note: occurrence.note,
    });
    let occurrences = shown.collect();
    if output.is_json() {
        return output.json(&Preview { occurrences });
    }
    let mut table = Table::with_headers(&["TIME", "LOCAL", "NOTE"]);
    for Shown { time, local, note } in occurrences {
        table.row([time, local, note]);
    }
    output.table(&table)
}
