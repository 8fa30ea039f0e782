//! Heartbeats and their content.

use std::collections::BTreeMap;

use serde_json::json;

use super::act;
use super::input::{Beat, Doing};
use super::life;
use super::state::{Activity, Status};
use super::step::{Refusal, Step};
use crate::execution::At;
use crate::repeat::{RepeatOf, look_up, remember};

/// Ids of heartbeats that are stored.
const BEATS_MAX: usize = 16;

/// Applies a heartbeat. A heartbeat of a quarantined agent is accepted without effect.
pub(super) fn beat(mut step: Step, beat: &Beat, at: &At) -> Result<Option<Step>, Refusal> {
    step.state.check_epoch(beat.epoch)?;
    let digest = beat.digest();
    let known = look_up(&step.state.beats, &beat.id, &digest);
    if known == RepeatOf::Other {
        return Err(Refusal::OtherRequest { field: "heartbeat_id" });
    }
    match step.state.status {
        Status::Retired => {
            return Err(step.state.not_active());
        }
        // The agent must register, since its capabilities are unknown.
        _ if !step.state.has_come => return Err(Refusal::Unknown),
        // The report is not counted, and its id is remembered like that of every report.
        Status::Quarantined if known == RepeatOf::New && !beat.is_plain() && !beat.id.is_empty() => {
            remember(&mut step.state.beats, &beat.id, digest, BEATS_MAX);
            return Ok(Some(step));
        }
        Status::Quarantined => return Ok(None),
        Status::Expected | Status::Live | Status::Warned | Status::Degraded | Status::Unresponsive => {}
    }
    let before = step.clone();
    if step.state.status != Status::Live || step.state.watchdog.is_empty() {
        back(&mut step, at);
    }
    if known == RepeatOf::Repeat || beat.is_plain() {
        return Ok(Some(step).filter(|step| *step != before));
    }
    if !beat.id.is_empty() {
        remember(&mut step.state.beats, &beat.id, digest, BEATS_MAX);
    }
    doing(&mut step, &beat.doing, at);
    let is_news = progress(&mut step, &beat.progress, at);
    step.state.tokens = step.state.tokens.saturating_add(beat.tokens);
    step.state.money_micros = step.state.money_micros.saturating_add(beat.money_micros);
    looping(&mut step, (beat, is_news), at);
    over_budget(&mut step, at);
    Ok(Some(step).filter(|step| *step != before))
}

/// Handles the first heartbeat after a silence.
fn back(step: &mut Step, at: &At) {
    let (was, missed) = (step.state.status, step.state.missed);
    // An agent that responds again but is still stuck is restarted anyway.
    if act::restart_is_wanted(&step.state) {
        step.look_away();
    } else {
        step.let_go();
        step.state.problems.remove(act::WITHOUT_EFFECT);
    }
    step.state.status = Status::Live;
    step.state.missed = 0;
    step.state.reason.clear();
    // The silence does not restart the wait for progress.
    step.watch(step.state.ttl());
    life::watch_doing(step, at);
    if was != Status::Live {
        step.emit(
            "agent.recovered",
            at,
            json!({ "how": "heartbeat", "was": was, "missed": missed }),
        );
    }
}

fn doing(step: &mut Step, said: &Doing, at: &At) {
    let (phase, work) = match said {
        Doing::Same => return,
        Doing::Idle => (Activity::Idle, None),
        Doing::Between => (Activity::Between, None),
        Doing::Working(work) => (Activity::Working, work.clone()),
    };
    let is_new = step.state.doing != phase || step.state.work != work;
    if !is_new {
        return;
    }
    let needs_other_watchdog = step.state.rules.ttl_idle_ms != step.state.rules.ttl_working_ms
        && (step.state.doing == Activity::Idle) != (phase == Activity::Idle);
    if work.is_some() && step.state.work != work {
        step.state.progress_is_old = true;
    }
    step.state.doing = phase;
    step.state.work = work;
    for problem in ["no_progress", "idle", "between_phases"] {
        step.state.problems.remove(problem);
    }
    if needs_other_watchdog {
        life::begin(step, at);
    } else {
        step.state.doing_ms = at.now_ms;
        step.state.waiting_ms = at.now_ms;
        life::watch_doing(step, at);
    }
}

/// Records progress, and returns whether the text is new. The existing timer checks the time of the last progress when
/// it fires.
fn progress(step: &mut Step, text: &str, at: &At) -> bool {
    // Equal text is not progress, whichever instance sends it.
    if text.is_empty() || (text == step.state.progress && !step.state.progress_is_old) {
        return false;
    }
    step.state.progress_is_old = false;
    text.clone_into(&mut step.state.progress);
    step.state.progress_ms = at.now_ms;
    step.state.waiting_ms = at.now_ms;
    if step.state.problems.remove("no_progress") {
        step.emit(
            "agent.recovered",
            at,
            json!({ "how": "progress", "rule": "no_progress", "progress": text }),
        );
        life::watch_doing(step, at);
    }
    true
}

fn looping(step: &mut Step, (beat, is_news): (&Beat, bool), at: &At) {
    let rules = step.state.rules.looping.clone();
    if !beat.fingerprint.is_empty() {
        step.state.fingerprints.push_back(beat.fingerprint.clone());
        while step.state.fingerprints.len() > rules.of as usize {
            step.state.fingerprints.pop_front();
        }
    }
    if !beat.failure.is_empty() {
        let times = match &step.state.failure {
            Some((last, times)) if *last == beat.failure => times.saturating_add(1),
            _ => 1,
        };
        step.state.failure = Some((beat.failure.clone(), times));
    } else if is_news {
        step.state.failure = None;
    }
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for fingerprint in &step.state.fingerprints {
        *counts.entry(fingerprint).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, times)| *times);
    let most = most.map(|(fingerprint, times)| (fingerprint.clone(), times));
    let repeated = most.filter(|(_, times)| *times >= rules.same as usize);
    let failed = step.state.failure.clone().filter(|(_, times)| *times >= rules.failures);
    let evidence = match (&repeated, &failed) {
        (Some((fingerprint, times)), _) => {
            json!({ "fingerprint": fingerprint, "times": times, "of": step.state.fingerprints.len() })
        }
        (None, Some((failure, times))) => json!({ "failure": failure, "times": times }),
        (None, None) => {
            step.state.problems.remove("looping");
            return;
        }
    };
    act::apply(step, ("agent.looping", "looping"), &rules.actions, evidence, at);
}

fn over_budget(step: &mut Step, at: &At) {
    let rules = step.state.rules.over_budget.clone();
    let (forgiven_tokens, forgiven_money) = step.state.forgiven;
    let tokens = step.state.tokens.saturating_sub(forgiven_tokens);
    let money = step.state.money_micros.saturating_sub(forgiven_money);
    let over = rules.tokens.is_some_and(|most| tokens > most) || rules.money_micros.is_some_and(|most| money > most);
    if !over {
        step.state.problems.remove("over_budget");
        return;
    }
    let evidence = json!({
        "tokens": tokens, "moneyMicros": money, "tokensMax": rules.tokens, "moneyMicrosMax": rules.money_micros,
    });
    act::apply(step, ("agent.over_budget", "over_budget"), &rules.actions, evidence, at);
}
