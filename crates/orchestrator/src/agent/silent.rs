//! Silence of an agent, and overdue reports.

use serde_json::{Value, json};

use super::act;
use super::rules::{Timed, millis, time};
use super::state::{Status, TimerKind};
use super::step::Step;
use crate::execution::At;

/// Handles a fired watchdog: the first heartbeat was missed.
pub(super) fn fired(mut step: Step, watchdog: &str, fired_ms: i64, at: &At) -> Option<Step> {
    if step.state.watchdog != watchdog {
        return None;
    }
    // The watchdog is over. A late touch of it fails, and then counts as a new heartbeat.
    step.state.watchdog.clear();
    let ttl = i64::try_from(step.state.ttl().as_millis()).unwrap_or(i64::MAX);
    step.state.heard_ms = fired_ms.min(at.now_ms).saturating_sub(ttl);
    missed(&mut step, at);
    Some(step)
}

/// Handles a due timer of the agent. A timer that the state does not name is out of date.
pub(super) fn wake(mut step: Step, (kind, timer): (TimerKind, &str), waiting: u64, at: &At) -> Option<Step> {
    if step.state.timers.get(&kind).map(String::as_str) != Some(timer) {
        return None;
    }
    step.state.timers.remove(&kind);
    match kind {
        TimerKind::Missed if step.state.status == Status::Expected => never_registered(&mut step, at),
        TimerKind::Missed => missed(&mut step, at),
        TimerKind::Progress => no_progress(&mut step, at),
        TimerKind::Idle => idle(&mut step, waiting, at),
        TimerKind::Between => {
            let rule = step.state.rules.between_phases.clone();
            stuck(&mut step, "between_phases", &rule, json!({}), at);
        }
        TimerKind::Restart => act::restart_now(&mut step, at),
        TimerKind::Force => act::force(&mut step, at),
    }
    Some(step)
}

/// Counts a missed heartbeat.
fn missed(step: &mut Step, at: &At) {
    step.state.missed = step.state.missed.saturating_add(1);
    let missed = step.state.missed;
    let rules = step.state.rules.clone();
    let [warned, degraded, unresponsive] = rules.missed;
    let ttl = step.state.ttl();
    if missed < unresponsive {
        step.wait(TimerKind::Missed, ttl);
    }
    let (status, kind, rule, actions) = match missed {
        _ if missed == unresponsive => (
            Status::Unresponsive,
            "agent.unresponsive",
            "unresponsive",
            rules.unresponsive,
        ),
        _ if missed == degraded => (Status::Degraded, "agent.degraded", "degraded", rules.degraded),
        _ if missed == warned => (Status::Warned, "agent.degraded", "warned", rules.warned),
        _ => return,
    };
    step.state.status = status;
    if status == Status::Unresponsive {
        for kind in [TimerKind::Progress, TimerKind::Idle, TimerKind::Between] {
            step.forget(kind);
        }
    }
    let evidence =
        json!({ "missed": missed, "ttlMs": millis(ttl), "silentMs": at.now_ms.saturating_sub(step.state.heard_ms) });
    act::always(step, (kind, rule), &actions, evidence, at);
}

fn never_registered(step: &mut Step, at: &At) {
    let rules = step.state.rules.clone();
    step.state.status = Status::Unresponsive;
    let evidence = json!({ "graceMs": rules.grace_ms });
    act::always(
        step,
        ("agent.unresponsive", "never_registered"),
        &rules.never_registered,
        evidence,
        at,
    );
}

/// Checks for progress since the timer was created, and if there was some, waits for the rest of the time.
fn no_progress(step: &mut Step, at: &At) {
    let rule = step.state.rules.no_progress.clone();
    let since = u64::try_from(at.now_ms.saturating_sub(step.state.waiting_ms)).unwrap_or_default();
    if since < rule.after_ms {
        step.wait(TimerKind::Progress, time(rule.after_ms - since));
        return;
    }
    let evidence = json!({ "progress": step.state.progress, "quietMs": since });
    stuck(step, "no_progress", &rule, evidence, at);
}

/// Checks an idle agent. It is stuck only if messages wait for it.
fn idle(step: &mut Step, waiting: u64, at: &At) {
    let rule = step.state.rules.idle.clone();
    if waiting == 0 {
        step.state.problems.remove("idle");
    } else {
        let since = u64::try_from(at.now_ms.saturating_sub(step.state.doing_ms)).unwrap_or_default();
        stuck(step, "idle", &rule, json!({ "waiting": waiting, "idleMs": since }), at);
    }
    if step.state.status != Status::Quarantined {
        step.wait(TimerKind::Idle, time(rule.after_ms));
    }
}

fn stuck(step: &mut Step, rule: &'static str, timed: &Timed, evidence: Value, at: &At) {
    let mut evidence = evidence;
    if let Value::Object(evidence) = &mut evidence {
        evidence.insert("afterMs".to_owned(), json!(timed.after_ms));
    }
    act::apply(step, ("agent.stuck", rule), &timed.actions, evidence, at);
}
