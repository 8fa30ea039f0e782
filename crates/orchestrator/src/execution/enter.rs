//! Entering phases and beginning attempts.

use serde_json::{Value, json};

use super::At;
use super::about::About;
use super::complete::{forgive, proceed, used, wait_for_the_end};
use super::effect::Step;
use super::input::Start;
use super::join;
use super::message::Matter;
use super::output;
use super::place;
use super::recover;
use super::refusal::Refusal;
use super::state::{FORMAT, LastRegressed, Run, RunStatus, State, Status, TimerKind};
use crate::definition::limits::DEPTH_MAX;
use crate::definition::{Definition, Gate, Phase};
use crate::repeat;

/// See [`super::start`].
pub(super) fn start(definition: &Definition, start: Start, at: &At) -> Result<Step, Refusal> {
    let depth = start.parent.as_ref().map_or(0, |parent| parent.depth);
    if depth > DEPTH_MAX {
        return Err(Refusal::Depth { depth, most: DEPTH_MAX });
    }
    let begins = match start.phase.as_str() {
        "" => definition.start,
        phase => match definition.phase(phase) {
            Some((position, _)) => position,
            None => return Err(Refusal::NoPhase { phase: start.phase }),
        },
    };
    let mut step = Step::from(State {
        format: FORMAT,
        id: start.id,
        definition: definition.name.clone(),
        definition_version: start.definition_version,
        input: start.input,
        begins: start.phase,
        status: Status::Running,
        reason: String::new(),
        run: None,
        visits: Default::default(),
        in_a_row: Default::default(),
        checklist: Default::default(),
        artifacts: Default::default(),
        outputs: Default::default(),
        output_versions: Default::default(),
        output_phase: String::new(),
        steps: 0,
        tokens: 0,
        money_micros: 0,
        forgiven: None,
        fence: 0,
        timers: Default::default(),
        timers_made: 0,
        events: 0,
        over_ms: None,
        cursor: start.cursor,
        last_done: None,
        decisions: Default::default(),
        last_regressed: None,
        rewound: None,
        last_failure: None,
        signals: Default::default(),
        children: Default::default(),
        descendants: 0,
        parent: start.parent,
        about: About {
            created_ms: Some(at.now_ms),
            ..start.about
        },
        priority: start.priority,
        handoffs: Default::default(),
        recovery: None,
        messages: Default::default(),
        arrivals: Default::default(),
        arrival_ids: Default::default(),
    });
    let parent = step.state.parent.clone();
    step.emit(
        "workflow.started",
        at,
        match parent {
            None => json!({}),
            Some(parent) => json!({ "parent": parent.id, "reason": parent.reason }),
        },
    );
    wait_for_the_end(definition, &mut step, at);
    Ok(enter(definition, step, begins, at))
}

/// Enters a phase. If the phase has no work and no successor, the execution ends.
pub(super) fn enter(definition: &Definition, step: Step, position: usize, at: &At) -> Step {
    enter_with(definition, step, (position, Value::Null), at)
}

/// Works like [`enter`], with feedback for the first attempt.
pub(super) fn enter_with(
    definition: &Definition,
    mut step: Step,
    (position, feedback): (usize, Value),
    at: &At,
) -> Step {
    let Some(phase) = definition.phases.get(position) else {
        return step;
    };
    step.leave_place();
    step.forget_phase();
    // Arrivals belong to the visit that ends.
    if let Some(run) = &step.state.run {
        step.state.arrivals.remove(&run.phase);
    }
    let visits = step.state.visits.entry(phase.id.clone()).or_insert(0);
    *visits = visits.saturating_add(1);
    let visit = *visits;
    let too_often = too_often(&mut step.state, phase, visit);
    step.state.steps += 1;
    if phase.exit.each_visit {
        step.state.checklist.retain(|item| !phase.exit.checklist.contains(item));
        step.state
            .artifacts
            .retain(|artifact| !phase.exit.artifacts.contains(artifact));
    }
    step.state.last_failure = None;
    step.state.run = Some(Run {
        phase: phase.id.clone(),
        visit,
        attempt: 0,
        fence: step.state.fence,
        status: RunStatus::Working,
        failures: 0,
        asked: None,
        place: None,
        feedback,
        since_ms: at.now_ms,
        claim: None,
        done: String::new(),
        handed: None,
    });
    // The status is set even if the execution is blocked before it waits: after a resume, it waits.
    if let (Some(_), Some(run)) = (&phase.join, &mut step.state.run) {
        run.status = RunStatus::Joining;
    }
    step.emit("workflow.phase_entered", at, json!({}));
    if definition.budgets.steps.is_some_and(|most| step.state.steps > most) {
        return over_budget(step, "steps", at);
    }
    if too_often {
        return over_budget(step, "visits", at);
    }
    match (used(definition, &mut step, 0, 0), &phase.join) {
        // The end itself uses no budget.
        (Some(over), None) if phase.has_no_work() && phase.to.is_empty() => step = tell_over(step, over, at),
        (Some(over), _) => return over_budget(step, over, at),
        (None, _) => {}
    }
    match &phase.join {
        Some(join) => join::wait(join, step, at),
        None => begin_work(definition, phase, step, at),
    }
}

/// Counts this visit, and returns whether it exceeds the phase's limits.
fn too_often(state: &mut State, phase: &Phase, visit: u32) -> bool {
    let in_a_row = phase.visits.in_a_row.is_some_and(|most| {
        let so_far = state.in_a_row.entry(phase.id.clone()).or_insert(0);
        *so_far = so_far.saturating_add(1);
        *so_far > most
    });
    in_a_row || phase.visits.most.is_some_and(|most| visit > most)
}

/// Begins the work of a phase whose join is met. A phase without work after a join passes on to its successor. Without
/// a successor, the execution ends.
pub(super) fn begin_work(definition: &Definition, phase: &Phase, mut step: Step, at: &At) -> Step {
    if phase.has_no_work() && phase.to.is_empty() {
        return step.end(Status::Completed, "", at);
    }
    if phase.has_no_work() && phase.join.is_some() {
        let next = phase.to.first().and_then(|next| definition.phases.get(*next));
        // No caller is there to receive a refusal, so the execution is blocked.
        if let Some((next, missing)) = next.and_then(|next| Some((next, missing(&next.entry, &step.state)?))) {
            let reason = format!("the entry gate of phase {:?} is not met: {missing}", next.id);
            return step.block(&reason, at);
        }
        let next = next.map(|next| next.id.clone()).unwrap_or_default();
        return proceed(definition, step, &next, (None, json!({})), at);
    }
    if phase.wip.is_some() && !place::is_held(&step.state) {
        return place::ask(step, at);
    }
    if let Some(deadline) = phase.deadline {
        step.wait(TimerKind::Deadline, deadline, at);
    }
    let feedback = step
        .state
        .run
        .as_mut()
        .map(|run| run.feedback.take())
        .unwrap_or_default();
    attempt(definition, phase, step, &feedback)
}

/// Begins the next attempt of the current phase. `feedback` explains the failure of the last one.
pub(super) fn attempt(definition: &Definition, phase: &Phase, mut step: Step, feedback: &Value) -> Step {
    step.forget(TimerKind::Retry);
    step.state.fence += 1;
    let fence = step.state.fence;
    let Some(run) = &mut step.state.run else {
        return step;
    };
    run.attempt = run.attempt.saturating_add(1);
    run.fence = fence;
    run.status = RunStatus::Working;
    run.asked = None;
    run.done.clear();
    if let Some(queue) = &phase.queue {
        let mut body = json!({
            "kind": "attempt",
            "execution": step.state.id,
            "definition": step.state.definition,
            "phase": phase.id,
            "visit": run.visit,
            "attempt": run.attempt,
            "fence": fence,
            "input": serde_json::from_str::<Value>(&step.state.input).unwrap_or(Value::Null),
            "feedback": feedback,
        });
        // A new attempt receives the data of the last handoff.
        if let Some(handed) = &run.handed {
            let data = serde_json::from_str::<Value>(&handed.data).unwrap_or(Value::Null);
            body["handed"] = json!({ "handoff": handed.handoff, "from": handed.from, "state": data });
        }
        let needs = output::needed(definition, phase, &step.state);
        step.ask_with(queue, (body, needs), Matter::Attempt { fence });
    }
    step
}

/// Blocks an execution that has exhausted a budget.
pub(super) fn over_budget(step: Step, which: &str, at: &At) -> Step {
    let reason = format!("over budget: {which}");
    tell_over(step, which, at).block(&reason, at)
}

/// Reports an exhausted budget, without blocking the execution.
pub(super) fn tell_over(mut step: Step, which: &str, at: &At) -> Step {
    step.emit("risk.raised", at, json!({ "rule": "budget", "budget": which }));
    step
}

/// Describes the unmet requirements of a gate; `None` if it is met. The caller checks the score.
pub(super) fn missing(gate: &Gate, state: &State) -> Option<String> {
    let checklist = gate.checklist.iter().filter(|item| !state.checklist.contains(*item));
    let artifacts = gate
        .artifacts
        .iter()
        .filter(|artifact| !state.artifacts.contains(*artifact));
    let missing: Vec<String> = checklist
        .map(|item| format!("item {item:?} is not done"))
        .chain(artifacts.map(|artifact| format!("artifact {artifact:?} was not made")))
        .collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}

/// Falls back to an earlier phase.
pub(super) fn regress(
    definition: &Definition,
    mut step: Step,
    (to, fence, reason): (&str, u64, &str),
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let digest = repeat::digest(&json!(reason));
    let known = step.state.last_regressed.as_ref();
    if let Some(known) = known.filter(|known| fence != 0 && known.fence == fence) {
        let is_same = known.to == to && repeat::matches(&known.digest, &digest);
        return match is_same {
            true => Ok(None),
            false => Err(Refusal::Regressed {
                fence,
                to: known.to.clone(),
            }),
        };
    }
    // A blocked execution can fall back without an attempt.
    if step.state.status != Status::Blocked {
        step.check_running()?;
    }
    let Some(run) = &step.state.run else {
        return Ok(None);
    };
    run.check_fence(fence)?;
    let from = run.phase.clone();
    let back = LastRegressed {
        fence: run.fence,
        to: to.to_owned(),
        digest,
    };
    let allowed = definition
        .phase(&from)
        .map(|(_, phase)| phase.regress.as_slice())
        .unwrap_or_default();
    let position = definition.phase(to).map(|(position, _)| position);
    let Some(position) = position.filter(|position| allowed.contains(position)) else {
        return Err(not_allowed(definition, from, to, allowed));
    };
    let was = std::mem::replace(&mut step.state.status, Status::Running);
    if was == Status::Blocked {
        step.state.reason.clear();
        forgive(definition, &mut step, at);
        step.emit("workflow.resumed", at, json!({ "was": was }));
    }
    recover::leave(&mut step, "it fell back", at);
    step.emit("workflow.phase_regressed", at, json!({ "to": to, "reason": reason }));
    step.state.last_regressed = Some(back);
    let feedback = json!({ "regressedFrom": from, "message": reason });
    Ok(Some(enter_with(definition, step, (position, feedback), at)))
}

/// Builds the refusal that lists the allowed successors.
pub(super) fn not_allowed(definition: &Definition, from: String, to: &str, allowed: &[usize]) -> Refusal {
    let names: Vec<&str> = allowed
        .iter()
        .filter_map(|position| definition.phases.get(*position))
        .map(|phase| phase.id.as_str())
        .collect();
    let allowed = match names.as_slice() {
        [] => "none may".to_owned(),
        names => format!("these may: {}", names.join(", ")),
    };
    Refusal::NotAllowed {
        from,
        to: to.to_owned(),
        allowed,
    }
}
