//! `minoots workflow approve`.

use clap::Args;
use minoots_wire::workflow::v1::{DecideApprovalRequest, Execution};

use super::call;
use crate::connect::{ClientArguments, unary};
use crate::errors::Failure;

/// A decision.
#[derive(Args, Debug)]
pub struct Approve {
    /// The execution's id
    id: String,
    /// Which phase [default: the one it is in]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
    /// The attempt whose work it is about [default: whichever is decided on]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// It does not go on
    #[arg(long)]
    deny: bool,
    /// Who decides
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// Decides, and answers what became of the execution.
pub async fn run(arguments: Approve, client: &ClientArguments) -> Result<Option<Execution>, Failure> {
    let request = DecideApprovalRequest {
        id: arguments.id,
        phase: arguments.phase,
        fence: arguments.fence,
        approved: !arguments.deny,
        by: arguments.by,
        why: arguments.why,
    };
    Ok(call!(client, decide_approval, request).execution)
}
