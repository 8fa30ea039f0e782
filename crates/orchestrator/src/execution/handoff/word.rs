//! Messages and events about handoffs.

use serde_json::{Value, json};

use super::state::{Handoff, Status};
use crate::execution::At;
use crate::execution::effect::Step;
use crate::execution::state::{State, TimerKind};

/// Closes the open handoff, records the result, and notifies the agents.
pub(super) fn end(step: &mut Step, status: Status, why: &str, at: &At) {
    step.forget(TimerKind::Handoff);
    let Some(handoff) = step.state.handoffs.last_mut().filter(|last| last.status.is_open()) else {
        return;
    };
    handoff.status = status;
    why.clone_into(&mut handoff.why);
    handoff.data.clear();
    let handoff = handoff.clone();
    let mut parties = vec![&handoff.from.agent];
    // After a commit, the receiving agent already has the message with the data.
    if status != Status::Committed {
        parties.push(&handoff.to.agent);
    }
    for party in parties {
        let mut body = message(&step.state, &handoff, "handoff_over");
        body["status"] = json!(status);
        body["why"] = json!(why);
        step.send(&queue_of(party), body);
    }
    let kind = match status {
        Status::Committed => "handoff.committed",
        Status::Rejected => "handoff.rejected",
        Status::Expired => "handoff.expired",
        Status::Withdrawn | Status::Proposed | Status::Accepted => "handoff.withdrawn",
    };
    tell(step, kind, json!({ "reason": why, "newFence": handoff.new_fence }), at);
}

/// The queue of an agent.
pub(in crate::execution) fn queue_of(agent: &str) -> String {
    format!("agent.{agent}")
}

pub(super) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

pub(super) fn message(state: &State, handoff: &Handoff, kind: &str) -> Value {
    json!({
        "kind": kind,
        "execution": state.id,
        "handoff": handoff.id,
        "phase": handoff.phase,
        "fence": handoff.fence,
        "from": handoff.from,
        "to": handoff.to,
    })
}

/// Records an event of the last handoff. It contains only the digest of the data.
pub(super) fn tell(step: &mut Step, kind: &'static str, more: Value, at: &At) {
    let Some(handoff) = step.state.handoffs.last() else {
        return;
    };
    let mut told = json!({
        "handoff": handoff.id,
        "from": handoff.from,
        "to": handoff.to,
        "phase": handoff.phase,
        "fence": handoff.fence,
        "stateSha256": handoff.digest,
    });
    if let (Value::Object(told), Value::Object(more)) = (&mut told, more) {
        told.extend(more);
    }
    step.emit(kind, at, told);
}
