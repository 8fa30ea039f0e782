//! Approvals: decisions between two phases.

use serde_json::json;

use super::At;
use super::complete::proceed;
use super::effect::Step;
use super::fail::give_up;
use super::input::Decision;
use super::recover;
use super::refusal::Refusal;
use super::state::{Asked, LastDecided, LastDone, RunStatus, TimerKind};
use crate::definition::{Approval, Definition, Phase, Undecided};
use crate::failure_kind::FailureClass;

/// Requests an approval after the work of a phase is done. The phase's deadline ends, and the approval has its own.
pub(super) fn ask(phase: &Phase, mut step: Step, asked: Asked, at: &At) -> Step {
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
    let told = json!({ "from": asked.who, "next": asked.next, "deadlineSeconds": seconds });
    if let Some(run) = &mut step.state.run {
        run.status = RunStatus::AwaitingApproval;
        run.asked = Some(asked);
    }
    step.emit(kind, at, told);
    step.wait(TimerKind::Approval, approval.deadline, at);
    step
}

/// Requests an approval again after its time has ended, beginning with the first approver. The completed work remains.
pub(super) fn ask_again(phase: &Phase, step: Step, at: &At) -> Step {
    let asked = step.state.run.as_ref().and_then(|run| run.asked.clone());
    let (Some(approval), Some(asked)) = (&phase.approval, asked) else {
        return step;
    };
    let asked = Asked {
        who: approval.from.clone(),
        escalations: 0,
        ..asked
    };
    ask(phase, step, asked, at)
}

pub(super) fn decide(
    definition: &Definition,
    mut step: Step,
    decision: &Decision,
    at: &At,
) -> Result<Option<Step>, Refusal> {
    if is_repeat(&step, decision) {
        return Ok(None);
    }
    step.check_running()?;
    let run = step.state.run.as_ref();
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
    let told = json!({
        "approved": decision.approved,
        "by": decision.by,
        "why": decision.why,
        "next": asked.next,
        "principal": decision.principal,
    });
    step.emit("approval.decided", at, told);
    let denied = format!("denied by {}", decision.by);
    let who = (decision.approved, denied.as_str(), decision.principal.as_str());
    Ok(Some(decided(definition, step, who, at)))
}

/// Whether the same principal has made the same decision before.
fn is_repeat(step: &Step, decision: &Decision) -> bool {
    // A fence names the attempt, so that its decision is known after later work, too.
    let decided = step.state.last_decided.as_ref();
    if decided.is_some_and(|decided| {
        (decided.fence, decided.approved, &decided.principal)
            == (decision.fence, decision.approved, &decision.principal)
    }) {
        return true;
    }
    let Some(done) = step.state.last_done.as_ref() else {
        return false;
    };
    // States of earlier releases do not contain the principal.
    let is_of_another = !done.principal.is_empty() && done.principal != decision.principal;
    let same = done.decision == Some(decision.approved) && !is_of_another;
    if decision.fence != 0 {
        return same && done.fence == decision.fence;
    }
    // Without a phase, the decision refers to the last one. But if an approval is pending now that it may refer to, it
    // answers that one.
    let is_named = |phase: &str| decision.phase.is_empty() || decision.phase == phase;
    let run = step.state.run.as_ref();
    let is_answer = run.is_some_and(|run| run.asked.is_some() && is_named(&run.phase));
    // A regression to an earlier phase revokes the decision.
    let regressed = step.state.last_regressed.as_ref();
    let is_taken_back = regressed.is_some_and(|regressed| regressed.fence > done.fence);
    same && is_named(&done.phase) && !is_answer && !is_taken_back
}

/// Applies the decision that the last event records.
fn decided(definition: &Definition, step: Step, (approved, denied, principal): (bool, &str, &str), at: &At) -> Step {
    let (record, fence) = (step.state.events, step.state.run.as_ref().map(|run| run.fence));
    let mut step = follow(definition, step, (approved, denied), at);
    step.state.last_decided = fence.map(|fence| LastDecided {
        fence,
        approved,
        principal: principal.to_owned(),
    });
    let done = step.state.last_done.as_mut();
    if let Some(done) = done.filter(|done| Some(done.fence) == fence) {
        done.record = record;
        principal.clone_into(&mut done.principal);
    }
    step
}

fn follow(definition: &Definition, mut step: Step, (approved, denied): (bool, &str), at: &At) -> Step {
    step.forget(TimerKind::Approval);
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
    let Some(asked) = step.state.run.as_ref().and_then(|run| run.asked.clone()) else {
        return step;
    };
    let next_asked = approval.escalation.get(asked.escalations as usize);
    if let (Undecided::Escalate, Some(who)) = (approval.on_timeout, next_asked) {
        let asked = Asked {
            who: who.clone(),
            escalations: asked.escalations + 1,
            next: asked.next,
            worker: asked.worker,
        };
        return ask(phase, step, asked, at);
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
    match approval.on_timeout {
        // The approval and the completed work are kept: after a resume, a person can still decide.
        Undecided::Deny | Undecided::Escalate => give_up(definition, step, (FailureClass::Permanent, late), at),
        Undecided::Halt => step.block("nobody decided in time", at),
        Undecided::Approve => decided(definition, step, (true, "", ""), at),
    }
}
