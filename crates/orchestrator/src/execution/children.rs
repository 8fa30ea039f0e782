//! Child executions: work that an execution discovers while it runs.

use serde_json::json;

use super::At;
use super::effect::{Message, Step};
use super::input::{ChildEnd, NewChild};
use super::refusal::Refusal;
use super::state::{Child, Status};
use crate::definition::Definition;
use crate::definition::limits::{DEPTH_MAX, DESCENDANTS_MAX};
use crate::repeat;

pub(super) fn spawn(
    definition: &Definition,
    mut step: Step,
    child: &NewChild,
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let digest = repeat::digest(&json!([child.definition, child.reason, child.phase, child.input]));
    if let Some(known) = step.state.children.get(&child.id) {
        let same = known.definition == child.definition && known.reason == child.reason && known.begins == child.phase;
        return match same && repeat::matches(&known.digest, &digest) {
            true => Ok(None),
            false => Err(Refusal::ChildExists { id: child.id.clone() }),
        };
    }
    let status = step.state.status;
    if status.is_terminal() {
        return Err(Refusal::Terminal { status });
    }
    let children = step.state.children.len();
    if children >= definition.children_max as usize {
        return Err(Refusal::Children {
            children,
            most: definition.children_max,
        });
    }
    check_here(definition, &step)?;
    let depth = step.state.parent.as_ref().map_or(0, |parent| parent.depth) + 1;
    if depth > DEPTH_MAX {
        return Err(Refusal::Depth { depth, most: DEPTH_MAX });
    }
    // The worker that starts a deeper descendant counts it at the root.
    if step.state.parent.is_none() {
        step = one_more(step)?;
    }
    let phase = step.state.run.as_ref().map(|run| run.phase.clone()).unwrap_or_default();
    let known = Child {
        definition: child.definition.clone(),
        reason: child.reason.clone(),
        phase,
        begins: child.phase.clone(),
        digest,
        status: Status::Running,
        events: 0,
    };
    step.state.children.insert(child.id.clone(), known);
    let told = json!({ "child": child.id, "childDefinition": child.definition, "reason": child.reason });
    step.emit("workflow.child_discovered", at, told);
    step.tell(Message::StartChild {
        id: child.id.clone(),
        input: child.input.clone(),
    });
    Ok(Some(step))
}

/// Checks the limit of the current phase, which may be lower.
fn check_here(definition: &Definition, step: &Step) -> Result<(), Refusal> {
    let run = step.state.run.as_ref();
    let Some((_, phase)) = run.and_then(|run| definition.phase(&run.phase)) else {
        return Ok(());
    };
    let here = step.state.children.values().filter(|child| child.phase == phase.id);
    let children = here.count();
    if children < phase.children_max as usize {
        return Ok(());
    }
    Err(Refusal::ChildrenHere {
        phase: phase.id.clone(),
        children,
        most: phase.children_max,
    })
}

/// Counts a descendant that is not a child at the root of its tree, or takes the count back. This also works after the
/// root's own end, since its descendants continue.
pub(super) fn descends(mut step: Step, back: bool) -> Result<Option<Step>, Refusal> {
    if back {
        step.state.descendants = step.state.descendants.saturating_sub(1);
        return Ok(Some(step));
    }
    one_more(step).map(Some)
}

fn one_more(mut step: Step) -> Result<Step, Refusal> {
    if step.state.descendants >= DESCENDANTS_MAX {
        return Err(Refusal::Descendants { most: DESCENDANTS_MAX });
    }
    step.state.descendants += 1;
    Ok(step)
}

/// Records the end of a child once, also after the parent's own end. The report of an earlier end, before a retry of
/// the child, may arrive later and is ignored.
pub(super) fn ended(mut step: Step, (id, end): (&str, &ChildEnd), at: &At) -> Result<Option<Step>, Refusal> {
    let known = step.state.children.get_mut(id);
    let Some(child) = known.filter(|child| child.status != end.status && child.events <= end.events) else {
        return Ok(None);
    };
    (child.status, child.events) = (end.status, end.events);
    let mut told = json!({ "child": id, "status": end.status, "reason": end.reason });
    if let Some((phase, output)) = &end.output {
        told["output"] = output.told(phase);
    }
    step.emit("workflow.child_ended", at, told);
    Ok(Some(step))
}
