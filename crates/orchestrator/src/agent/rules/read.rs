//! Parses the rules of an agent.

use std::time::Duration;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::{Action, Restart, Rules, Spending, Timed, millis};
use crate::definition::{Problem, Rule, Text, name, read_as, time};

/// The shortest time to live. Watchdogs support no less than one second.
pub const TTL_MIN: Duration = Duration::from_secs(1);
/// The longest time to live.
pub const TTL_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3_600);
/// Fingerprints that are stored.
const FINGERPRINTS_MAX: u32 = 100;
const MISSED_MAX: u32 = 1_000;
const RESTARTS_MAX: u32 = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    heartbeat: Heartbeat,
    #[serde(default)]
    grace: Option<Text>,
    #[serde(default)]
    warned: Option<Vec<Text>>,
    #[serde(default)]
    degraded: Option<Vec<Text>>,
    #[serde(default)]
    unresponsive: Option<Vec<Text>>,
    #[serde(default)]
    never_registered: Option<Vec<Text>>,
    #[serde(default)]
    no_progress: Option<After>,
    #[serde(default)]
    idle: Option<After>,
    #[serde(default)]
    between_phases: Option<After>,
    #[serde(default)]
    looping: Option<Same>,
    #[serde(default)]
    over_budget: Option<Spent>,
    #[serde(default)]
    restart: Option<Restarts>,
    #[serde(default)]
    escalation: Option<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heartbeat {
    #[serde(default)]
    ttl: Option<Text>,
    #[serde(default)]
    ttl_idle: Option<Text>,
    #[serde(default)]
    missed: Option<Spanned<Vec<u32>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    #[serde(default)]
    after: Option<Text>,
    #[serde(default, rename = "do")]
    actions: Option<Vec<Text>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    #[serde(default)]
    same: Option<Spanned<u32>>,
    #[serde(default)]
    of: Option<Spanned<u32>>,
    #[serde(default)]
    failures: Option<Spanned<u32>>,
    #[serde(default, rename = "do")]
    actions: Option<Vec<Text>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spent {
    #[serde(default)]
    tokens: Option<u64>,
    #[serde(default)]
    money: Option<Spanned<f64>>,
    #[serde(default, rename = "do")]
    actions: Option<Vec<Text>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Restarts {
    #[serde(default)]
    queue: Option<Text>,
    #[serde(default)]
    max: Option<Spanned<u32>>,
    #[serde(default)]
    window: Option<Text>,
    #[serde(default)]
    cooldown: Option<Text>,
    #[serde(default)]
    force_after: Option<Text>,
}

/// Parses rules. Absent fields are as in [`Rules::default`]. `ttl`, if given, overrides that of the document.
///
/// # Errors
/// The first problem and its position.
pub fn parse(document: &str, ttl: Option<Duration>) -> Result<Rules, Problem> {
    let read: Document = match document.trim() {
        "" => Document::default(),
        _ => read_as(document)?,
    };
    let mut rules = Rules::default();
    heartbeat(&mut rules, &read.heartbeat, ttl)?;
    set_time(&mut rules.grace_ms, read.grace.as_ref(), "grace", TTL_MIN)?;
    for (list, written, field) in [
        (&mut rules.warned, read.warned, "warned"),
        (&mut rules.degraded, read.degraded, "degraded"),
        (&mut rules.unresponsive, read.unresponsive, "unresponsive"),
        (&mut rules.never_registered, read.never_registered, "never_registered"),
    ] {
        set_actions(list, written, field)?;
    }
    let (working, idle) = (rules.ttl_working_ms, rules.ttl_idle_ms);
    for (timed, written, field, ttl) in [
        (&mut rules.no_progress, read.no_progress, "no_progress", working),
        (&mut rules.idle, read.idle, "idle", idle),
        (
            &mut rules.between_phases,
            read.between_phases,
            "between_phases",
            working,
        ),
    ] {
        set_timed(timed, written, field, ttl)?;
    }
    looping(&mut rules, read.looping)?;
    if let Some(spent) = read.over_budget {
        rules.over_budget = spending(rules.over_budget, spent)?;
    }
    if let Some(restarts) = read.restart {
        restart(&mut rules.restart, &restarts)?;
    }
    if let Some(queue) = read.escalation {
        rules.escalation = name(&queue, "escalation")?;
    }
    Ok(rules)
}

fn heartbeat(rules: &mut Rules, written: &Heartbeat, ttl: Option<Duration>) -> Result<(), Problem> {
    if let Some(text) = &written.ttl {
        rules.ttl_working_ms = millis(time(text, "heartbeat.ttl", TTL_MIN, TTL_MAX)?);
        rules.ttl_idle_ms = rules.ttl_working_ms;
    }
    if let Some(text) = &written.ttl_idle {
        rules.ttl_idle_ms = millis(time(text, "heartbeat.ttl_idle", TTL_MIN, TTL_MAX)?);
    }
    if let Some(ttl) = ttl {
        rules.ttl_working_ms = millis(ttl);
        rules.ttl_idle_ms = millis(ttl);
    }
    if let Some(missed) = &written.missed {
        let grows = missed.value.windows(2).all(|pair| pair[0] < pair[1]);
        let in_range = missed.value.iter().all(|count| (1..=MISSED_MAX).contains(count));
        rules.missed = match <[u32; 3]>::try_from(missed.value.as_slice()) {
            Ok(three) if grows && in_range => three,
            _ => {
                let message = "heartbeat.missed: must be three numbers of missed heartbeats that grow, 1 to 1000: for warned, degraded, unresponsive";
                return Err(Problem::at(Rule::Invalid, missed.referenced, message));
            }
        };
    }
    Ok(())
}

fn set_time(into: &mut u64, text: Option<&Text>, field: &str, least: Duration) -> Result<(), Problem> {
    if let Some(text) = text {
        *into = millis(time(text, field, least, YEAR)?);
    }
    Ok(())
}

fn set_actions(into: &mut Vec<Action>, written: Option<Vec<Text>>, field: &str) -> Result<(), Problem> {
    let Some(written) = written else { return Ok(()) };
    let mut actions = Vec::new();
    for text in written {
        let Some(action) = Action::parse(&text.value) else {
            let message = format!(
                "{field}: {:?} is no action; use notify, nudge, reassign, restart, quarantine or escalate",
                text.value
            );
            return Err(Problem::at(Rule::Invalid, text.referenced, message));
        };
        if actions.contains(&action) {
            let message = format!("{field}: {:?} stands there twice", text.value);
            return Err(Problem::at(Rule::Invalid, text.referenced, message));
        }
        actions.push(action);
    }
    *into = actions;
    Ok(())
}

/// Sets a time rule. Heartbeats report its events, so its time is at least the time between heartbeats.
fn set_timed(timed: &mut Timed, written: Option<After>, field: &str, ttl_ms: u64) -> Result<(), Problem> {
    timed.after_ms = timed.after_ms.max(ttl_ms);
    let Some(written) = written else { return Ok(()) };
    if let Some(text) = &written.after {
        timed.after_ms = millis(time(text, &format!("{field}.after"), TTL_MIN, YEAR)?);
        if timed.after_ms < ttl_ms {
            let message = format!(
                "{field}.after: {} is shorter than the time between heartbeats, {ttl_ms}ms; make it longer, or the other shorter",
                text.value
            );
            return Err(Problem::at(Rule::PhaseTimeout, text.referenced, message));
        }
    }
    set_actions(&mut timed.actions, written.actions, &format!("{field}.do"))
}

fn looping(rules: &mut Rules, written: Option<Same>) -> Result<(), Problem> {
    let Some(written) = written else { return Ok(()) };
    let looping = &mut rules.looping;
    for (into, number, field) in [
        (&mut looping.same, &written.same, "looping.same"),
        (&mut looping.of, &written.of, "looping.of"),
        (&mut looping.failures, &written.failures, "looping.failures"),
    ] {
        if let Some(number) = number {
            *into = in_range(number, field, 2, FINGERPRINTS_MAX)?;
        }
    }
    if looping.same > looping.of {
        let message = format!("looping.same: {} of {} cannot be", looping.same, looping.of);
        return Err(match written.same.or(written.of) {
            Some(number) => Problem::at(Rule::Invalid, number.referenced, message),
            None => Problem::nowhere(Rule::Invalid, message),
        });
    }
    set_actions(&mut looping.actions, written.actions, "looping.do")
}

fn in_range(number: &Spanned<u32>, field: &str, least: u32, most: u32) -> Result<u32, Problem> {
    if (least..=most).contains(&number.value) {
        return Ok(number.value);
    }
    let message = format!("{field}: {} is not allowed; it must be {least} to {most}", number.value);
    Err(Problem::at(Rule::Invalid, number.referenced, message))
}

fn spending(mut known: Spending, written: Spent) -> Result<Spending, Problem> {
    known.tokens = written.tokens;
    if let Some(money) = &written.money {
        if !(0.0..=1e9).contains(&money.value) {
            let message = "over_budget.money: must be 0 to 1000000000";
            return Err(Problem::at(Rule::Invalid, money.referenced, message));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
        let micros = (money.value * 1e6).round() as u64;
        known.money_micros = Some(micros);
    }
    set_actions(&mut known.actions, written.actions, "over_budget.do")?;
    Ok(known)
}

fn restart(into: &mut Restart, written: &Restarts) -> Result<(), Problem> {
    if let Some(queue) = &written.queue {
        into.queue = name(queue, "restart.queue")?;
    }
    if let Some(max) = &written.max {
        into.max = in_range(max, "restart.max", 0, RESTARTS_MAX)?;
    }
    set_time(&mut into.window_ms, written.window.as_ref(), "restart.window", TTL_MIN)?;
    set_time(
        &mut into.cooldown_ms,
        written.cooldown.as_ref(),
        "restart.cooldown",
        Duration::ZERO,
    )?;
    set_time(
        &mut into.force_after_ms,
        written.force_after.as_ref(),
        "restart.force_after",
        TTL_MIN,
    )
}
