//! Joins: a phase waits for completed children and for arrivals before its work begins.
//!
//! Invariants:
//! - While a phase waits, no attempt is at work, and a timer limits the wait.
//! - Every step checks whether the join is met, so no kind of input can be forgotten.

use serde_json::json;

use super::At;
use super::effect::Step;
use super::enter::{begin_work, enter};
use super::refusal::Refusal;
use super::state::{RunStatus, State, Status, TimerKind};
use crate::definition::limits::ARRIVALS_MAX;
use crate::definition::{Definition, Join, Needed, OnJoinTimeout, Phase};
use crate::repeat::{self, RepeatOf, look_up, remember};

/// Arrivals whose ids are stored to detect repeats.
const ARRIVALS_REMEMBERED: usize = 100;

/// The progress of a join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The number of completed children; `children` is the required number, and 0 means that none is required.
    pub completed: usize,
    pub children: usize,
    /// The number of arrived parties; `arrivals` is the required number.
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
    // Cancelled children never complete, so `Needed::All` does not count them.
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

/// Starts the wait of a phase with a join.
pub(super) fn wait(join: &Join, mut step: Step, at: &At) -> Step {
    if let Some(run) = &mut step.state.run {
        run.status = RunStatus::Joining;
    }
    step.wait(TimerKind::Join, join.timeout, at);
    step
}

/// Continues with the work when the join is met.
pub(super) fn follow(definition: &Definition, mut step: Step, at: &At) -> Step {
    // A definition has no cycle of phases that only wait, so the loop ends.
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

/// Handles a join that was not met in time.
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

/// Records an arrival at a join. If the execution is not in that phase, the arrival counts for its next visit.
pub(super) fn arrive(
    definition: &Definition,
    mut step: Step,
    (id, point, who): (&str, &str, &str),
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let digest = repeat::digest(&json!([point, who]));
    match look_up(&step.state.arrival_ids, id, &digest) {
        RepeatOf::New => {}
        RepeatOf::Repeat => return Ok(None),
        RepeatOf::Other => return Err(Refusal::OtherArrival { id: id.to_owned() }),
    }
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
        // After this visit, a repeat of this id must not count for the next one.
        remember(&mut step.state.arrival_ids, id, digest, ARRIVALS_REMEMBERED);
        return Ok(Some(step));
    }
    if known >= ARRIVALS_MAX {
        return Err(Refusal::Arrivals { most: ARRIVALS_MAX });
    }
    arrived.insert(who.to_owned());
    let count = arrived.len();
    remember(&mut step.state.arrival_ids, id, digest, ARRIVALS_REMEMBERED);
    step.emit(
        "workflow.arrived",
        at,
        json!({ "point": point, "by": who, "arrived": count }),
    );
    Ok(Some(step))
}
