#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use minoots_kernel::internal::{BudgetEvent, BudgetSpec, LeaseEvent, TimerRef, TokenJob};
use serde_json::Value;

const PROTO: &str = include_str!("../../../../proto/minoots/event/v1/data.proto");

const TIMER_KINDS: [(EventKind, &str); 8] = [
    (EventKind::TimerScheduled, "timer.scheduled"),
    (EventKind::TimerRescheduled, "timer.rescheduled"),
    (EventKind::TimerCancelled, "timer.cancelled"),
    (EventKind::TimerFired, "timer.fired"),
    (EventKind::TimerSettled, "timer.settled"),
    (EventKind::TimerFailed, "timer.failed"),
    (EventKind::TimerExpired, "timer.expired"),
    (EventKind::TimerRedriven, "timer.redriven"),
];

fn timer_event(kind: EventKind) -> EventRow {
    let timer = TimerRef {
        id: "order-7".into(),
        version: u64::MAX,
        ..TimerRef::default()
    };
    let mut event = EventRow {
        timer: Some(timer),
        fire_time: 1_767_323_045_678_000_000,
        name: "Rechnung \"7\"\n".into(),
        actor: "cli".into(),
        reason: "später".into(),
        attempts: 3,
        ..EventRow::default()
    };
    event.set_kind(kind);
    event
}

fn queue_event() -> EventRow {
    let mut event = EventRow {
        queue: "jobs".into(),
        actor: "cli".into(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::QueueCreated);
    event
}

fn text(event: &EventRow) -> String {
    String::from_utf8(json(event)).unwrap()
}

/// The JSON names of a message's fields, in order.
fn fields(message: &str) -> Vec<String> {
    let (_, body) = PROTO
        .split_once(&format!("message {message} {{"))
        .expect("the message exists");
    let (body, _) = body.split_once("\n}").unwrap();
    let declarations = body.lines().filter_map(|line| line.split_once(" = "));
    declarations
        .map(|(field, _)| camel_case(field.split_whitespace().next_back().unwrap()))
        .collect()
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        camel.push_str(&first.to_uppercase());
        camel.push_str(rest);
    }
    camel
}

/// The names in a JSON object, in the order of their occurrence.
fn names(json: &str) -> Vec<String> {
    let object: Value = serde_json::from_str(json).unwrap();
    let mut names: Vec<String> = object.as_object().unwrap().keys().cloned().collect();
    names.sort_by_key(|name| json.find(&format!("\"{name}\":")));
    names
}

#[test]
fn the_data_of_every_timer_event_is_these_bytes() {
    for (kind, name) in TIMER_KINDS {
        let event = timer_event(kind);
        assert_eq!(kind_name(kind), name);
        assert_eq!(subject(&event), "timers/order-7");
        assert_eq!(
            text(&event),
            concat!(
                r#"{"id":"order-7","name":"Rechnung \"7\"\n","stateVersion":"18446744073709551615","#,
                r#""fireTime":"2026-01-02T03:04:05.678Z","actor":"cli","reason":"später","attempts":3}"#
            )
        );
    }
}

#[test]
fn the_data_of_a_queue_event_is_these_bytes() {
    let event = queue_event();
    assert_eq!(kind_name(event.kind()), "queue.created");
    assert_eq!(subject(&event), "queues/jobs");
    assert_eq!(text(&event), r#"{"name":"jobs","actor":"cli"}"#);
}

#[test]
fn unset_fields_are_omitted() {
    let timer = TimerRef {
        id: "a".into(),
        version: 1,
        ..TimerRef::default()
    };
    let event = EventRow {
        timer: Some(timer),
        ..EventRow::default()
    };
    assert_eq!(
        text(&event),
        r#"{"id":"a","stateVersion":"1","fireTime":"1970-01-01T00:00:00Z"}"#
    );
    assert_eq!(text(&EventRow::default()), "{}");
}

#[test]
fn names_and_order_are_those_of_the_published_messages() {
    let timer = EventRow {
        object: "order-6".into(),
        schedule: "orders".into(),
        ..timer_event(EventKind::TimerCancelled)
    };
    assert_eq!(names(&text(&timer)), fields("TimerEventData"));
    let purged = EventRow {
        reason: "tidied".into(),
        count: 3,
        ..queue_event()
    };
    assert_eq!(
        text(&purged),
        r#"{"name":"jobs","actor":"cli","reason":"tidied","count":"3"}"#
    );
    assert_eq!(names(&text(&purged)), fields("QueueEventData"));
}

#[test]
fn a_key_that_a_token_was_exchanged_for_names_its_job() {
    let mut event = EventRow {
        object: "4bfCJkQAORj2".into(),
        name: "repo:octo/app:ref:refs/heads/main".into(),
        actor: "job:42".into(),
        reason: "none".into(),
        job: Some(TokenJob {
            issuer: "https://issuer.example".into(),
            repository_id: "42".into(),
            r#ref: "refs/heads/main".into(),
            run_id: "7".into(),
        }),
        ..EventRow::default()
    };
    event.set_kind(EventKind::CredentialCreated);
    assert_eq!(subject(&event), "credentials/4bfCJkQAORj2");
    assert_eq!(names(&text(&event)), fields("CredentialEventData"));
    let trust = EventRow {
        kind: EventKind::TrustChanged.into(),
        object: "acme".into(),
        actor: "cli".into(),
        version: 7,
        digest: vec![0xD4, 0x01],
        ..EventRow::default()
    };
    assert_eq!(kind_name(trust.kind()), "trust.changed");
    assert_eq!(subject(&trust), "trust/acme");
    assert_eq!(text(&trust), r#"{"version":"7","actor":"cli","digest":"d401"}"#);
    assert_eq!(names(&text(&trust)), fields("TrustEventData"));
}

#[test]
fn the_data_of_schedule_events_is_these_bytes() {
    let mut missed = EventRow {
        schedule: "nightly".into(),
        reason: "LATE".into(),
        fire_time: 1_767_323_045_678_000_000,
        until: 1_767_323_046_000_000_000,
        count: 2,
        ..EventRow::default()
    };
    missed.set_kind(EventKind::ScheduleMissed);
    assert_eq!(kind_name(missed.kind()), "schedule.missed");
    assert_eq!(subject(&missed), "schedules/nightly");
    assert_eq!(
        text(&missed),
        concat!(
            r#"{"id":"nightly","reason":"LATE","time":"2026-01-02T03:04:05.678Z","#,
            r#""until":"2026-01-02T03:04:06Z","count":"2"}"#
        )
    );
    let whole = EventRow {
        actor: "cli".into(),
        object: "timer".into(),
        version: 7,
        ..missed
    };
    assert_eq!(names(&text(&whole)), fields("ScheduleEventData"));
    let created = EventRow {
        schedule: "nightly".into(),
        ..EventRow::default()
    };
    assert_eq!(text(&created), r#"{"id":"nightly"}"#);
}

#[test]
fn the_data_of_checkpoint_events_is_these_bytes() {
    let mut created = EventRow {
        execution: "run-1".into(),
        object: "state".into(),
        version: 7,
        actor: "cli".into(),
        digest: vec![0xD4, 0x01],
        ..EventRow::default()
    };
    created.set_kind(EventKind::CheckpointCreated);
    assert_eq!(kind_name(created.kind()), "checkpoint.created");
    assert_eq!(subject(&created), "executions/run-1/checkpoints/state");
    assert_eq!(
        text(&created),
        r#"{"execution":"run-1","name":"state","version":"7","actor":"cli","checksum":"d401"}"#
    );
    let rolled_back = EventRow {
        reason: "wrong turn".into(),
        restored: 3,
        count: 2,
        ..created
    };
    assert_eq!(
        text(&rolled_back),
        concat!(
            r#"{"execution":"run-1","name":"state","version":"7","actor":"cli","reason":"wrong turn","#,
            r#""checksum":"d401","restoredVersion":"3","count":"2"}"#
        )
    );
    assert_eq!(names(&text(&rolled_back)), fields("CheckpointEventData"));
}

#[test]
fn the_data_of_lease_events_is_these_bytes() {
    let mut acquired = EventRow {
        object: "leader".into(),
        actor: "cli".into(),
        lease: Some(Box::new(LeaseEvent {
            partition_key: String::new(),
            holder: "worker three".into(),
            token: 7,
            expire_time: 1_767_323_045_678_000_000,
        })),
        ..EventRow::default()
    };
    acquired.set_kind(EventKind::LeaseAcquired);
    assert_eq!(kind_name(acquired.kind()), "lease.acquired");
    assert_eq!(subject(&acquired), "leases/leader");
    assert_eq!(
        text(&acquired),
        concat!(
            r#"{"id":"leader","actor":"cli","holder":"worker three","token":"7","#,
            r#""expireTime":"2026-01-02T03:04:05.678Z"}"#
        )
    );
    acquired.lease.as_mut().unwrap().partition_key = "blue".into();
    assert_eq!(names(&text(&acquired)), fields("LeaseEventData"));
}

#[test]
fn the_data_of_budget_events_is_these_bytes() {
    let mut set = EventRow {
        object: "restarts".into(),
        actor: "cli".into(),
        budget: Some(Box::new(BudgetEvent {
            spec: Some(BudgetSpec {
                limit: 3,
                window: 3_600_000_000_000,
                cooldown: 60_000_000_000,
            }),
            ..BudgetEvent::default()
        })),
        ..EventRow::default()
    };
    set.set_kind(EventKind::BudgetSet);
    assert_eq!(kind_name(set.kind()), "budget.set");
    assert_eq!(subject(&set), "budgets/restarts");
    assert_eq!(
        text(&set),
        r#"{"id":"restarts","actor":"cli","limit":"3","windowNs":"3600000000000","cooldownNs":"60000000000"}"#
    );
    let spent = BudgetEvent {
        amount: 2,
        remaining: 1,
        ..BudgetEvent::default()
    };
    set.budget = Some(Box::new(spent));
    assert_eq!(
        text(&set),
        r#"{"id":"restarts","actor":"cli","amount":"2","remaining":"1"}"#
    );
    set.budget = Some(Box::new(BudgetEvent {
        partition_key: "blue".into(),
        spec: Some(BudgetSpec {
            limit: 3,
            window: 1,
            cooldown: 1,
        }),
        amount: 2,
        remaining: 1,
    }));
    assert_eq!(names(&text(&set)), fields("BudgetEventData"));
}

#[test]
fn every_kind_but_none_has_a_name() {
    for number in 1..=71 {
        if let Ok(kind) = EventKind::try_from(number) {
            assert!(kind_name(kind).contains('.'), "{kind:?}");
        }
    }
    assert_eq!(kind_name(EventKind::BudgetDeleted), "budget.deleted");
    assert_eq!(kind_name(EventKind::BudgetSpent), "budget.spent");
    assert_eq!(kind_name(EventKind::Unspecified), "");
}
