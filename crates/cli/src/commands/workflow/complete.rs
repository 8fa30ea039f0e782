//! `minoots workflow complete`.

use std::path::PathBuf;

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{CompletePhaseRequest, Execution};

use crate::client_arguments::ClientArguments;
use crate::file;

/// Arguments of `minoots workflow complete`.
#[derive(Args, Debug)]
pub struct Complete {
    /// Execution's id
    id: String,
    /// Phase to complete [default: the current one]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
    /// Fence of the attempt, from its message [default: the current attempt]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Completed checklist item; repeatable
    #[arg(long = "done", value_name = "ITEM")]
    checklist: Vec<String>,
    /// Produced artifact; repeatable
    #[arg(long = "artifact", value_name = "NAME")]
    artifacts: Vec<String>,
    /// Quality of the work, 0 to 1
    #[arg(long, value_name = "SCORE")]
    score: Option<f64>,
    /// Feedback for the next attempt if the score is too low, at most 4096 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    feedback: String,
    /// Next phase [default: the first permitted one]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    to: String,
    /// Number of tokens that the attempt used [default: 0]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    tokens: u64,
    /// Money that the attempt used, in millionths of a unit [default: 0]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    money_micros: u64,
    /// Output of the phase as JSON, at most 256 KiB
    #[arg(long, value_name = "JSON", default_value = "", hide_default_value = true)]
    output_data: String,
    /// File with the output, instead of --output-data; - reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "output_data")]
    output_file: Option<PathBuf>,
}

/// Completes the work and returns the execution.
pub async fn run(arguments: Complete, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let output = match &arguments.output_file {
        Some(path) => file::text("--output-file", path)?,
        None => arguments.output_data,
    };
    let request = CompletePhaseRequest {
        id: arguments.id,
        phase: arguments.phase,
        fence: arguments.fence,
        checklist: arguments.checklist,
        artifacts: arguments.artifacts,
        score: arguments.score,
        feedback: arguments.feedback,
        to: arguments.to,
        tokens: arguments.tokens,
        money_micros: arguments.money_micros,
        output: output.into_bytes().into(),
    };
    Ok(client.call(&request).await?.execution)
}
