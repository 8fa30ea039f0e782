//! `minoots workflow approve`.

use clap::Args;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::workflow::v1::{DecideApprovalRequest, Execution};
use serde::Serialize;

use super::{call, show};
use crate::client_arguments::ClientArguments;

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

/// What a decision came to, as JSON: the execution's own fields, and the receipt.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Decided<'a> {
    #[serde(flatten)]
    execution: &'a Execution,
    /// The event that is the signed record of it.
    decision_event_id: &'a str,
}

/// Decides, and shows what became of the execution, and the id of the signed record.
pub async fn run(arguments: Approve, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let request = DecideApprovalRequest {
        id: arguments.id,
        phase: arguments.phase,
        fence: arguments.fence,
        approved: !arguments.deny,
        by: arguments.by,
        why: arguments.why,
    };
    let decided = call!(client, decide_approval, request)?;
    let execution = decided.execution.unwrap_or_default();
    if output.is_json() {
        return output.json(&Decided {
            execution: &execution,
            decision_event_id: &decided.event_id,
        });
    }
    let mut table = show::execution(&execution);
    if !decided.event_id.is_empty() {
        table.field("decision", format!("event {}", decided.event_id));
    }
    output.table(&table)
}
