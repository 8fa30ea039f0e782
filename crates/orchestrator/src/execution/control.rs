//! Operator actions on an execution.

use std::time::Duration;

use serde_json::{Value, json};

use super::At;
use super::about;
use super::approve;
use super::complete::forgive;
use super::effect::Step;
use super::enter::begin_work;
use super::fail::feedback;
use super::join;
use super::place;
use super::recover;
use super::refusal::Refusal;
use super::state::{RunStatus, Status, TimerKind};
use crate::definition::Definition;
use crate::repeat::{self, RepeatOf, look_up, remember};

/// Signals that are stored to detect repeats.
const SIGNALS_REMEMBERED: usize = 100;

pub(super) fn pause(mut step: Step, reason: &str, at: &At) -> Result<Option<Step>, Refusal> {
    if step.state.status == Status::Paused {
        return Ok(None);
    }
    step.check_running()?;
    step.state.status = Status::Paused;
    reason.clone_into(&mut step.state.reason);
    // The remaining time of each timer is restored at the resume. The time limits of the execution and of a handoff
    // keep running.
    let held: Vec<TimerKind> = step
        .state
        .timers
        .keys()
        .copied()
        .filter(|kind| !matches!(kind, TimerKind::Execution | TimerKind::Handoff))
        .collect();
    for kind in held {
        if let Some(timer) = step.state.timers.get_mut(&kind) {
            let id = std::mem::take(&mut timer.id);
            timer.due_ms = timer.due_ms.saturating_sub(at.now_ms).max(0);
            step.forget_timer(id);
        }
    }
    step.emit("workflow.paused", at, json!({ "reason": reason, "blocked": false }));
    Ok(Some(step))
}

/// Resumes an execution. A paused one continues where it was; a blocked one restarts the attempts of its phase.
pub(super) fn resume(definition: &Definition, mut step: Step, at: &At) -> Result<Option<Step>, Refusal> {
    match step.state.status {
        Status::Running => return Ok(None),
        Status::Blocked => return retry(definition, step, at),
        Status::Paused => {}
        status => return Err(Refusal::Terminal { status }),
    }
    step.state.status = Status::Running;
    step.state.reason.clear();
    step.emit("workflow.resumed", at, json!({}));
    let held: Vec<(TimerKind, i64)> = step
        .state
        .timers
        .iter()
        .filter(|(_, timer)| timer.id.is_empty())
        .map(|(kind, timer)| (*kind, timer.due_ms))
        .collect();
    for (kind, left_ms) in held {
        step.wait(
            kind,
            Duration::from_millis(u64::try_from(left_ms).unwrap_or_default()),
            at,
        );
    }
    Ok(Some(recover::look_again(step)))
}

pub(super) fn retry(definition: &Definition, mut step: Step, at: &At) -> Result<Option<Step>, Refusal> {
    let status = step.state.status;
    if !matches!(status, Status::Blocked | Status::Failed) {
        return Err(Refusal::NothingToRetry { status });
    }
    let Some((_, phase)) = step.state.run.as_ref().and_then(|run| definition.phase(&run.phase)) else {
        return Err(Refusal::NothingToRetry { status });
    };
    step.state.status = Status::Running;
    step.state.reason.clear();
    let feedback = feedback(&step.state);
    step.state.last_failure = None;
    forgive(definition, &mut step, at);
    recover::withdraw(&mut step, "it was tried again", at);
    step.emit("workflow.resumed", at, json!({ "was": status }));
    if step.state.run.as_ref().is_some_and(|run| run.asked.is_some()) {
        return Ok(Some(approve::ask_again(phase, step, at)));
    }
    // The execution keeps its place in the queue for a WIP slot.
    if step.state.run.as_ref().is_some_and(place::is_asked_for) {
        return Ok(Some(step));
    }
    // An execution that never reached its work waits at the join again.
    let joined = step
        .state
        .run
        .as_ref()
        .is_some_and(|run| run.status == RunStatus::Joining);
    if let Some(run) = &mut step.state.run {
        run.failures = 0;
        run.attempt = 0;
        run.status = RunStatus::Working;
        run.feedback = feedback;
    }
    if let Some(join) = phase.join.as_ref().filter(|_| joined) {
        return Ok(Some(join::wait(join, step, at)));
    }
    Ok(Some(begin_work(definition, phase, step, at)))
}

pub(super) fn cancel(step: Step, reason: &str, at: &At) -> Result<Option<Step>, Refusal> {
    match step.state.status {
        Status::Cancelled => Ok(None),
        status if status.is_terminal() => Err(Refusal::Terminal { status }),
        _ => Ok(Some(step.end(Status::Cancelled, reason, at))),
    }
}

/// Sends a signal to the worker of the current attempt, or to the queue of the phase, and records it.
pub(super) fn signal(
    definition: &Definition,
    mut step: Step,
    (id, name, data): (&str, &str, &str),
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let digest = repeat::digest(&json!([name, data]));
    match look_up(&step.state.signals, id, &digest) {
        RepeatOf::New => {}
        RepeatOf::Repeat => return Ok(None),
        RepeatOf::Other => return Err(Refusal::OtherSignal { id: id.to_owned() }),
    }
    let status = step.state.status;
    if status.is_terminal() {
        return Err(Refusal::Terminal { status });
    }
    remember(&mut step.state.signals, id, digest, SIGNALS_REMEMBERED);
    let data = serde_json::from_str::<Value>(data).unwrap_or(Value::Null);
    step.emit(
        "workflow.signaled",
        at,
        json!({ "signal": name, "signalId": id, "data": data }),
    );
    let run = step.state.run.as_ref();
    let of_phase = run
        .and_then(|run| definition.phase(&run.phase))
        .and_then(|(_, phase)| phase.queue.clone());
    let queue = run.and_then(about::signal_queue).or(of_phase);
    if let (Some(queue), Some(run)) = (queue, run) {
        let body = json!({
            "kind": "signal",
            "execution": step.state.id,
            "definition": step.state.definition,
            "phase": run.phase,
            "fence": run.attempt_fence(),
            "signal": name,
            "signalId": id,
            "data": data,
        });
        step.send(&queue, body);
    }
    Ok(Some(step))
}
