//! The WIP slot of a phase, as one execution sees it.
//!
//! An execution requests a slot before its work begins, and releases it when it leaves the phase. [The slots of the
//! phase](crate::place) decide which execution receives one, and the orchestrators deliver the answer. A paused or
//! blocked execution keeps its slot, or its position in the queue.
//!
//! Invariants:
//! - At most one request is open. The answer to an older request changes nothing.
//! - An execution that waits for a slot has not begun its work, and withdraws its request when it leaves.

use serde_json::json;

use super::At;
use super::effect::{Message, Step};
use super::enter::begin_work;
use super::state::{Place, Run, RunStatus, State, Status};
use crate::definition::Definition;
use crate::place::breaker::Left;

/// Whether the execution holds a slot of its current phase.
pub(super) fn is_held(state: &State) -> bool {
    let place = state.run.as_ref().and_then(|run| run.place.as_ref());
    place.is_some_and(|place| place.held)
}

/// Whether the execution waits for a slot, or has received one and not begun its work.
pub(super) fn is_asked_for(run: &Run) -> bool {
    run.status == RunStatus::Queued && run.place.is_some()
}

/// Whether the execution wants the slot of this request: it waits for it or holds it.
pub(crate) fn wants(state: &State, phase: &str, ticket: u64) -> bool {
    let run = state.run.as_ref().filter(|run| run.phase == phase);
    let place = run.and_then(|run| run.place.as_ref());
    place.is_some_and(|place| place.ticket == ticket)
}

/// Whether the execution waits for the answer to this request.
pub(crate) fn waits(state: &State, phase: &str, ticket: u64) -> bool {
    wants(state, phase, ticket) && !is_held(state)
}

/// Requests a slot. The work begins when the slot arrives.
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

/// Records that the execution has received a slot. Does nothing if there is a newer request, or if it already holds
/// this slot.
pub(super) fn placed(mut step: Step, (phase, ticket): (&str, u64)) -> Option<Step> {
    if !waits(&step.state, phase, ticket) {
        return None;
    }
    let place = step.state.run.as_mut().and_then(|run| run.place.as_mut())?;
    place.held = true;
    Some(step)
}

/// Begins the work if the execution holds a slot and is running.
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
    /// Releases the slot of the current phase, or withdraws the request.
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

    /// The way in which the execution leaves its current phase.
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

    /// Reports a failure of an execution that keeps its slot. An execution that awaits an approval has not failed.
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
