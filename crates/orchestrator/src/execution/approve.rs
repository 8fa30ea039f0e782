//! Approvals: decisions between two phases.

use serde_json::{Value, json};

use super::At;
use super::approval::{CountedVote, DecidedAttempt, PendingApproval, Vote};
use super::ballot::{Ballot, voted};
use super::complete::{forgive, proceed};
use super::effect::Step;
use super::fail::give_up;
use super::input::{Decision, Delegation};
use super::recover;
use super::refusal::Refusal;
use super::state::{LastDone, RunStatus, State, Status, TimerKind};
use crate::definition::{Approval, Definition, Phase, Undecided};
use crate::failure_kind::FailureClass;
use crate::repeat;

/// Decisions that are stored to detect repeats.
const DECISIONS_MAX: usize = 16;

/// A verdict about the pending approval.
#[derive(Default)]
struct Made<'a> {
    approved: bool,
    /// The failure of a denial.
    denied: String,
    principal: &'a str,
    digest: String,
    votes: Vec<Vote>,
}

/// Requests an approval after the work of a phase is done. The phase's deadline ends, and the approval has its own.
/// `more` is added to the event.
pub(super) fn ask(phase: &Phase, mut step: Step, (asked, more): (PendingApproval, Value), at: &At) -> Step {
    let Some(approval) = &phase.approval else {
        return step;
    };
    recover::done(&mut step, at);
    step.forget_phase();
    let kind = if asked.escalations == 0 {
        "approval.requested"
    } else {
        "approval.escalated"
    };
    let seconds = approval.deadline.as_secs_f64();
    let mut told = json!({ "from": asked.who, "next": asked.next, "deadlineSeconds": seconds });
    if let Some(output) = step.state.outputs.get(&phase.id) {
        told["output"] = output.told(&phase.id);
    }
    if let (Value::Object(told), Value::Object(more)) = (&mut told, more) {
        told.extend(more);
    }
    if let Some(run) = &mut step.state.run {
        run.status = RunStatus::AwaitingApproval;
        run.asked = Some(asked);
    }
    step.emit(kind, at, told);
    step.wait(TimerKind::Approval, approval.deadline, at);
    if let Some(before) = approval.remind {
        step.wait(TimerKind::Reminder, approval.deadline.saturating_sub(before), at);
    }
    step
}

/// Reminds of a pending approval.
pub(super) fn remind(approval: &Approval, mut step: Step, at: &At) -> Step {
    step.state.timers.remove(&TimerKind::Reminder);
    let run = step.state.run.as_ref();
    let Some(asked) = run.and_then(|run| run.asked.as_ref()) else {
        return step;
    };
    let left = approval.remind.unwrap_or_default();
    let told = json!({ "from": asked.who, "next": asked.next, "leftSeconds": left.as_secs_f64() });
    step.emit("approval.reminder", at, told);
    step
}

/// Asks another person for the pending decision.
pub(super) fn delegate(mut step: Step, delegation: &Delegation, at: &At) -> Result<Option<Step>, Refusal> {
    let status = step.state.status;
    if status.is_terminal() {
        return Err(Refusal::Terminal { status });
    }
    let run = step.state.run.as_mut();
    run.as_ref().map_or(Ok(()), |run| run.check_fence(delegation.fence))?;
    let phase = run.as_ref().map(|run| run.phase.clone()).unwrap_or_default();
    let Some(asked) = run.and_then(|run| run.asked.as_mut()) else {
        return Err(Refusal::NotAwaitingApproval { phase });
    };
    if asked.who == delegation.to {
        return Ok(None);
    }
    let from = std::mem::replace(&mut asked.who, delegation.to.clone());
    let told = json!({ "from": from, "to": delegation.to, "by": delegation.by, "why": delegation.why });
    step.emit("approval.delegated", at, told);
    Ok(Some(step))
}

/// Requests an approval again after its time has ended, beginning with the first approver. The completed work remains.
pub(super) fn ask_again(phase: &Phase, step: Step, at: &At) -> Step {
    let asked = step.state.run.as_ref().and_then(|run| run.asked.clone());
    let (Some(approval), Some(asked)) = (&phase.approval, asked) else {
        return step;
    };
    let asked = PendingApproval {
        who: approval.from.clone(),
        escalations: 0,
        late: false,
        ..asked
    };
    ask(phase, step, (asked, Value::Null), at)
}

pub(super) fn decide(
    definition: &Definition,
    mut step: Step,
    decision: &Decision,
    at: &At,
) -> Result<Option<Step>, Refusal> {
    if vote_of(&step.state, decision).is_some() || is_repeat(&step, decision)? {
        return Ok(None);
    }
    let run = step.state.run.as_ref();
    let is_late = run.and_then(|run| run.asked.as_ref()).is_some_and(|asked| asked.late);
    // The completed work is kept, so a decision that comes late continues with it.
    if step.state.status != Status::Blocked || !is_late {
        step.check_running()?;
    }
    run.map_or(Ok(()), |run| run.check_fence(decision.fence))?;
    let asked = run.and_then(|run| Some((run.phase.clone(), run.asked.clone()?)));
    let phase = step.state.run.as_ref().map(|run| run.phase.clone()).unwrap_or_default();
    let Some((phase, asked)) = asked else {
        return Err(Refusal::NotAwaitingApproval { phase });
    };
    if !decision.phase.is_empty() && decision.phase != phase {
        return Err(Refusal::NotInPhase {
            current: phase,
            asked: decision.phase.clone(),
        });
    }
    let approval = definition.phase(&phase).and_then(|(_, phase)| phase.approval.as_ref());
    let may_be_the_worker = approval.is_some_and(|approval| approval.self_approval);
    if !asked.worker.is_empty() && asked.worker == decision.principal && !may_be_the_worker {
        return Err(Refusal::SelfApproval {
            phase,
            worker: asked.worker,
        });
    }
    let mut told = json!({
        "approved": decision.approved,
        "by": decision.by,
        "why": decision.why,
        "next": asked.next,
        "principal": decision.principal,
    });
    let votes = match voted(asked.votes, approval, decision, step.state.events + 1)? {
        Ballot::Repeat => return Ok(None),
        Ballot::Single => Vec::new(),
        Ballot::Cast { votes, counts, is_over } => {
            told["votes"] = counts;
            if !is_over {
                step.emit("approval.voted", at, told);
                if let Some(asked) = step.state.run.as_mut().and_then(|run| run.asked.as_mut()) {
                    asked.votes = votes;
                }
                return Ok(Some(step));
            }
            votes
        }
    };
    step = on_time(definition, step, is_late, at);
    step.emit("approval.decided", at, told);
    let made = Made {
        votes,
        approved: decision.approved,
        denied: format!("denied by {}", decision.by),
        principal: &decision.principal,
        digest: digest(decision),
    };
    Ok(Some(decided(definition, step, &made, at)))
}

/// Continues an execution that was blocked because its decision did not come in time.
fn on_time(definition: &Definition, mut step: Step, is_late: bool, at: &At) -> Step {
    let was = step.state.status;
    if !is_late || was != Status::Blocked {
        return step;
    }
    step.state.status = Status::Running;
    step.state.reason.clear();
    step.state.last_failure = None;
    forgive(definition, &mut step, at);
    recover::withdraw(&mut step, "its approval was decided", at);
    step.emit("workflow.resumed", at, json!({ "was": was }));
    if let Some(run) = &mut step.state.run {
        run.status = RunStatus::AwaitingApproval;
    }
    step
}

/// Whether the decision was made before, in the same words and by the same principal.
///
/// # Errors
/// The attempt that the decision names was decided otherwise, or in another phase.
fn is_repeat(step: &Step, decision: &Decision) -> Result<bool, Refusal> {
    if decision.fence != 0 {
        return match known_decision(&step.state, decision.fence) {
            Some(known) => known.repeats(decision).map(|()| true),
            None => Ok(is_repeat_of_last(step, decision) && is_of_last(step, decision.fence)),
        };
    }
    // Without a phase, the decision refers to the last one. But if an approval is pending now that it may refer to, it
    // answers that one.
    let Some(done) = step.state.last_done.as_ref() else {
        return Ok(false);
    };
    let is_named = |phase: &str| decision.phase.is_empty() || decision.phase == phase;
    let run = step.state.run.as_ref();
    let is_answer = run.is_some_and(|run| run.asked.is_some() && is_named(&run.phase));
    // A regression to an earlier phase revokes the decision.
    let regressed = step.state.last_regressed.as_ref();
    let is_taken_back = regressed.is_some_and(|regressed| regressed.fence > done.fence);
    let is_repeat = is_repeat_of_last(step, decision) && is_named(&done.phase) && !is_answer && !is_taken_back;
    match known_decision(&step.state, done.fence) {
        Some(known) if is_repeat => known.repeats(decision).map(|()| true),
        _ => Ok(is_repeat),
    }
}

/// Whether the last completed attempt has this verdict of this principal. States of earlier releases store no other
/// decision, and not always the principal.
fn is_repeat_of_last(step: &Step, decision: &Decision) -> bool {
    let done = step.state.last_done.as_ref();
    done.is_some_and(|done| {
        let is_of_another = !done.principal.is_empty() && done.principal != decision.principal;
        done.decision == Some(decision.approved) && !is_of_another
    })
}

fn is_of_last(step: &Step, fence: u64) -> bool {
    step.state.last_done.as_ref().is_some_and(|done| done.fence == fence)
}

/// The number of the event of the vote that a decision repeats. Without a fence, the vote is on the pending approval,
/// or on the last one that was decided.
fn vote_of(state: &State, decision: &Decision) -> Option<u64> {
    let is_named = |fence| decision.fence == 0 || decision.fence == fence;
    let run = state.run.as_ref().filter(|run| is_named(run.fence));
    let open = run.and_then(|run| run.asked.as_ref());
    let open = open.and_then(|asked| asked.votes.iter().find(|vote| vote.is(decision)));
    let decided = state.decisions.iter().rev().find(|known| is_named(known.fence));
    let decided = decided.and_then(|known| known.votes.iter().find(|vote| vote.is(decision)));
    open.map(|vote| vote.record).or(decided.map(|vote| vote.record))
}

/// The stored decision about the attempt with this fence.
fn known_decision(state: &State, fence: u64) -> Option<&DecidedAttempt> {
    state.decisions.iter().find(|known| known.fence == fence)
}

impl DecidedAttempt {
    /// Compares a decision about this attempt with the one that was made.
    fn repeats(&self, decision: &Decision) -> Result<(), Refusal> {
        if !decision.phase.is_empty() && decision.phase != self.phase {
            return Err(Refusal::NotInPhase {
                current: self.phase.clone(),
                asked: decision.phase.clone(),
            });
        }
        let is_same = (self.approved, &self.principal) == (decision.approved, &decision.principal)
            && repeat::matches(&self.digest, &digest(decision));
        if is_same || self.votes.iter().any(|vote| vote.is(decision)) {
            return Ok(());
        }
        Err(Refusal::Decided {
            phase: self.phase.clone(),
            fence: self.fence,
            approved: self.approved,
            principal: self.principal.clone(),
        })
    }
}

/// A digest of a decision's texts.
pub(super) fn digest(decision: &Decision) -> String {
    repeat::digest(&json!([decision.by, decision.why]))
}

/// The number of the event that records a decision which was made before; 0 if none is known.
pub(crate) fn record_of(state: &State, decision: &Decision) -> u64 {
    let last = state.last_done.as_ref();
    let fence = match decision.fence {
        0 => last.map_or(0, |last| last.fence),
        fence => fence,
    };
    let of_last = || last.filter(|last| last.fence == fence).map_or(0, |last| last.record);
    let of_decision = || known_decision(state, fence).map_or_else(of_last, |known| known.record);
    vote_of(state, decision).unwrap_or_else(of_decision)
}

/// Applies the decision that the last event records. The deadline of the approval decides in nobody's name.
fn decided(definition: &Definition, step: Step, made: &Made<'_>, at: &At) -> Step {
    let (record, run) = (step.state.events, step.state.run.as_ref());
    let attempt = run.map(|run| (run.phase.clone(), run.fence));
    let mut step = follow(definition, step, (made.approved, &made.denied), at);
    let Some((phase, fence)) = attempt else { return step };
    step.state.decisions.push_back(DecidedAttempt {
        phase,
        fence,
        approved: made.approved,
        principal: made.principal.to_owned(),
        digest: made.digest.clone(),
        record,
        votes: made.votes.iter().map(CountedVote::from).collect(),
    });
    if step.state.decisions.len() > DECISIONS_MAX {
        step.state.decisions.pop_front();
    }
    let done = step.state.last_done.as_mut();
    if let Some(done) = done.filter(|done| done.fence == fence) {
        done.record = record;
        made.principal.clone_into(&mut done.principal);
    }
    step
}

fn follow(definition: &Definition, mut step: Step, (approved, denied): (bool, &str), at: &At) -> Step {
    step.forget(TimerKind::Approval);
    step.forget(TimerKind::Reminder);
    let Some(run) = &mut step.state.run else {
        return step;
    };
    let next = run.asked.take().map(|asked| asked.next).unwrap_or_default();
    if approved {
        return proceed(definition, step, &next, (Some(true), json!({})), at);
    }
    step.state.last_done = Some(LastDone {
        phase: run.phase.clone(),
        fence: run.fence,
        next: String::new(),
        decision: Some(false),
        done: std::mem::take(&mut run.done),
        record: 0,
        principal: String::new(),
    });
    run.status = RunStatus::BackingOff;
    give_up(definition, step, (FailureClass::Permanent, denied), at)
}

/// Handles an approval whose deadline has passed.
pub(super) fn timed_out(definition: &Definition, phase: &Phase, approval: &Approval, mut step: Step, at: &At) -> Step {
    step.state.timers.remove(&TimerKind::Approval);
    step.forget(TimerKind::Reminder);
    let Some(asked) = step.state.run.as_ref().and_then(|run| run.asked.clone()) else {
        return step;
    };
    let next_asked = approval.escalation.get(asked.escalations as usize);
    if let (Undecided::Escalate, Some(who)) = (approval.on_timeout, next_asked) {
        let asked = PendingApproval {
            who: who.clone(),
            escalations: asked.escalations + 1,
            ..asked
        };
        return ask(phase, step, (asked, Value::Null), at);
    }
    let late = "nobody approved in time";
    let outcome = match approval.on_timeout {
        Undecided::Deny | Undecided::Escalate => "DENIED",
        Undecided::Halt => "HALTED",
        Undecided::Approve => "APPROVED",
    };
    step.emit(
        "approval.timed_out",
        at,
        json!({ "from": asked.who, "outcome": outcome }),
    );
    if let Some(asked) = step.state.run.as_mut().and_then(|run| run.asked.as_mut()) {
        asked.late = approval.on_timeout != Undecided::Approve;
    }
    match approval.on_timeout {
        // The approval and the completed work are kept: after a resume, a person can still decide.
        Undecided::Deny | Undecided::Escalate => give_up(definition, step, (FailureClass::Permanent, late), at),
        Undecided::Halt => step.block("nobody decided in time", at),
        Undecided::Approve => {
            let made = Made {
                approved: true,
                ..Made::default()
            };
            decided(definition, step, &made, at)
        }
    }
}
