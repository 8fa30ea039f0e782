#![allow(clippy::unwrap_used)]

use super::*;

fn fence(term: u64, number: u64) -> String {
    format!("0000000-0000000000000001-{term:012x}-{number:06x}")
}

fn promised(ledger: &Ledger, due_ns: i64) -> (usize, String) {
    let index = ledger.enter(due_ns);
    ledger.created(index, due_ns - 1);
    (index, format!("timer:dev:{}:5", ledger.id(index)))
}

#[test]
fn only_an_answered_create_can_be_missing() {
    let ledger = Ledger::new();
    let (_, event) = promised(&ledger, 10);
    promised(&ledger, 10);
    ledger.enter(10);
    ledger.delivered(&event, &fence(1, 1), 10);
    let verdict = ledger.verdict();
    assert_eq!((verdict.created, verdict.delivered, verdict.missing), (2, 1, 1));
    assert!(!verdict.is_clean());
}

#[test]
fn a_cancelled_timer_is_never_missing_and_never_delivered() {
    let ledger = Ledger::new();
    let ask = |due_ns| {
        let (index, event) = promised(&ledger, due_ns);
        ledger.cancel_asked(index);
        (index, event)
    };
    let (withdrawn, _) = ask(10);
    ledger.cancel_answered(withdrawn, true, 10);
    let (broken, event) = ask(10);
    ledger.delivered(&event, &fence(1, 1), 11);
    ledger.cancel_answered(broken, true, 10);
    let (late, _) = ask(10);
    ledger.cancel_answered(late, false, 10);
    ask(10);
    let verdict = ledger.verdict();
    assert_eq!(
        (verdict.cancelled, verdict.cancelled_delivered, verdict.missing),
        (2, 1, 1)
    );
}

#[test]
fn a_key_comes_again_only_with_a_larger_fence() {
    let ledger = Ledger::new();
    let (_, event) = promised(&ledger, 10);
    for fence in [fence(1, 1), fence(2, 2), fence(2, 2), fence(1, 1), fence(2, 1)] {
        ledger.delivered(&event, &fence, 10);
    }
    let verdict = ledger.verdict();
    assert_eq!((verdict.redelivered, verdict.duplicate_keys), (1, 3));
    assert_eq!(ledger.examples().len(), 3);
    assert_eq!(ledger.unsettled(), [(event.clone(), fence(2, 2))]);
    let second_key = event.replace(":5", ":6");
    ledger.delivered(&second_key, &fence(3, 1), 10);
    assert_eq!(ledger.verdict().duplicate_keys, 4);
}

#[test]
fn early_deliveries_are_counted_and_must_be_acknowledged() {
    let ledger = Ledger::new();
    let (_, event) = promised(&ledger, 10);
    ledger.delivered(&event, &fence(1, 1), 9);
    let verdict = ledger.verdict();
    assert_eq!((verdict.early, verdict.unacknowledged), (1, 1));
    ledger.settled(&event);
    assert_eq!(ledger.verdict().unacknowledged, 0);
}

#[test]
fn the_first_fire_is_a_new_timer_under_a_later_term() {
    let ledger = Ledger::new();
    let events: Vec<String> = (0..4).map(|_| promised(&ledger, 0).1).collect();
    ledger.delivered(&events[0], &fence(10, 1), 1);
    assert_eq!(ledger.latest_term(), 10);
    let mut fires = ledger.next_leader_fires();
    ledger.delivered(&events[1], &fence(10, 2), 2);
    ledger.delivered(&events[0], &fence(11, 1), 3);
    assert!(
        fires.try_recv().is_err(),
        "on its way from the old leader, or seen before"
    );
    ledger.delivered(&events[2], &fence(11, 2), 4);
    ledger.delivered(&events[3], &fence(11, 3), 5);
    assert_eq!(fires.try_recv().unwrap(), 4);
}

#[test]
fn events_of_others_do_not_count() {
    let ledger = Ledger::new();
    promised(&ledger, 0);
    for event in ["timer:dev:someone-elses-0:1", "no event id", ""] {
        ledger.delivered(event, &fence(1, 1), 0);
    }
    assert_eq!(ledger.verdict().delivered, 0);
}

#[test]
fn a_leader_that_does_not_know_of_the_next_one_is_stale_once_a_fence() {
    let ledger = Ledger::new();
    let (_, event) = promised(&ledger, 10);
    ledger.delivered(&event, &fence(2, 1), 10);
    ledger.delivered(&event, &fence(1, 9), 10);
    ledger.settled(&event);
    let verdict = ledger.verdict();
    assert_eq!((verdict.stale, verdict.duplicate_keys), (1, 0));
    assert!(verdict.is_clean());
    ledger.delivered(&event, &fence(1, 9), 10);
    assert_eq!(ledger.verdict().duplicate_keys, 1);
}

#[test]
fn lateness_is_that_of_first_deliveries_of_what_was_promised_before_it_was_due() {
    let ledger = Ledger::new();
    let (_, event) = promised(&ledger, 100);
    ledger.delivered(&event, &fence(1, 1), 130);
    ledger.delivered(&event, &fence(2, 1), 190);
    let (_, outside) = promised(&ledger, 200);
    ledger.delivered(&outside, &fence(1, 1), 201);
    let late = ledger.enter(110);
    ledger.created(late, 120);
    ledger.delivered(&format!("timer:dev:{}:5", ledger.id(late)), &fence(1, 1), 121);
    promised(&ledger, 120);
    assert_eq!(ledger.lateness_ns(&(100..200)), [30]);
}

#[test]
fn answers_after_the_backup_are_not_violations() {
    let ledger = Ledger::new();
    let (cancelled, event) = promised(&ledger, 10);
    ledger.cancel_asked(cancelled);
    ledger.cancel_answered(cancelled, true, 50);
    promised(&ledger, 10);
    promised(&ledger, 100);
    ledger.set_back(50);
    ledger.delivered(&event, &fence(1, 1), 60);
    let verdict = ledger.verdict();
    assert_eq!(
        (
            verdict.created,
            verdict.cancelled,
            verdict.cancelled_delivered,
            verdict.missing
        ),
        (2, 0, 0, 1)
    );
}
