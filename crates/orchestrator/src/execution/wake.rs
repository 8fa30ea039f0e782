//! Fired timers.

use serde_json::json;

use super::At;
use super::approve::{self, timed_out};
use super::blocked;
use super::effect::Step;
use super::enter::{attempt, enter, over_budget, tell_over};
use super::fail::failed;
use super::handoff;
use super::input::Failure;
use super::join;
use super::recover::{self, classified};
use super::refusal::Refusal;
use super::state::{RunStatus, Status, TimerKind};
use crate::definition::{Definition, OnTimeout, Phase};
use crate::failure_kind::{FailureClass, FailureType};

/// Handles a fired timer. Does nothing if the state does not name it, because it was replaced or cancelled.
pub(super) fn wake(
    definition: &Definition,
    mut step: Step,
    (kind, timer): (TimerKind, &str),
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let named = step.state.timers.get(&kind).is_some_and(|waiting| waiting.id == timer);
    if !named || step.state.status.is_terminal() {
        return Ok(None);
    }
    if kind == TimerKind::Execution {
        step.state.timers.remove(&kind);
        return Ok(Some(match step.state.status {
            // It waits for a person already, for a reason of its own.
            Status::Blocked => tell_over(step, "time", at),
            _ => over_budget(step, "time", at),
        }));
    }
    if kind == TimerKind::Handoff {
        return Ok(Some(handoff::expired(step, at)));
    }
    if kind == TimerKind::Blocked {
        return Ok(blocked::for_long(definition, step, at));
    }
    if step.state.status != Status::Running {
        return Ok(None);
    }
    let run = step.state.run.as_ref().map(|run| run.phase.clone()).unwrap_or_default();
    let Some((_, phase)) = definition.phase(&run) else {
        return Ok(None);
    };
    Ok(Some(match (kind, &phase.approval) {
        (TimerKind::Approval, Some(approval)) => timed_out(definition, phase, approval, step, at),
        (TimerKind::Reminder, Some(approval)) => approve::remind(approval, step, at),
        (TimerKind::Approval | TimerKind::Reminder, None)
        | (TimerKind::Blocked | TimerKind::Execution | TimerKind::Handoff, _) => {
            return Ok(None);
        }
        (TimerKind::Command, _) => return Ok(recover::late(definition, step, at)),
        (TimerKind::Resend, _) => return Ok(recover::remind(definition, step, at)),
        (TimerKind::Join, _) => join::timed_out(definition, phase, step, at),
        (TimerKind::Retry, _) => {
            step.state.timers.remove(&kind);
            let feedback = recover::feedback(definition, &step.state);
            let mut step = attempt(definition, phase, step, &feedback);
            let is_timed = |kind| step.state.timers.contains_key(&kind);
            // The deadline that restarted with the failure ended before this attempt could begin.
            if let (Some(deadline), false, false) = (
                phase.deadline,
                is_timed(TimerKind::Deadline),
                is_timed(TimerKind::Grace),
            ) {
                step.wait(TimerKind::Deadline, deadline, at);
            }
            step
        }
        (TimerKind::Deadline, _) if !phase.grace.is_zero() => {
            step.state.timers.remove(&kind);
            let told = json!({ "rule": "deadline", "graceSeconds": phase.grace.as_secs_f64() });
            step.emit("risk.raised", at, told);
            step.wait(TimerKind::Grace, phase.grace, at);
            step
        }
        (TimerKind::Deadline | TimerKind::Grace, _) => late(definition, phase, step, kind, at),
    }))
}

/// Handles a phase that took too long.
fn late(definition: &Definition, phase: &Phase, mut step: Step, kind: TimerKind, at: &At) -> Step {
    step.state.timers.remove(&kind);
    let backs_off = step
        .state
        .run
        .as_ref()
        .is_some_and(|run| run.status == RunStatus::BackingOff);
    if backs_off && matches!(phase.on_timeout, OnTimeout::Retry) {
        // No attempt can fail here: the timer was processed late, after the failure. The next attempt has its own
        // deadline.
        return step;
    }
    let action = match phase.on_timeout {
        OnTimeout::Retry => "retry",
        OnTimeout::Block => "block",
        OnTimeout::Fail => "fail",
        OnTimeout::Go(_) => "go",
    };
    step.emit(
        "workflow.phase_timed_out",
        at,
        json!({ "rule": "on_timeout", "action": action }),
    );
    match phase.on_timeout {
        OnTimeout::Block => step.block("the phase took too long", at),
        OnTimeout::Fail => step.end(Status::Failed, "the phase took too long", at),
        OnTimeout::Go(position) => enter(definition, step, position, at),
        OnTimeout::Retry => {
            let failure = Failure {
                fence: step.state.fence,
                class: FailureClass::Transient,
                failure_type: FailureType::Timeout,
                signature: String::new(),
                message: "the phase took too long".to_owned(),
                tokens: 0,
                money_micros: 0,
            };
            let failure = classified(definition, &step.state, failure);
            let mut step = failed(definition, phase, step, failure, at);
            let is_retried = step.state.timers.contains_key(&TimerKind::Retry);
            if let (true, Some(deadline)) = (is_retried, phase.deadline) {
                step.wait(TimerKind::Deadline, deadline, at);
            }
            step
        }
    }
}
