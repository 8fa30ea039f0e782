//! The actions of a rule that applies.

use serde_json::{Value, json};

use super::life;
use super::rules::{Action, time};
use super::state::{State, Status, TimerKind};
use super::step::{Effect, Step};
use crate::execution::At;

/// The problem of an agent whose requested restart had no effect.
pub(super) const WITHOUT_EFFECT: &str = "restart_without_effect";

/// The reason for lost work after a new registration, instead of a rule.
pub const ANOTHER_INSTANCE: &str = "another_instance";
/// The reason for lost work after a retirement.
pub const RETIRED: &str = "retired";
/// The reason for lost work after a quarantine.
pub const QUARANTINED: &str = "quarantined";

/// Whether an active problem other than silence requests a restart.
pub(super) fn restart_is_wanted(state: &State) -> bool {
    stuck(state).is_some()
}

/// The active problem, other than silence, that requests a restart.
fn stuck(state: &State) -> Option<&String> {
    let rules = &state.rules;
    state.problems.iter().find(|problem| {
        let actions = match problem.as_str() {
            "no_progress" => &rules.no_progress.actions,
            "idle" => &rules.idle.actions,
            "between_phases" => &rules.between_phases.actions,
            "looping" => &rules.looping.actions,
            "over_budget" => &rules.over_budget.actions,
            _ => return false,
        };
        actions.contains(&Action::Restart)
    })
}

/// Reports a rule and performs its actions, unless it applies already.
pub(super) fn apply(
    step: &mut Step,
    (kind, rule): (&'static str, &'static str),
    actions: &[Action],
    evidence: Value,
    at: &At,
) {
    if step.state.problems.insert(rule.to_owned()) {
        always(step, (kind, rule), actions, evidence, at);
    }
}

/// Reports a rule and performs its actions.
pub(super) fn always(
    step: &mut Step,
    (kind, rule): (&'static str, &'static str),
    actions: &[Action],
    evidence: Value,
    at: &At,
) {
    step.emit(
        kind,
        at,
        json!({ "rule": rule, "evidence": evidence, "actions": actions }),
    );
    let told = json!({ "rule": rule, "evidence": evidence });
    for action in actions {
        match action {
            Action::Nudge => {
                let queue = format!("agent.{}", step.state.id);
                let body = json!({ "kind": "nudge", "agent": step.state.id, "why": told });
                step.send(&queue, body);
            }
            Action::Notify => {}
            Action::Reassign => reassign(step, rule),
            Action::Restart => restart(step, &told, at),
            Action::Quarantine => life::quarantine(step, rule, at),
            Action::Escalate => escalate(step, &told, at),
        }
    }
}

/// Gives up the agent's attempt. The next attempt has another fence, so late reports of this agent are refused.
pub(super) fn reassign(step: &mut Step, rule: &'static str) {
    if let Some(work) = step.state.work.take() {
        let id = step.next_id('r');
        step.effects.push(Effect::Reassign { id, work, rule });
    }
}

fn escalate(step: &mut Step, why: &Value, at: &At) {
    step.emit("agent.escalated", at, json!({ "why": why }));
    let queue = step.state.rules.escalation.clone();
    if !queue.is_empty() {
        let body = json!({ "kind": "escalation", "agent": step.state.id, "why": why });
        step.send(&queue, body);
    }
}

/// Requests a restart within the budget. If the cooldown has not passed, the restart waits. If the budget is exhausted,
/// it escalates.
pub(super) fn restart(step: &mut Step, why: &Value, at: &At) {
    let rules = step.state.rules.restart.clone();
    let is_watched = !matches!(step.state.status, Status::Quarantined | Status::Retired);
    if !is_watched || step.state.timers.contains_key(&TimerKind::Force) {
        return;
    }
    let age = |then: i64| u64::try_from(at.now_ms.saturating_sub(then)).unwrap_or_default();
    let known = rules.window_ms.max(rules.cooldown_ms);
    step.state.restarts.retain(|then| age(*then) < known);
    let restarts = step.state.restarts.iter().filter(|then| age(**then) < rules.window_ms);
    let restarts = restarts.count();
    if restarts >= rules.max as usize {
        let spent = json!({ "why": why, "rule": "restart_budget", "restarts": restarts, "max": rules.max,
            "windowMs": rules.window_ms });
        return escalate(step, &spent, at);
    }
    if let Some(last) = step.state.restarts.back().copied()
        && age(last) < rules.cooldown_ms
    {
        return step.wait(TimerKind::Restart, time(rules.cooldown_ms - age(last)));
    }
    step.state.restarts.push_back(at.now_ms);
    step.state.restarts_total += 1;
    request(step, "graceful", why, at);
    step.wait(TimerKind::Force, time(rules.force_after_ms));
}

/// Requests a deferred restart, if its reason still holds.
pub(super) fn restart_now(step: &mut Step, at: &At) {
    let rule = match step.state.status {
        Status::Live => stuck(&step.state).cloned(),
        _ => Some("unresponsive".to_owned()),
    };
    if let Some(rule) = rule {
        restart(step, &json!({ "rule": rule }), at);
    }
}

fn request(step: &mut Step, mode: &str, why: &Value, at: &At) {
    let number = step.state.restarts_total;
    let told = json!({ "mode": mode, "restart": number, "why": why });
    step.emit("agent.restart_requested", at, told);
    let queue = step.state.rules.restart.queue.clone();
    let body = json!({ "kind": "restart", "agent": step.state.id, "epoch": step.state.epoch, "mode": mode,
        "restart": number, "why": why });
    step.send(&queue, body);
}

/// Handles a restart without effect: requests it once more by force. After that, it escalates or requests the next
/// restart.
pub(super) fn force(step: &mut Step, at: &At) {
    let is_well =
        step.state.status == Status::Live && step.state.problems.iter().all(|problem| problem == WITHOUT_EFFECT);
    if is_well {
        step.state.problems.remove(WITHOUT_EFFECT);
        return;
    }
    let why = json!({ "rule": WITHOUT_EFFECT });
    if step.state.problems.insert(WITHOUT_EFFECT.to_owned()) {
        request(step, "forced", &why, at);
        let after = step.state.rules.restart.force_after_ms;
        return step.wait(TimerKind::Force, time(after));
    }
    step.state.problems.remove(WITHOUT_EFFECT);
    restart(step, &why, at);
}
