//! Timers as tables.

use minoots_terminal::clock::floor_us;
use minoots_terminal::output::Table;
use minoots_wire::time::duration;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{Action, Payload, Priority, RetryPolicy, Target, Timer, WatchdogStage};
use minoots_wire::well_known::{Duration, Timestamp};

use crate::record::{milliseconds, text_of};
use crate::value::status_name;

/// Formats one timer, a field a row; unset fields are left out.
pub fn timer(timer: &Timer) -> Table {
    let time = |time: &Option<Timestamp>| time.as_ref().and_then(text_of).unwrap_or_default();
    let mut table = Table::of_fields();
    table.field("id", &timer.id);
    table.field("name", &timer.name);
    table.field("note", &timer.note);
    table.field("status", status_name(timer.status()));
    table.field("fires", time(&timer.fire_time));
    table.field("created", time(&timer.create_time));
    table.field("released", time(&timer.release_time));
    table.field("lateness", lateness(timer));
    table.field("settled", time(&timer.settle_time));
    table.field("target", target(timer));
    if !timer.concurrency_key.is_empty() {
        table.field("concurrency key", &timer.concurrency_key);
    }
    table.field("priority", priority(timer.priority()));
    if let Some(watchdog) = &timer.watchdog {
        let ttl = watchdog.ttl.as_ref().map(span).unwrap_or_default();
        table.field("watchdog", format!("fires {ttl} after the last touch"));
        table.field("touched", time(&watchdog.touch_time));
        let stages: Vec<String> = watchdog.stages.iter().map(stage).collect();
        table.field("stages", stages.join(", "));
        if !stages.is_empty() {
            table.field("stages reached", watchdog.stages_reached.to_string());
        }
        table.field("epoch", watchdog.epoch.to_string());
        table.field("sequence", watchdog.sequence.to_string());
    }
    let actions: Vec<String> = timer.actions.iter().map(action).collect();
    table.field("also", actions.join(", "));
    if let Some(origin) = &timer.origin {
        let made_by = match origin.schedule_id.as_str() {
            "" => format!("timer {}", origin.parent_id),
            schedule => format!("schedule {schedule}"),
        };
        table.field("made by", made_by);
    }
    table.field("payload", payload(timer.payload.as_ref(), timer.payload_shredded));
    table.field("labels", labels(&timer.labels));
    table.field(
        "ack deadline",
        timer.ack_deadline.as_ref().map(span).unwrap_or_default(),
    );
    table.field("retries", retries(timer.retry_policy.as_ref()));
    table.field(
        "attempts",
        if timer.attempts == 0 {
            String::new()
        } else {
            timer.attempts.to_string()
        },
    );
    if let Some(cancel) = &timer.cancel {
        table.field("cancelled by", &cancel.by);
        table.field("cancel reason", &cancel.reason);
    }
    if let Some(failure) = &timer.failure {
        table.field(
            "failure",
            failure.reason().as_str_name().trim_start_matches("FAILURE_REASON_"),
        );
        table.field("failure message", &failure.message);
    }
    table.field("state version", timer.state_version.to_string());
    table
}

/// Formats timers, one a row.
pub fn timers(timers: &[Timer]) -> Table {
    let mut table = Table::with_headers(&["ID", "STATUS", "FIRES", "TARGET", "NAME"]);
    for timer in timers {
        table.row([
            timer.id.clone(),
            status_name(timer.status()).to_owned(),
            timer.fire_time.as_ref().and_then(text_of).unwrap_or_default(),
            target(timer),
            timer.name.clone(),
        ]);
    }
    table
}

/// The name of a priority; empty if none is set.
pub fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Unspecified => "",
        given => given.as_str_name().trim_start_matches("PRIORITY_"),
    }
}

/// Formats an action: its target, and its number of failures.
pub fn action(action: &Action) -> String {
    let target = named(action.target.as_ref());
    match action.after_attempts {
        0 => target,
        1 => format!("{target} after a failed delivery"),
        attempts => format!("{target} after {attempts} failed deliveries"),
    }
}

fn target(timer: &Timer) -> String {
    named(timer.target.as_ref())
}

fn named(target: Option<&Target>) -> String {
    match target.and_then(|target| target.target.as_ref()) {
        Some(TargetKind::Queue(queue)) => format!("queue {queue}"),
        Some(TargetKind::Webhook(webhook)) => format!("webhook {webhook}"),
        Some(TargetKind::None(_)) => "none".to_owned(),
        None => "queue default".to_owned(),
    }
}

/// Describes a payload in a few words; empty if there is none.
pub fn payload(payload: Option<&Payload>, is_shredded: bool) -> String {
    match payload {
        _ if is_shredded => {
            "shredded: the key that sealed it was destroyed, and nobody can read it any more".to_owned()
        }
        Some(payload) if payload.content_type.is_empty() => format!("{} bytes", payload.data.len()),
        Some(payload) => format!("{} bytes, {}", payload.data.len(), payload.content_type),
        None => String::new(),
    }
}

fn stage(stage: &WatchdogStage) -> String {
    let delay = stage.delay.as_ref().map(span).unwrap_or_default();
    format!("{} after {delay}", named(stage.target.as_ref()))
}

/// Describes a retry policy; empty if the defaults of the queue apply.
pub fn retries(policy: Option<&RetryPolicy>) -> String {
    let Some(policy) = policy else {
        return String::new();
    };
    let backoff =
        |name: &str, backoff: &Option<Duration>| backoff.as_ref().map(|given| format!("{name} {}", span(given)));
    let number = |name: &str, number: Option<f64>| number.map(|given| format!("{name} {given}"));
    let attempts = Some(policy.max_attempts).filter(|most| *most != 0);
    let parts = [
        attempts.map(|most| format!("{most} attempts")),
        backoff("first after", &policy.initial_backoff),
        backoff("at most", &policy.max_backoff),
        number("times", policy.multiplier),
        number("jitter", policy.jitter),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Formats a duration.
pub fn span(span: &Duration) -> String {
    duration::from_proto(span).map(duration::format).unwrap_or_default()
}

fn lateness(timer: &Timer) -> String {
    let ns = timer
        .lateness
        .as_ref()
        .and_then(|lateness| duration::from_proto(lateness).ok());
    ns.map(|ns| milliseconds(floor_us(ns))).unwrap_or_default()
}

/// Formats labels, sorted by key.
pub fn labels<'a>(labels: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let mut labels: Vec<String> = labels
        .into_iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    labels.sort();
    labels.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_where_each_timer_is_in_its_life() {
        let timers = [
            Timer {
                id: "tea".to_owned(),
                name: "Tea".to_owned(),
                status: 1,
                fire_time: Some(Timestamp {
                    seconds: 1_893_553_445,
                    nanos: 0,
                }),
                ..Timer::default()
            },
            Timer {
                id: "x".to_owned(),
                name: "Y".to_owned(),
                status: 5,
                ..Timer::default()
            },
        ];
        let text = super::timers(&timers).render(false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "ID   STATUS     FIRES                 TARGET         NAME",
                "tea  SCHEDULED  2030-01-02T03:04:05Z  queue default  Tea",
                "x    CANCELLED                        queue default  Y",
            ]
        );
    }
}
