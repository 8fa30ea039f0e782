//! `minoots timer touch`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::timer::v1::{TouchRequest, TouchResult, WatchdogTouch};

use crate::client_arguments::ClientArguments;
use crate::record::text_of;

/// Arguments of `minoots timer touch`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Watchdog's id; several ids share a request, at most 1000
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Epoch of the instance that sends the heartbeat; a smaller one than before is superseded [default: 0]
    #[arg(long, value_name = "N")]
    epoch: Option<u64>,
    /// Sequence number of the heartbeat, growing within an instance; a smaller one than before is superseded [default:
    /// none]
    #[arg(long, value_name = "N")]
    sequence: Option<u64>,
}

/// Sends the heartbeats and prints the outcome of each.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let (epoch, sequence) = (
        arguments.epoch.unwrap_or_default(),
        arguments.sequence.unwrap_or_default(),
    );
    let mut request = TouchRequest::default();
    match arguments.ids.as_slice() {
        [id] => {
            request.id.clone_from(id);
            (request.epoch, request.sequence) = (epoch, sequence);
        }
        ids => {
            let touch = |id: &String| WatchdogTouch {
                id: id.clone(),
                partition_key: String::new(),
                epoch,
                sequence,
            };
            request.touches = ids.iter().map(touch).collect();
        }
    }
    let answer = client.call(&request).await?;
    if output.is_json() {
        return output.json(&answer);
    }
    output.table(&results(&answer.results))
}

fn results(results: &[TouchResult]) -> Table {
    let mut table = Table::with_headers(&["ID", "OUTCOME", "FIRES", "EPOCH", "SEQUENCE", "EVENT"]);
    for result in results {
        table.row([
            result.id.clone(),
            result
                .outcome()
                .as_str_name()
                .trim_start_matches("TOUCH_OUTCOME_")
                .to_owned(),
            result.fire_time.as_ref().and_then(text_of).unwrap_or_default(),
            result.epoch.to_string(),
            result.sequence.to_string(),
            match result.event_id.as_str() {
                "" => "-".to_owned(),
                event => event.to_owned(),
            },
        ]);
    }
    table
}
