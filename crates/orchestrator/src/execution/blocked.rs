//! The risk of executions that stay blocked.

use serde_json::json;

use super::At;
use super::effect::{Effect, Step};
use super::state::{Status, TimerKind};
use crate::definition::Definition;

/// Starts the timer for the risk when an execution becomes blocked, and stops it when the execution continues.
pub(super) fn follow(definition: &Definition, was: Status, mut step: Step, at: &At) -> Step {
    match (was, step.state.status) {
        (Status::Blocked, Status::Blocked) if !is_anew(&step) => {}
        (_, Status::Blocked) => step.wait(TimerKind::Blocked, definition.blocked_after, at),
        (Status::Blocked, _) => step.forget(TimerKind::Blocked),
        _ => {}
    }
    step
}

/// Whether a blocked execution continued and was blocked again in the same step.
fn is_anew(step: &Step) -> bool {
    let paused = |effect: &Effect| matches!(effect, Effect::Emit { kind, .. } if *kind == "workflow.paused");
    step.effects.iter().any(paused)
}

/// Raises the risk of an execution that was blocked for too long.
pub(super) fn for_long(definition: &Definition, mut step: Step, at: &At) -> Option<Step> {
    step.state.timers.remove(&TimerKind::Blocked);
    if step.state.status != Status::Blocked {
        return None;
    }
    let told = json!({
        "rule": "blocked",
        "reason": step.state.reason,
        "blockedSeconds": definition.blocked_after.as_secs_f64(),
    });
    step.emit("risk.raised", at, told);
    Some(step)
}
