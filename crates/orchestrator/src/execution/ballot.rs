//! Counting votes on approvals that need several.

use serde_json::{Value, json};

use super::approval::Vote;
use super::input::Decision;
use super::refusal::Refusal;
use crate::definition::Approval;

/// The effect of a decision on the votes.
pub(super) enum Ballot {
    /// The approval needs one decision.
    Single,
    /// The same vote was counted before.
    Repeat,
    /// The vote counts.
    Cast {
        /// All votes.
        votes: Vec<Vote>,
        /// Their numbers, for the event.
        counts: Value,
        /// Whether the votes decide.
        is_over: bool,
    },
}

/// Counts a decision as a vote, whose event has the number `record`.
pub(super) fn voted(
    mut votes: Vec<Vote>,
    approval: Option<&Approval>,
    decision: &Decision,
    record: u64,
) -> Result<Ballot, Refusal> {
    let Some(approval) = approval.filter(|approval| approval.voters > 1) else {
        return Ok(Ballot::Single);
    };
    let voter = match decision.key.as_str() {
        key if !key.is_empty() && !approval.distinct_names => key,
        _ => &decision.by,
    };
    if let Some(vote) = votes.iter().find(|vote| vote.voter == voter) {
        return match vote.is(decision) {
            true => Ok(Ballot::Repeat),
            false => Err(Refusal::Voted {
                voter: voter.to_owned(),
                approved: vote.approved,
            }),
        };
    }
    votes.push(Vote::of(decision, voter, record));
    let count = |approved| votes.iter().filter(|vote| vote.approved == approved).count() as u32;
    let (approving, denying) = (count(true), count(false));
    Ok(Ballot::Cast {
        counts: json!({ "approved": approving, "denied": denying, "quorum": approval.quorum }),
        is_over: approving >= approval.quorum || denying > approval.voters - approval.quorum,
        votes,
    })
}
