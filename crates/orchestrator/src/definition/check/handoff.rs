//! Checks a phase's rules for handoffs.

use super::super::HandoffRule;
use super::super::limits::{HANDOFF_DEFAULT, HANDOFF_MAX, HANDOFF_MIN, VOTERS_MAX};
use super::super::problem::{Problem, Rule};
use super::super::source;
use super::super::text::{time, word};
use super::at_most;
use super::output::schema;

/// Checks the values of a handoff rule.
pub(super) fn rule(handoff: &source::Handoff) -> Result<HandoffRule, Problem> {
    at_most(&handoff.voters, VOTERS_MAX, "handoff.voters")?;
    let mut voters = Vec::with_capacity(handoff.voters.len());
    for text in &handoff.voters {
        let voter = word(text, "handoff.voters")?;
        if voters.contains(&voter) {
            let message = format!("handoff.voters: {voter:?} is there twice");
            return Err(Problem::at(Rule::Duplicate, text.referenced, message));
        }
        voters.push(voter);
    }
    let votes = match &handoff.votes {
        None => voters.len(),
        Some(votes) if (1..=voters.len()).contains(&votes.value) => votes.value,
        Some(votes) => {
            let message = match voters.len() {
                0 => "handoff.votes: there are no voters; name them, or leave votes out".to_owned(),
                most => format!(
                    "handoff.votes: {} is not allowed; it must be 1 to {most}, the number of voters",
                    votes.value
                ),
            };
            return Err(Problem::at(Rule::Invalid, votes.referenced, message));
        }
    };
    let deadline = handoff.deadline.as_ref();
    let deadline = deadline.map(|text| time(text, "handoff.deadline", HANDOFF_MIN, HANDOFF_MAX));
    Ok(HandoffRule {
        schema: schema(handoff.schema.as_ref(), "handoff.schema")?,
        voters,
        votes,
        deadline: deadline.transpose()?.unwrap_or(HANDOFF_DEFAULT),
    })
}
