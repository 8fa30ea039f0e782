//! `minoots workflow approve` and `deny`.

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::workflow::v1::{DecideApprovalRequest, Execution};
use serde::Serialize;

use super::show;
use crate::client_arguments::ClientArguments;

/// Arguments of `minoots workflow approve`.
#[derive(Args, Debug)]
pub struct Approve {
    #[command(flatten)]
    decision: Decision,
    /// Deny instead of approving, as `minoots workflow deny` does
    #[arg(long)]
    deny: bool,
}

/// A decision, without its verdict.
#[derive(Args, Debug)]
pub struct Decision {
    /// Execution's id
    id: String,
    /// Phase to decide on [default: the current one]
    #[arg(long, value_name = "PHASE", default_value = "", hide_default_value = true)]
    phase: String,
    /// Fence of the attempt whose work is decided [default: the pending one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    fence: u64,
    /// Author of the decision, 1 to 255 bytes
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// Reason, at most 4096 bytes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    why: String,
}

/// The JSON output: the execution's fields and the receipt.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Decided<'a> {
    #[serde(flatten)]
    execution: &'a Execution,
    /// The id of the event that is the signed record of the decision.
    decision_event_id: &'a str,
}

/// Approves or denies.
pub async fn run(arguments: Approve, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    decide(arguments.decision, !arguments.deny, client, output).await
}

/// Decides with this verdict, and prints the execution and the id of the signed record.
pub async fn decide(
    decision: Decision,
    approved: bool,
    client: &ClientArguments,
    output: Output,
) -> Result<(), Failure> {
    let request = DecideApprovalRequest {
        id: decision.id,
        phase: decision.phase,
        fence: decision.fence,
        approved,
        by: decision.by,
        why: decision.why,
    };
    let decided = client.call(&request).await?;
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
