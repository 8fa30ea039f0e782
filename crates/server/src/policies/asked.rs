//! Requests as rules see them. Who asks, and in which role, is filled in where they are judged.

use minoots_kernel::internal::{EmittedEvent, Label, NewTimer, ScheduleRow, TimerRow, command::Command};
use minoots_policy::facts::{Facts, Verb};
use std::collections::BTreeMap;

const SECOND: i64 = 1_000_000_000;

fn of(verb: Verb, id: &str) -> Facts {
    Facts {
        principal: String::new(),
        role: String::new(),
        verb,
        kind: verb.kind(),
        id: id.to_owned(),
        queue: None,
        labels: BTreeMap::new(),
        due_in_seconds: None,
        payload_bytes: None,
    }
}

/// A list of timers, or of schedules.
pub(crate) fn of_list() -> Facts {
    of(Verb::List, "")
}

/// The event log.
pub(crate) fn of_log() -> Facts {
    of(Verb::Tail, "")
}

/// An event of the caller's own.
pub(crate) fn of_emitted(event: &EmittedEvent) -> Facts {
    Facts {
        payload_bytes: Some(event.data.len() as u64),
        ..of(Verb::Emit, &event.r#type)
    }
}

/// Something done to a queue.
pub(crate) fn of_queue(verb: Verb, queue: &str) -> Facts {
    of(verb, queue)
}

/// All timers of a create; ids are for rules only if the caller gave them.
pub(crate) fn of_creates(command: &Command, is_named: impl Fn(usize) -> bool) -> Vec<Facts> {
    let timers = match command {
        Command::CreateTimers(command) => command.timers.as_slice(),
        // Whoever may not make such a timer has no schedule do it.
        Command::PutSchedule(command) => {
            let timer = command.spec.as_ref().and_then(|spec| spec.timer.as_ref());
            timer.map(std::slice::from_ref).unwrap_or_default()
        }
        _ => &[],
    };
    let timers = timers.iter().enumerate();
    timers
        .map(|(index, timer)| of_new_timer(timer, is_named(index)))
        .collect()
}

/// A timer that is made; its id is for rules only if its caller gave it.
pub(crate) fn of_new_timer(timer: &NewTimer, is_named: bool) -> Facts {
    Facts {
        due_in_seconds: Some(seconds(timer.fire_time.saturating_sub(timer.create_time))),
        payload_bytes: Some(bytes_of(timer)),
        ..of_spec(Verb::Create, timer, if is_named { &timer.id } else { "" })
    }
}

/// Something done to a timer that is there; `due_in`, nanoseconds, if that moves it.
pub(crate) fn of_timer(verb: Verb, row: &TimerRow, due_in: Option<i64>) -> Facts {
    let facts = match &row.spec {
        Some(spec) => of_spec(verb, spec, &spec.id),
        None => of(verb, ""),
    };
    Facts {
        due_in_seconds: due_in.map(seconds),
        ..facts
    }
}

/// Something done to a schedule that is there: judged by the timers that it makes, which have no ids yet, and are due as they are made.
pub(crate) fn of_schedule(verb: Verb, row: &ScheduleRow) -> Facts {
    let facts = match row.spec.as_ref().and_then(|spec| spec.timer.as_ref()) {
        Some(timer) => of_spec(verb, timer, ""),
        None => of(verb, ""),
    };
    Facts {
        due_in_seconds: Some(0).filter(|_| verb == Verb::Reschedule),
        ..facts
    }
}

fn of_spec(verb: Verb, spec: &NewTimer, id: &str) -> Facts {
    let label = |label: &Label| (label.key.clone(), label.value.clone());
    Facts {
        queue: Some(spec.queue.clone()).filter(|queue| !queue.is_empty()),
        labels: spec.labels.iter().map(label).collect(),
        ..of(verb, id)
    }
}

/// Of its payload, as its caller gave it.
fn bytes_of(timer: &NewTimer) -> u64 {
    let added = if timer.payload_key == 0 {
        0
    } else {
        minoots_seal::OVERHEAD
    };
    timer.payload.len().saturating_sub(added) as u64
}

/// Whole ones, rounded down.
fn seconds(nanos: i64) -> i64 {
    nanos.div_euclid(SECOND)
}
