//! The lifecycle of agents: registration, quarantine and retirement.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::json;

use super::act;
use super::input::Registration;
use super::rules::{Rules, time};
use super::state::{Activity, FORMAT, State, Status, TimerKind};
use super::step::{Refusal, Step};
use crate::execution::At;

/// An upper bound for the timers, messages and events of one step.
const OF_STEP_MAX: u64 = 100;
/// Request ids of earlier registrations that are stored.
const REGISTRATIONS_MAX: usize = 16;

/// Registers a new instance, of an unknown agent or in place of the previous instance. Usage and restarts stay counted.
pub(super) fn register(
    before: Option<&State>,
    id: &str,
    registration: &Registration,
    at: &At,
) -> Result<Option<Step>, Refusal> {
    if let Some(state) = before {
        if !registration.id.is_empty() {
            if state.registered_by == registration.id {
                let is_same = registration.describes(state);
                return is_same
                    .then_some(None)
                    .ok_or(Refusal::OtherRequest { field: "request_id" });
            }
            // A delayed repeat must not replace the instance that followed it.
            if state.registered_before.contains(&registration.id) {
                return Err(Refusal::StaleEpoch { current: state.epoch });
            }
        }
        if state.status == Status::Quarantined {
            return Err(state.not_active());
        }
        // An announcement of an existing agent has no effect.
        if registration.expected && state.status != Status::Retired {
            return Ok(None);
        }
    }
    let mut step = Step::of(before.cloned().unwrap_or_else(|| unknown(id)));
    step.let_go();
    // The new instance does not continue the attempt of the previous one.
    act::reassign(&mut step, act::ANOTHER_INSTANCE);
    let was = before.map(|state| state.status);
    let state = &mut step.state;
    state.epoch += 1;
    state.has_come = !registration.expected;
    let earlier = std::mem::replace(&mut state.registered_by, registration.id.clone());
    if !earlier.is_empty() {
        state.registered_before.push_back(earlier);
        while state.registered_before.len() > REGISTRATIONS_MAX {
            state.registered_before.pop_front();
        }
    }
    state.capabilities.clone_from(&registration.capabilities);
    state.queues.clone_from(&registration.queues);
    state.rules = registration.rules.clone();
    state.reason.clear();
    state.missed = 0;
    state.problems.clear();
    state.fingerprints.clear();
    state.failure = None;
    state.doing = Activity::Working;
    state.progress.clear();
    if registration.expected {
        state.status = Status::Expected;
        let grace = time(state.rules.grace_ms);
        step.wait(TimerKind::Missed, grace);
        return Ok(Some(step));
    }
    state.status = Status::Live;
    state.progress_ms = at.now_ms;
    begin(&mut step, at);
    let (capabilities, queues) = (&step.state.capabilities, &step.state.queues);
    let told = json!({ "capabilities": capabilities, "queues": queues });
    step.emit("agent.registered", at, told);
    if matches!(was, Some(Status::Warned | Status::Degraded | Status::Unresponsive)) {
        step.emit("agent.recovered", at, json!({ "how": "registered", "was": was }));
    }
    Ok(Some(step))
}

/// The state of an agent whose stored state was shredded at this version. All its data is lost, but no epoch, timer id
/// or event number repeats, since each step took a version.
pub fn forgotten(id: &str, version: u64) -> State {
    State {
        status: Status::Retired,
        epoch: version,
        timers_made: version.saturating_mul(OF_STEP_MAX),
        events: version.saturating_mul(OF_STEP_MAX),
        ..unknown(id)
    }
}

fn unknown(id: &str) -> State {
    State {
        format: FORMAT,
        id: id.to_owned(),
        epoch: 0,
        has_come: false,
        registered_by: String::new(),
        registered_before: VecDeque::new(),
        status: Status::Expected,
        reason: String::new(),
        capabilities: BTreeSet::new(),
        queues: BTreeSet::new(),
        rules: Rules::default(),
        watchdog: String::new(),
        missed: 0,
        heard_ms: 0,
        doing: Activity::Working,
        work: None,
        progress: String::new(),
        progress_is_old: false,
        progress_ms: 0,
        waiting_ms: 0,
        doing_ms: 0,
        fingerprints: VecDeque::new(),
        failure: None,
        tokens: 0,
        money_micros: 0,
        forgiven: (0, 0),
        beats: VecDeque::new(),
        problems: BTreeSet::new(),
        restarts: VecDeque::new(),
        restarts_total: 0,
        timers: BTreeMap::new(),
        timers_made: 0,
        events: 0,
    }
}

/// Begins to watch the agent, with all timers for its activity.
pub(super) fn begin(step: &mut Step, at: &At) {
    step.state.doing_ms = at.now_ms;
    step.state.waiting_ms = at.now_ms;
    step.watch(step.state.ttl());
    watch_doing(step, at);
}

/// Replaces the timers by those of the current activity, each for the rest of its time.
pub(super) fn watch_doing(step: &mut Step, at: &At) {
    let rules = step.state.rules.clone();
    let left = |after_ms: u64, since_ms: i64| {
        let since = u64::try_from(at.now_ms.saturating_sub(since_ms)).unwrap_or_default();
        time(after_ms.saturating_sub(since))
    };
    let (waiting, doing) = (step.state.waiting_ms, step.state.doing_ms);
    for kind in [TimerKind::Progress, TimerKind::Idle, TimerKind::Between] {
        step.forget(kind);
    }
    match step.state.doing {
        Activity::Working => step.wait(TimerKind::Progress, left(rules.no_progress.after_ms, waiting)),
        Activity::Between => step.wait(TimerKind::Between, left(rules.between_phases.after_ms, doing)),
        Activity::Idle if step.state.queues.is_empty() => {}
        Activity::Idle => step.wait(TimerKind::Idle, left(rules.idle.after_ms, doing)),
    }
}

/// Retires an agent. A quarantined agent stays quarantined until it is released, so it cannot leave quarantine by
/// retiring.
pub(super) fn retire(mut step: Step, (epoch, reason): (u64, &str), at: &At) -> Result<Option<Step>, Refusal> {
    step.state.check_epoch(epoch)?;
    match step.state.status {
        Status::Retired => return Ok(None),
        Status::Quarantined => {
            return Err(step.state.not_active());
        }
        _ => {}
    }
    step.let_go();
    step.state.status = Status::Retired;
    reason.clone_into(&mut step.state.reason);
    act::reassign(&mut step, act::RETIRED);
    step.emit("agent.retired", at, json!({ "reason": reason }));
    Ok(Some(step))
}

pub(super) fn quarantine_asked(mut step: Step, reason: &str, at: &At) -> Result<Option<Step>, Refusal> {
    match step.state.status {
        Status::Quarantined => Ok(None),
        Status::Retired => Err(step.state.not_active()),
        _ => {
            act::reassign(&mut step, act::QUARANTINED);
            quarantine(&mut step, reason, at);
            Ok(Some(step))
        }
    }
}

pub(super) fn quarantine(step: &mut Step, reason: &str, at: &At) {
    step.let_go();
    step.state.status = Status::Quarantined;
    reason.clone_into(&mut step.state.reason);
    step.emit("agent.quarantined", at, json!({ "reason": reason }));
}

/// Releases an agent. It counts as live, and has its time to live for the next heartbeat. Its earlier usage no longer
/// counts against the budgets.
pub(super) fn release(mut step: Step, at: &At) -> Result<Option<Step>, Refusal> {
    match step.state.status {
        Status::Quarantined => {}
        Status::Retired => {
            return Err(step.state.not_active());
        }
        // The agent was released already.
        _ => return Ok(None),
    }
    step.state.reason.clear();
    step.state.missed = 0;
    step.state.problems.clear();
    step.state.fingerprints.clear();
    step.state.failure = None;
    step.state.forgiven = (step.state.tokens, step.state.money_micros);
    if step.state.has_come {
        step.state.status = Status::Live;
        begin(&mut step, at);
    } else {
        step.state.status = Status::Expected;
        step.wait(TimerKind::Missed, time(step.state.rules.grace_ms));
    }
    step.emit("agent.released", at, json!({}));
    Ok(Some(step))
}
