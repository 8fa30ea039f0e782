//! Executions that are blocked, and that nobody looks at.

use serde_json::json;

use super::At;
use super::effect::{Effect, Step};
use super::state::{Status, TimerKind};
use crate::definition::Definition;

/// One that has come to be blocked is told of if it is for long; one that goes on is not.
pub(super) fn follow(definition: &Definition, was: Status, mut step: Step, at: &At) -> Step {
    match (was, step.state.status) {
        (Status::Blocked, Status::Blocked) if !is_anew(&step) => {}
        (_, Status::Blocked) => step.wait(TimerKind::Blocked, definition.blocked_after, at),
        (Status::Blocked, _) => step.forget(TimerKind::Blocked),
        _ => {}
    }
    step
}

/// Whether one that was blocked went on, and was blocked again at once.
fn is_anew(step: &Step) -> bool {
    let paused = |effect: &Effect| matches!(effect, Effect::Emit { kind, .. } if *kind == "workflow.paused");
    step.effects.iter().any(paused)
}

/// It has been for long.
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
