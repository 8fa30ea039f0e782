//! `minoots transact`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::transaction::v1::{OperationResult, TransactRequest, operation_result::Result as Told};

use crate::client_arguments::ClientArguments;
use crate::file;
use crate::value;

/// Arguments of `minoots transact`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// File with the request as JSON, in the form of the REST API; - reads standard input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,
    /// Idempotency key: a repeat commits nothing more and returns the first response [default: that of the file, else a
    /// new one]
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    request_id: Option<String>,
}

/// Reads the request and commits it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let text = file::text("--file", &arguments.file)?;
    let wrong = |error| Failure::usage(format!("--file: {}: {error}", arguments.file.display()));
    let mut request: TransactRequest = serde_json::from_str(&text).map_err(wrong)?;
    if let Some(id) = arguments.request_id {
        request.request_id = id;
    } else if request.request_id.is_empty() {
        request.request_id = value::new_id();
    }
    let answer = arguments
        .client
        .call(&request)
        .await
        .map_err(|failure| value::name_the_id(failure, "--request-id", &request.request_id))?;
    if output.is_json() {
        return output.json(&answer);
    }
    for (index, result) in answer.results.iter().enumerate() {
        output.line(&format!("{index}: {}", told(result)))?;
    }
    Ok(())
}

fn told(result: &OperationResult) -> String {
    match &result.result {
        Some(Told::Timer(timer)) => format!("timer {}, version {}", timer.id, timer.state_version),
        Some(Told::Checkpoint(written)) => {
            let checkpoint = written.checkpoint.clone().unwrap_or_default();
            let (execution, name) = (checkpoint.execution, checkpoint.name);
            format!("checkpoint {execution} {name}, version {}", checkpoint.version)
        }
        Some(Told::Settle(settled)) => format!("settled {}", settled.event_id),
        Some(Told::Spend(spend)) => format!("spent, {} left", spend.remaining),
        Some(Told::Emit(event)) => format!("emitted {}", event.event_id),
        Some(Told::NotDone(why)) => format!("not done: {}", why.cause),
        None => "done".to_owned(),
    }
}
