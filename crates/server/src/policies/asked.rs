//! Requests as facts for policies. The evaluation adds the caller and its role.

use minoots_kernel::internal::{
    Action, EmittedEvent, Label, NewTimer, ScheduleRow, Stage, TimerRow, WatchdogSpec, command::Command,
};
use minoots_policy::facts::{Facts, ResourceKind, Verb};
use minoots_wire::executions;
use std::collections::{BTreeMap, BTreeSet};

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

/// Listing timers or schedules; those of one queue if it is named.
pub(crate) fn of_list(queue: &str) -> Facts {
    Facts {
        queue: Some(queue.to_owned()).filter(|queue| !queue.is_empty()),
        ..of(Verb::List, "")
    }
}

/// An action on a resource that a request names.
pub(super) fn of_resource(verb: Verb, kind: ResourceKind, id: String) -> Facts {
    Facts {
        kind,
        id,
        ..of(verb, "")
    }
}

/// Reading the event log.
pub(crate) fn of_log() -> Facts {
    of(Verb::Tail, "")
}

/// Emitting an event. An event that records a decision on an approval also counts as that decision.
pub(crate) fn of_emitted(event: &EmittedEvent) -> Vec<Facts> {
    let mut facts = vec![Facts {
        payload_bytes: Some(event.data.len() as u64),
        ..of(Verb::Emit, &event.r#type)
    }];
    if executions::is_decision(&event.r#type) {
        let execution = event.subject.strip_prefix(executions::SUBJECT);
        facts.push(of(Verb::Decide, execution.unwrap_or(&event.subject)));
    }
    facts
}

/// An action on a queue.
pub(crate) fn of_queue(verb: Verb, queue: &str) -> Facts {
    of(verb, queue)
}

/// Creating timers. Rules see an id only if the caller chose it.
pub(crate) fn of_creates(command: &Command, is_named: impl Fn(usize) -> bool) -> Vec<Facts> {
    let timers = match command {
        Command::CreateTimers(command) => command.timers.as_slice(),
        // A caller that may not create such a timer may not create a schedule of it.
        Command::PutSchedule(command) => {
            let timer = command.spec.as_ref().and_then(|spec| spec.timer.as_ref());
            timer.map(std::slice::from_ref).unwrap_or_default()
        }
        _ => &[],
    };
    let timers = timers.iter().enumerate();
    timers
        .flat_map(|(index, timer)| of_new_timer(timer, is_named(index)))
        .collect()
}

/// Creating a timer, once for each queue that it delivers to. Rules see its id only if the caller chose it.
pub(crate) fn of_new_timer(timer: &NewTimer, is_named: bool) -> Vec<Facts> {
    let own = Facts {
        due_in_seconds: Some(seconds(timer.fire_time.saturating_sub(timer.create_time))),
        payload_bytes: Some(bytes_of(timer)),
        ..of_spec(Verb::Create, timer, if is_named { &timer.id } else { "" })
    };
    for_each_queue(own, timer)
}

/// The same facts once for each queue that the timer delivers to, its target first.
fn for_each_queue(own: Facts, timer: &NewTimer) -> Vec<Facts> {
    let others = other_queues(timer).into_iter().map(|queue| Facts {
        queue: Some(queue.to_owned()),
        ..own.clone()
    });
    std::iter::once(own.clone()).chain(others).collect()
}

/// The queues and endpoints that a timer delivers to besides its target. The pattern names all fields, so that a new
/// one is considered.
fn other_queues(timer: &NewTimer) -> BTreeSet<&str> {
    let NewTimer {
        queue: target,
        actions,
        watchdog,
        id: _,
        partition_key: _,
        name: _,
        create_time: _,
        fire_time: _,
        delay_plus_one: _,
        content_type: _,
        payload: _,
        labels: _,
        retry: _,
        ack_deadline: _,
        traceparent: _,
        digest: _,
        digest_encoding: _,
        id_from_request: _,
        retry_unset: _,
        ack_deadline_unset: _,
        lane: _,
        parent: _,
        concurrency_key: _,
        schedule: _,
        payload_key: _,
        payload_place: _,
        note: _,
    } = timer;
    let actions = actions.iter().map(
        |Action {
             queue,
             after_attempts: _,
         }| queue.as_str(),
    );
    let stages = watchdog.iter().flat_map(|WatchdogSpec { stages, epoch: _ }| stages);
    let stages = stages.map(|Stage { queue, delay: _ }| queue.as_str());
    let queues = actions.chain(stages);
    queues.filter(|queue| !queue.is_empty() && queue != target).collect()
}

/// An action on an existing timer, once for each queue that it delivers to. `due_in`, in nanoseconds, is set if the
/// action moves it.
pub(crate) fn of_timer(verb: Verb, row: &TimerRow, due_in: Option<i64>) -> Vec<Facts> {
    of_known(
        row.spec.as_ref().map(|spec| (spec, spec.id.as_str())),
        verb,
        due_in.map(seconds),
    )
}

/// An action on an existing schedule. Its facts are those of the timers that it makes, which have no ids yet, and are
/// due as they are made.
pub(crate) fn of_schedule(verb: Verb, row: &ScheduleRow) -> Vec<Facts> {
    let timer = row.spec.as_ref().and_then(|spec| spec.timer.as_ref());
    let due_in_seconds = Some(0).filter(|_| verb == Verb::Reschedule);
    of_known(timer.map(|timer| (timer, "")), verb, due_in_seconds)
}

fn of_known(timer: Option<(&NewTimer, &str)>, verb: Verb, due_in_seconds: Option<i64>) -> Vec<Facts> {
    match timer {
        Some((timer, id)) => {
            let own = Facts {
                due_in_seconds,
                ..of_spec(verb, timer, id)
            };
            for_each_queue(own, timer)
        }
        None => vec![Facts {
            due_in_seconds,
            ..of(verb, "")
        }],
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

/// The size of its payload as the caller sent it.
fn bytes_of(timer: &NewTimer) -> u64 {
    let added = if timer.payload_key == 0 {
        0
    } else {
        minoots_seal::OVERHEAD
    };
    timer.payload.len().saturating_sub(added) as u64
}

/// Converts nanoseconds to whole seconds, rounded down.
fn seconds(nanos: i64) -> i64 {
    nanos.div_euclid(SECOND)
}
