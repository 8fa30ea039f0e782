//! A phase that waits for others before its work begins: for children that complete, and for parties that arrive.
//!
//! Invariants:
//! - While it waits no attempt is at work, and a timer ends the waiting.
//! - Whether it is met is looked at in every step, so that no way in can be forgotten.

use serde_json::json;

use super::At;
use super::effect::Step;
use super::enter::{begin_work, enter};
use super::refusal::Refusal;
use super::state::{RunStatus, State, Status, TimerKind};
use crate::definition::limits::ARRIVALS_MAX;
use crate::definition::{Definition, Join, Needed, OnJoinTimeout, Phase};

/// How far a join is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Children that have completed, of so many that are needed; none are waited for if 0 are.
    pub completed: usize,
    pub children: usize,
    /// Parties that have arrived, of so many.
    pub arrived: usize,
    pub arrivals: usize,
}

impl Progress {
    fn is_met(&self) -> bool {
        self.completed >= self.children && self.arrived >= self.arrivals
    }
}

pub(crate) fn progress(join: &Join, phase: &str, state: &State) -> Progress {
    let counts = |definition: &String| join.of.as_ref().is_none_or(|of| of == definition);
    let children = state.children.values().filter(|child| counts(&child.definition));
    let completed = children
        .clone()
        .filter(|child| child.status == Status::Completed)
        .count();
    // Somebody has stopped these for good: nothing will come of them.
    let cancelled = children
        .clone()
        .filter(|child| child.status == Status::Cancelled)
        .count();
    let needed = match join.children {
        None => 0,
        Some(Needed::All) => children.count() - cancelled,
        Some(Needed::Count(count)) => count as usize,
    };
    Progress {
        completed,
        children: needed,
        arrived: state.arrivals.get(phase).map_or(0, |who| who.len()),
        arrivals: join.arrivals as usize,
    }
}

/// A phase waits from now on, if it has anything to wait for.
pub(super) fn wait(join: &Join, mut step: Step, at: &At) -> Step {
    if let Some(run) = &mut step.state.run {
        run.status = RunStatus::Joining;
    }
    step.wait(TimerKind::Join, join.timeout, at);
    step
}

/// Goes on if what was waited for is there.
pub(super) fn follow(definition: &Definition, mut step: Step, at: &At) -> Step {
    // A definition has no round of phases that only wait, so this ends.
    while let Some((phase, join)) = waiting(definition, &step.state) {
        let progress = progress(join, &phase.id, &step.state);
        if !progress.is_met() {
            return step;
        }
        step = go_on(definition, phase, step, ("workflow.joined", &progress), at);
    }
    step
}

/// The phase that waits now.
fn waiting<'a>(definition: &'a Definition, state: &State) -> Option<(&'a Phase, &'a Join)> {
    let run = state.run.as_ref().filter(|run| run.status == RunStatus::Joining)?;
    let (_, phase) = definition
        .phase(&run.phase)
        .filter(|_| state.status == Status::Running)?;
    Some((phase, phase.join.as_ref()?))
}

fn go_on(
    definition: &Definition,
    phase: &Phase,
    mut step: Step,
    (kind, progress): (&'static str, &Progress),
    at: &At,
) -> Step {
    step.forget(TimerKind::Join);
    let mut told = told(progress);
    if kind == "workflow.join_timed_out" {
        told["action"] = json!("proceed");
    }
    step.emit(kind, at, told);
    begin_work(definition, phase, step, at)
}

fn told(progress: &Progress) -> serde_json::Value {
    json!({
        "completed": progress.completed,
        "childrenNeeded": progress.children,
        "arrived": progress.arrived,
        "arrivalsNeeded": progress.arrivals,
    })
}

/// What was waited for did not come in time.
pub(super) fn timed_out(definition: &Definition, phase: &Phase, mut step: Step, at: &At) -> Step {
    step.state.timers.remove(&TimerKind::Join);
    let Some(join) = &phase.join else { return step };
    let progress = progress(join, &phase.id, &step.state);
    let action = match join.on_timeout {
        OnJoinTimeout::Proceed => {
            return go_on(definition, phase, step, ("workflow.join_timed_out", &progress), at);
        }
        OnJoinTimeout::Block => "block",
        OnJoinTimeout::Fail => "fail",
        OnJoinTimeout::Go(_) => "go",
    };
    let mut told = told(&progress);
    told["action"] = json!(action);
    step.emit("workflow.join_timed_out", at, told);
    let reason = format!(
        "not all came in time: {} of {} children, {} of {} arrivals",
        progress.completed, progress.children, progress.arrived, progress.arrivals
    );
    match join.on_timeout {
        OnJoinTimeout::Fail => step.end(Status::Failed, &reason, at),
        OnJoinTimeout::Go(position) => enter(definition, step, position, at),
        OnJoinTimeout::Block | OnJoinTimeout::Proceed => step.block(&reason, at),
    }
}

/// Somebody has come to a point. Whoever comes while the execution is not in that phase has come to its next visit.
pub(super) fn arrive(
    definition: &Definition,
    mut step: Step,
    (point, who): (&str, &str),
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let status = step.state.status;
    if status.is_terminal() {
        return Err(Refusal::Terminal { status });
    }
    let join = definition.phase(point).and_then(|(_, phase)| phase.join.as_ref());
    if join.is_none_or(|join| join.arrivals == 0) {
        return Err(Refusal::NoPoint {
            point: point.to_owned(),
        });
    }
    let known: usize = step.state.arrivals.values().map(|who| who.len()).sum();
    let arrived = step.state.arrivals.entry(point.to_owned()).or_default();
    if arrived.contains(who) {
        return Ok(None);
    }
    if known >= ARRIVALS_MAX {
        return Err(Refusal::Arrivals { most: ARRIVALS_MAX });
    }
    arrived.insert(who.to_owned());
    let count = arrived.len();
    step.emit(
        "workflow.arrived",
        at,
        json!({ "point": point, "by": who, "arrived": count }),
    );
    Ok(Some(step))
}
