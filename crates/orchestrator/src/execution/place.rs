//! A phase that takes only so many executions at a time, as one of them sees it.
//!
//! An execution asks for a place before its work begins and gives it back when it leaves the phase; who gets one is decided by
//! [the places of the phase](crate::place), which the orchestrators tell. While it is paused or blocked it keeps its place, and its turn.
//!
//! Invariants:
//! - At most one request is open, and what answers an older one changes nothing.
//! - Whoever has asked has not begun, and leaves no place behind.

use serde_json::json;

use super::At;
use super::effect::{Message, Step};
use super::enter::begin_work;
use super::state::{Place, Run, RunStatus, State, Status};
use crate::definition::Definition;
use crate::place::breaker::Left;

/// Whether it has a place in the phase that it is in.
pub(super) fn is_held(state: &State) -> bool {
    let place = state.run.as_ref().and_then(|run| run.place.as_ref());
    place.is_some_and(|place| place.held)
}

/// Whether it waits for a place, or was given one and has not begun.
pub(super) fn is_asked_for(run: &Run) -> bool {
    run.status == RunStatus::Queued && run.place.is_some()
}

/// Whether it wants the place that this request was for: it waits for it, or has it.
pub(crate) fn wants(state: &State, phase: &str, ticket: u64) -> bool {
    let run = state.run.as_ref().filter(|run| run.phase == phase);
    let place = run.and_then(|run| run.place.as_ref());
    place.is_some_and(|place| place.ticket == ticket)
}

/// Whether it waits for an answer to this request.
pub(crate) fn waits(state: &State, phase: &str, ticket: u64) -> bool {
    wants(state, phase, ticket) && !is_held(state)
}

/// Its work begins when it has a place.
pub(super) fn ask(mut step: Step, at: &At) -> Step {
    let ticket = step.state.timers_made + 1;
    let Some(run) = &mut step.state.run else { return step };
    run.status = RunStatus::Queued;
    run.place = Some(Place { ticket, held: false });
    let phase = run.phase.clone();
    step.emit("workflow.queued", at, json!({ "priority": step.state.priority }));
    step.tell(Message::AskPlace { phase, ticket });
    step
}

/// A place was given to it. Nothing, if it has asked for another one since, or has that one.
pub(super) fn placed(mut step: Step, (phase, ticket): (&str, u64)) -> Option<Step> {
    if !waits(&step.state, phase, ticket) {
        return None;
    }
    let place = step.state.run.as_mut().and_then(|run| run.place.as_mut())?;
    place.held = true;
    Some(step)
}

/// Begins if it has a place, and nobody has stopped it.
pub(super) fn follow(definition: &Definition, mut step: Step, at: &At) -> Step {
    let queued = step.state.run.as_ref().is_some_and(is_asked_for);
    if !queued || !is_held(&step.state) || step.state.status != Status::Running {
        return step;
    }
    let phase = step.state.run.as_ref().map(|run| run.phase.clone()).unwrap_or_default();
    let Some((_, phase)) = definition.phase(&phase) else {
        return step;
    };
    step.emit("workflow.placed", at, json!({}));
    begin_work(definition, phase, step, at)
}

impl Step {
    /// Gives back the place in the phase that it is in, or the wish for it.
    pub(super) fn leave_place(&mut self) {
        let left = self.leaves();
        let Some(run) = &mut self.state.run else { return };
        let phase = run.phase.clone();
        if let Some(place) = run.place.take() {
            self.tell(Message::LeavePlace {
                phase,
                ticket: place.ticket,
                left,
            });
        }
    }

    /// How it leaves the phase that it is in.
    fn leaves(&self) -> Left {
        let Some(run) = &self.state.run else {
            return Left::Otherwise;
        };
        let done = self.state.last_done.as_ref();
        let is_done = done.is_some_and(|done| {
            (&done.phase, done.fence) == (&run.phase, run.attempt_fence()) && done.decision != Some(false)
        });
        match self.state.status {
            Status::Failed => Left::Failed,
            Status::Running | Status::Completed if is_done => Left::Done,
            _ => Left::Otherwise,
        }
    }

    /// Has it known that its work has failed in the place that it keeps; who waits for a decision has not failed.
    pub(super) fn fail_place(&mut self) {
        let run = self.state.run.as_ref();
        let run = run.filter(|run| run.status != RunStatus::AwaitingApproval);
        let place = run.and_then(|run| Some((run.phase.clone(), run.place.as_ref()?)));
        if let Some((phase, Place { ticket, held: true })) = place {
            let ticket = *ticket;
            self.tell(Message::FailPlace { phase, ticket });
        }
    }
}
