//! Handoffs: an attempt moves from one agent to another, with its state.
//!
//! Invariants:
//! - At most one handoff of an execution is open, and it belongs to the attempt at work.
//! - An open handoff has a timer that ends it. A step that ends the attempt also ends the handoff, in the same entry.
//! - A closed handoff never changes. The fence is the ownership: it moves with the state, in the step that commits.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::At;
use super::complete::at_work;
use super::effect::Step;
use super::message::Matter;
use super::output;
use super::refusal::Refusal;
use super::state::{RunStatus, State, Status as ExecutionStatus, TimerKind};
use crate::definition::limits::HANDOFF_DEFAULT;
use crate::definition::{Definition, HandoffRule};
use crate::repeat;

mod state;
mod word;

pub(in crate::execution) use word::queue_of;
use word::{end, message, parsed, tell};

pub use state::{Act, Handed, Handoff, Party, Proposal, Status, Vote};

/// Handoffs that an execution stores.
const KNOWN_MAX: usize = 16;
/// Characters of an error about invalid handoff data. The names in it may have any length.
const RULE_CHARACTERS_MAX: usize = 300;

pub(super) fn act(definition: &Definition, step: Step, act: &Act, at: &At) -> Result<Option<Step>, Refusal> {
    match act {
        Act::Propose(proposal) => propose(definition, step, proposal, at),
        Act::Accept { id, by } => accept(definition, step, (id, by), at),
        Act::Reject { id, by, why } => reject(step, (id, by, why), at),
        Act::Vote {
            id,
            voter,
            vote,
            newest,
        } => self::vote(definition, step, (id, voter, vote, *newest), at),
        Act::Withdraw { id, by, why } => withdraw(step, (id, by, why), at),
    }
}

/// The rule of a handoff's phase.
fn rule<'a>(definition: &'a Definition, phase: &str) -> Option<&'a HandoffRule> {
    definition.phase(phase).and_then(|(_, phase)| phase.handoff.as_ref())
}

fn propose(definition: &Definition, mut step: Step, proposal: &Proposal, at: &At) -> Result<Option<Step>, Refusal> {
    let digest = hex::encode(Sha256::digest(proposal.data.as_bytes()));
    let terms = repeat::digest(&json!([
        proposal.reason,
        proposal.deadline.map(|deadline| deadline.as_millis().to_string())
    ]));
    if let Some(known) = step.state.handoffs.iter().find(|known| known.id == proposal.id) {
        let is_same = known.from == proposal.from
            && known.to.agent == proposal.to
            && known.fence == proposal.fence
            && known.digest == digest
            && repeat::matches(&known.terms, &terms);
        return match is_same {
            true => Ok(None),
            false => Err(Refusal::HandoffExists {
                id: proposal.id.clone(),
            }),
        };
    }
    step.check_running()?;
    let Some((_, phase)) = at_work(definition, &step, "", proposal.fence)? else {
        return Ok(None);
    };
    if let Some(open) = open(&step.state) {
        return Err(Refusal::HandoffOpen { id: open.id.clone() });
    }
    if let Some(holder) = holder(&step.state).filter(|holder| holder.agent != proposal.from.agent) {
        let rule = format!("the attempt is agent {:?}'s, which may hand it over", holder.agent);
        return Err(Refusal::HandoffParty { rule });
    }
    if proposal.to == proposal.from.agent {
        let rule = "to: an agent has what it hands to itself; name another one".to_owned();
        return Err(Refusal::HandoffParty { rule });
    }
    if let Some(schema) = phase.handoff.as_ref().and_then(|rule| rule.schema.as_ref()) {
        let data = serde_json::from_str(&proposal.data).unwrap_or(Value::Null);
        schema.check(&data).map_err(|rule| Refusal::HandoffState {
            rule: rule.chars().take(RULE_CHARACTERS_MAX).collect(),
        })?;
    }
    let deadline = phase.handoff.as_ref().map_or(HANDOFF_DEFAULT, |rule| rule.deadline);
    let deadline = proposal.deadline.unwrap_or(deadline);
    if step.state.handoffs.len() >= KNOWN_MAX {
        step.state.handoffs.remove(0);
    }
    let handoff = Handoff {
        id: proposal.id.clone(),
        status: Status::Proposed,
        from: proposal.from.clone(),
        to: Party {
            agent: proposal.to.clone(),
            epoch: 0,
        },
        phase: phase.id.clone(),
        fence: proposal.fence,
        reason: proposal.reason.clone(),
        data: proposal.data.clone(),
        digest,
        terms,
        votes: Default::default(),
        why: String::new(),
        new_fence: 0,
    };
    let voters = phase.handoff.as_ref().map(|rule| rule.voters.as_slice());
    let told = json!({
        "reason": handoff.reason,
        "voters": voters.unwrap_or_default(),
        "votesNeeded": votes_needed(definition, &handoff),
        "deadlineSeconds": deadline.as_secs_f64(),
    });
    let mut body = message(&step.state, &handoff, "handoff");
    body["reason"] = json!(handoff.reason);
    body["state"] = parsed(&handoff.data);
    let matter = Matter::Handoff { id: handoff.id.clone() };
    step.ask(&queue_of(&proposal.to), body, matter);
    step.state.handoffs.push(handoff);
    tell(&mut step, "handoff.proposed", told, at);
    step.wait(TimerKind::Handoff, deadline, at);
    Ok(Some(step))
}

/// The open handoff, if there is one.
pub(super) fn open(state: &State) -> Option<&Handoff> {
    state.handoffs.last().filter(|last| last.status.is_open())
}

/// The agent that holds the attempt at work by a handoff.
fn holder(state: &State) -> Option<&Party> {
    let run = state.run.as_ref()?;
    let handed = run.handed.as_ref().filter(|handed| handed.fence == run.fence)?;
    Some(&handed.to)
}

/// The number of voters who must approve.
pub(crate) fn votes_needed(definition: &Definition, handoff: &Handoff) -> usize {
    rule(definition, &handoff.phase).map_or(0, |rule| rule.votes)
}

fn found<'a>(step: &'a mut Step, id: &str) -> Result<&'a mut Handoff, Refusal> {
    let known = step.state.handoffs.iter_mut().find(|known| known.id == id);
    known.ok_or_else(|| Refusal::Handoff { id: id.to_owned() })
}

fn over(handoff: &Handoff) -> Refusal {
    Refusal::HandoffOver {
        id: handoff.id.clone(),
        status: handoff.status,
        why: handoff.why.clone(),
    }
}

/// Checks that the receiving agent itself answers.
fn check_asked(handoff: &Handoff, by: &Party) -> Result<(), Refusal> {
    if handoff.to.agent == by.agent {
        return Ok(());
    }
    let rule = format!("by: agent {:?} is asked, and answers itself", handoff.to.agent);
    Err(Refusal::HandoffParty { rule })
}

/// Refuses an instance of the agent if a newer one has answered. The instance may have been replaced since it was
/// looked up.
fn check_newest(handoff: &Handoff, by: &Party) -> Result<(), Refusal> {
    let current = handoff.to.epoch;
    if by.epoch < current {
        return Err(Refusal::StaleEpoch { current });
    }
    Ok(())
}

fn accept(definition: &Definition, mut step: Step, (id, by): (&str, &Party), at: &At) -> Result<Option<Step>, Refusal> {
    let running = step.check_running();
    let handoff = found(&mut step, id)?;
    check_asked(handoff, by)?;
    check_newest(handoff, by)?;
    match handoff.status {
        Status::Accepted | Status::Committed if handoff.to.epoch == by.epoch => return Ok(None),
        // A newer instance may take over what an older one has accepted.
        Status::Proposed | Status::Accepted => running?,
        _ => return Err(over(handoff)),
    }
    handoff.status = Status::Accepted;
    handoff.to.epoch = by.epoch;
    tell(&mut step, "handoff.accepted", json!({}), at);
    Ok(Some(counted(definition, step, at)))
}

fn reject(mut step: Step, (id, by, why): (&str, &Party, &str), at: &At) -> Result<Option<Step>, Refusal> {
    let handoff = found(&mut step, id)?;
    check_asked(handoff, by)?;
    check_newest(handoff, by)?;
    match handoff.status {
        Status::Rejected => return Ok(None),
        status if status.is_open() => {}
        _ => return Err(over(handoff)),
    }
    handoff.to.epoch = by.epoch;
    let why = match why {
        "" => format!("{} does not take it", by.agent),
        why => why.to_owned(),
    };
    end(&mut step, Status::Rejected, &why, at);
    Ok(Some(step))
}

fn vote(
    definition: &Definition,
    mut step: Step,
    (id, voter, vote, newest): (&str, &str, &Vote, Option<u64>),
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let running = step.check_running();
    let handoff = found(&mut step, id)?;
    let voters = rule(definition, &handoff.phase).map_or([].as_slice(), |rule| rule.voters.as_slice());
    if !voters.iter().any(|known| known == voter) {
        let rule = match voters {
            [] => format!("voter: nobody votes on handoffs of phase {:?}", handoff.phase),
            voters => format!("voter: {voter:?} has no vote; these have: {}", voters.join(", ")),
        };
        return Err(Refusal::HandoffParty { rule });
    }
    if handoff.votes.get(voter) == Some(vote) {
        return Ok(None);
    }
    if !handoff.status.is_open() {
        return Err(over(handoff));
    }
    running?;
    handoff.votes.insert(voter.to_owned(), vote.clone());
    let told = json!({ "voter": voter, "approved": vote.approved, "voteReason": vote.why });
    let accepted = Some(handoff.to.epoch).filter(|_| handoff.status == Status::Accepted);
    tell(&mut step, "handoff.voted", told, at);
    // The newest instance was looked up before this step. If it is older than the accepting one, it proves nothing.
    if accepted.is_some_and(|accepted| newest.is_none_or(|newest| newest > accepted)) {
        end(
            &mut step,
            Status::Rejected,
            "the instance that accepted it was replaced or is gone",
            at,
        );
        return Ok(Some(step));
    }
    Ok(Some(counted(definition, step, at)))
}

/// Commits the handoff if it is accepted and has enough approvals. Rejects it if the remaining voters cannot reach the
/// required number.
fn counted(definition: &Definition, mut step: Step, at: &At) -> Step {
    let Some(handoff) = open(&step.state) else {
        return step;
    };
    let needed = votes_needed(definition, handoff);
    let voters = rule(definition, &handoff.phase).map_or(0, |rule| rule.voters.len());
    let approved = handoff.votes.values().filter(|vote| vote.approved).count();
    let refused = handoff.votes.len() - approved;
    if voters.saturating_sub(refused) < needed {
        end(
            &mut step,
            Status::Rejected,
            "too few voters are left that could approve",
            at,
        );
    } else if handoff.status == Status::Accepted && approved >= needed {
        commit(definition, &mut step, at);
    }
    step
}

/// Moves the attempt to the other agent, under a new fence and with the handed-over data.
fn commit(definition: &Definition, step: &mut Step, at: &At) {
    let Some(handoff) = open(&step.state).cloned() else {
        return;
    };
    step.state.fence += 1;
    let fence = step.state.fence;
    let Some(run) = &mut step.state.run else { return };
    run.fence = fence;
    run.handed = Some(Handed {
        handoff: handoff.id.clone(),
        from: handoff.from.clone(),
        to: handoff.to.clone(),
        fence,
        data: handoff.data.clone(),
    });
    let mut body = message(&step.state, &handoff, "handed_over");
    body["definition"] = json!(definition.name);
    body["visit"] = json!(step.state.run.as_ref().map(|run| run.visit));
    body["attempt"] = json!(step.state.run.as_ref().map(|run| run.attempt));
    body["fence"] = json!(fence);
    body["input"] = parsed(&step.state.input);
    body["state"] = parsed(&handoff.data);
    let run = step.state.run.as_ref();
    let phase = run.and_then(|run| definition.phase(&run.phase));
    let needs = phase.map(|(_, phase)| output::needed(definition, phase, &step.state));
    let message = (body, needs.unwrap_or_default());
    step.ask_with(&queue_of(&handoff.to.agent), message, Matter::Attempt { fence });
    if let Some(last) = step.state.handoffs.last_mut() {
        last.new_fence = fence;
    }
    end(step, Status::Committed, "", at);
}

fn withdraw(mut step: Step, (id, by, why): (&str, &Party, &str), at: &At) -> Result<Option<Step>, Refusal> {
    let handoff = found(&mut step, id)?;
    if handoff.from.agent != by.agent {
        let rule = format!(
            "by: agent {:?} proposed it, and takes it back itself",
            handoff.from.agent
        );
        return Err(Refusal::HandoffParty { rule });
    }
    match handoff.status {
        Status::Withdrawn => return Ok(None),
        status if status.is_open() => {}
        _ => return Err(over(handoff)),
    }
    let why = match why {
        "" => format!("{} took it back", by.agent),
        why => why.to_owned(),
    };
    end(&mut step, Status::Withdrawn, &why, at);
    Ok(Some(step))
}

/// Handles a handoff whose deadline has passed. The deadline keeps running while the execution is paused.
pub(super) fn expired(mut step: Step, at: &At) -> Step {
    step.state.timers.remove(&TimerKind::Handoff);
    let why = match open(&step.state).map(|open| open.status) {
        Some(Status::Accepted) => "too few votes came in time",
        _ => "nobody answered in time",
    };
    end(&mut step, Status::Expired, why, at);
    step
}

/// Ends an open handoff whose attempt this step has ended.
pub(super) fn follow(mut step: Step, at: &At) -> Step {
    let Some(open) = open(&step.state) else {
        return step;
    };
    let goes_on = matches!(step.state.status, ExecutionStatus::Running | ExecutionStatus::Paused);
    let run = step.state.run.as_ref();
    let at_it = run.is_some_and(|run| run.fence == open.fence && run.status == RunStatus::Working);
    if !(goes_on && at_it) {
        end(&mut step, Status::Withdrawn, "the attempt that it was of is over", at);
    }
    step
}
