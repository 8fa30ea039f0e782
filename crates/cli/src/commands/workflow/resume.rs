//! `minoots workflow resume`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_wire::workflow::v1::{Execution, ResumeExecutionRequest};

use super::call;
use crate::client_arguments::ClientArguments;

/// From where it goes on.
#[derive(Args, Debug)]
pub struct Resume {
    /// The execution's id
    id: String,
    /// As it was when it entered this phase last: what was shown since then was not [default: from where it is]
    #[arg(
        long = "from",
        value_name = "PHASE",
        default_value = "",
        hide_default_value = true,
        conflicts_with = "version"
    )]
    phase: String,
    /// As it was in this version of its state, as `minoots checkpoint list` of `wf.ID` shows them
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    version: u64,
}

/// Has it go on, and answers what became of it.
pub async fn run(arguments: Resume, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = ResumeExecutionRequest {
        id: arguments.id,
        phase: arguments.phase,
        version: arguments.version,
    };
    Ok(call!(client, resume_execution, request)?.execution)
}
