//! Handoffs as tables.

use minoots_terminal::output::Table;
use minoots_wire::workflow::v1::{Handoff, HandoffParty, HandoffStatus};

use crate::record::text_of;

const STATUS: &str = "HANDOFF_STATUS_";

fn short(name: &str) -> &str {
    name.strip_prefix(STATUS).unwrap_or(name)
}

/// Parses a status by its name, with or without the common prefix.
pub fn status(name: &str) -> Result<HandoffStatus, String> {
    let upper = name.to_ascii_uppercase();
    HandoffStatus::from_str_name(&format!("{STATUS}{}", short(&upper)))
        .filter(|status| *status != HandoffStatus::Unspecified)
        .ok_or_else(|| "use PROPOSED, ACCEPTED, COMMITTED, REJECTED, EXPIRED or WITHDRAWN".to_owned())
}

fn party(party: Option<&HandoffParty>) -> String {
    match party {
        Some(party) if party.epoch != 0 => format!("{}, epoch {}", party.agent, party.epoch),
        Some(party) => party.agent.clone(),
        None => String::new(),
    }
}

/// Formats one handoff, a field a row.
pub fn handoff(handoff: &Handoff) -> Table {
    let mut table = Table::of_fields();
    table.field("id", &handoff.id);
    table.field("execution", &handoff.execution);
    table.field("status", short(handoff.status().as_str_name()));
    table.field("why", &handoff.why);
    table.field("from", party(handoff.from.as_ref()));
    table.field("to", party(handoff.to.as_ref()));
    table.field("phase", &handoff.phase);
    table.field("fence", handoff.fence.to_string());
    if handoff.new_fence != 0 {
        table.field("new fence", handoff.new_fence.to_string());
    }
    table.field("reason", &handoff.reason);
    table.field("state", String::from_utf8_lossy(&handoff.state));
    if handoff.votes_needed != 0 {
        let voters = handoff.voters.join(", ");
        table.field("votes needed", format!("{} of {voters}", handoff.votes_needed));
    }
    for vote in &handoff.votes {
        let said = if vote.approved { "yes" } else { "no" };
        table.field("vote", format!("{}: {said} {}", vote.voter, vote.why).trim_end());
    }
    if let Some(deadline) = handoff.deadline.as_ref().and_then(text_of) {
        table.field("deadline", deadline);
    }
    table
}

/// Formats handoffs, one a row.
pub fn handoffs(handoffs: &[Handoff]) -> Table {
    let mut table = Table::with_headers(&["EXECUTION", "ID", "STATUS", "FROM", "TO", "FENCE", "WHY"]);
    for handoff in handoffs {
        table.row([
            handoff.execution.clone(),
            handoff.id.clone(),
            short(handoff.status().as_str_name()).to_owned(),
            handoff.from.as_ref().map(|from| from.agent.clone()).unwrap_or_default(),
            handoff.to.as_ref().map(|to| to.agent.clone()).unwrap_or_default(),
            match handoff.new_fence {
                0 => handoff.fence.to_string(),
                new => format!("{} to {new}", handoff.fence),
            },
            match handoff.why.as_str() {
                "" => "-".to_owned(),
                why => why.to_owned(),
            },
        ]);
    }
    table
}
