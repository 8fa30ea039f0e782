//! Rewinding an execution to an earlier state.

use serde_json::json;

use super::At;
use super::complete::forgive;
use super::effect::Step;
use super::enter::begin_work;
use super::join;
use super::recover;
use super::refusal::Refusal;
use super::state::{Run, RunStatus, State, Status};
use crate::definition::Definition;

/// An earlier state of an execution.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The version of the checkpoint with this state.
    pub version: u64,
    /// The state.
    pub state: State,
}

/// Continues from an earlier state. The attempts of its phase restart, and later evidence is dropped.
///
/// Irrevocable facts remain: usage, sent messages, children, decisions, and fences. Because of the fences, no later
/// attempt can complete.
pub(super) fn rewind(definition: &Definition, mut step: Step, past: &Past, at: &At) -> Result<Option<Step>, Refusal> {
    let was = step.state.status;
    match was {
        Status::Running if step.state.rewound == Some(past.version) => return Ok(None),
        Status::Running => return Err(Refusal::GoesOn),
        Status::Completed | Status::Cancelled => return Err(Refusal::Terminal { status: was }),
        Status::Paused | Status::Blocked | Status::Failed => {}
    }
    let run = past.state.run.as_ref();
    let phase = run.and_then(|run| definition.phase(&run.phase));
    let (Some(run), Some((_, phase))) = (run, phase) else {
        return Err(Refusal::NoPast { version: past.version });
    };
    step.leave_place();
    step.forget_phase();
    recover::withdraw(&mut step, "it was taken back", at);
    forgive(definition, &mut step, at);
    let state = &mut step.state;
    state.status = Status::Running;
    state.reason.clear();
    state.visits.clone_from(&past.state.visits);
    state.in_a_row.clone_from(&past.state.in_a_row);
    state.checklist.clone_from(&past.state.checklist);
    state.artifacts.clone_from(&past.state.artifacts);
    state.outputs.clone_from(&past.state.outputs);
    state.output_phase.clone_from(&past.state.output_phase);
    state.arrivals.clone_from(&past.state.arrivals);
    state.last_done.clone_from(&past.state.last_done);
    state.last_regressed = None;
    state.last_failure = None;
    state.rewound = Some(past.version);
    state.run = Some(Run {
        attempt: 0,
        fence: state.fence,
        status: RunStatus::Working,
        failures: 0,
        asked: None,
        place: None,
        since_ms: at.now_ms,
        claim: None,
        done: String::new(),
        ..run.clone()
    });
    step.emit("workflow.rewound", at, json!({ "was": was, "version": past.version }));
    Ok(Some(match &phase.join {
        Some(join) => join::wait(join, step, at),
        None => begin_work(definition, phase, step, at),
    }))
}
