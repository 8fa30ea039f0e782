//! Checks a phase's rule for its approval.

use super::super::limits::{APPROVAL_DEFAULT, APPROVAL_MAX, APPROVAL_MIN, ESCALATION_MAX, VOTERS_MAX};
use super::super::problem::{Problem, Rule};
use super::super::source;
use super::super::text::{time, word};
use super::super::{Approval, Undecided};
use super::{at_most, not_one_of, within};

/// Voters on an approval.
const VOTERS: u32 = VOTERS_MAX as u32;

/// Checks the values of an approval.
pub(super) fn rule(approval: &source::Approval) -> Result<Approval, Problem> {
    at_most(&approval.escalation, ESCALATION_MAX, "approval.escalation")?;
    let deadline = approval.deadline.as_ref();
    let deadline = deadline.map(|text| time(text, "approval.deadline", APPROVAL_MIN, APPROVAL_MAX));
    let from = approval
        .from
        .as_ref()
        .map(|from| word(from, "approval.from"))
        .transpose()?;
    let escalation = approval.escalation.iter().map(|who| word(who, "approval.escalation"));
    let on_timeout = match approval.on_timeout.as_ref() {
        None if approval.escalation.is_empty() => Undecided::Deny,
        None => Undecided::Escalate,
        Some(text) => match text.value.as_str() {
            "deny" => Undecided::Deny,
            "halt" => Undecided::Halt,
            "escalate" => Undecided::Escalate,
            "approve" => Undecided::Approve,
            other => {
                let of = "deny, halt, escalate or approve";
                return Err(not_one_of(text, "approval.on_timeout", other, of));
            }
        },
    };
    let quorum = within(approval.quorum.as_ref(), "approval.quorum", 1..=VOTERS)?.unwrap_or(1);
    let voters = within(approval.voters.as_ref(), "approval.voters", quorum..=VOTERS)?;
    let distinct_names = match approval.distinct.as_ref() {
        None => false,
        Some(text) => match text.value.as_str() {
            "keys" => false,
            "names" => true,
            other => return Err(not_one_of(text, "approval.distinct", other, "keys or names")),
        },
    };
    let deadline = deadline.transpose()?.unwrap_or(APPROVAL_DEFAULT);
    let remind = approval.remind.as_ref();
    let remind = remind.map(|text| (text, time(text, "approval.remind", APPROVAL_MIN, APPROVAL_MAX)));
    let remind = match remind {
        Some((text, Ok(before))) if before >= deadline => {
            let message = "approval.remind: is the time before the deadline, so it must be less than the deadline";
            return Err(Problem::at(Rule::Invalid, text.referenced, message));
        }
        Some((_, before)) => Some(before?),
        None => None,
    };
    let risk = approval
        .risk
        .as_ref()
        .map(|risk| word(risk, "approval.risk"))
        .transpose()?;
    Ok(Approval {
        deadline,
        from: from.unwrap_or_default(),
        escalation: escalation.collect::<Result<_, _>>()?,
        on_timeout,
        self_approval: approval.self_approval.as_ref().is_some_and(|may| may.value),
        quorum,
        voters: voters.unwrap_or(quorum),
        distinct_names,
        remind,
        risk: risk.unwrap_or_default(),
    })
}
