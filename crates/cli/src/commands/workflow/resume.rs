//! `minoots workflow resume`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{Execution, ResumeExecutionRequest};

use crate::client_arguments::ClientArguments;

/// Arguments of `minoots workflow resume`.
#[derive(Args, Debug)]
pub struct Resume {
    /// Execution's id
    id: String,
    /// Phase to return to, in the state of its last entry; later reports are dropped [default: the current state]
    #[arg(
        long = "from",
        value_name = "PHASE",
        default_value = "",
        hide_default_value = true,
        conflicts_with = "version"
    )]
    phase: String,
    /// Version of the state to return to, as `minoots checkpoint list wf.ID state` lists them
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    version: u64,
}

/// Resumes the execution and returns it.
pub async fn run(arguments: Resume, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = ResumeExecutionRequest {
        id: arguments.id,
        phase: arguments.phase,
        version: arguments.version,
    };
    Ok(client.call(&request).await?.execution)
}
