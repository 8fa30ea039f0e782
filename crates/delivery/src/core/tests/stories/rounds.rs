//! Tenants take turns.

use super::*;

fn armed_of(tenant: &str, arm: u64, due: i64) -> Effect {
    match armed(arm, due) {
        Effect::Armed(armed) => Effect::Armed(Armed {
            tenant: tenant.into(),
            ..armed
        }),
        other => other,
    }
}

/// Connects consumers of these tenants, whose deliveries go into one list.
fn consumers(desk: &mut Desk, tenants: &[&str]) -> Consumer {
    let consumer = Consumer {
        got: Arc::default(),
        open: Arc::new(AtomicBool::new(true)),
        room: Arc::new(AtomicUsize::new(usize::MAX)),
    };
    for (id, tenant) in (1..).zip(tenants) {
        let key = QueueKey::new(*tenant, "q");
        desk.core.open(id, key, 10_000, Box::new(consumer.clone()));
    }
    desk.poll(NOW - 10_000 * MS);
    consumer
}

fn poll_all(desk: &mut Desk, now: i64) -> usize {
    let mut polls = 0;
    loop {
        desk.poll(now);
        polls += 1;
        if desk.core.next_wake().is_none_or(|at| at > now) {
            return polls;
        }
    }
}

#[test]
fn due_timers_wait_for_one_portion_of_each_other_tenant() {
    let mut desk = Desk::new();
    let consumer = consumers(&mut desk, &["a", "b", "c"]);
    let crowd = (1..=5_000).map(|arm| armed_of("a", arm, NOW));
    let other = (5_001..=8_000).map(|arm| armed_of("b", arm, NOW));
    let few = (8_001..=8_010).map(|arm| armed_of("c", arm, NOW));
    let effects: Vec<_> = crowd.chain(other).chain(few).collect();
    desk.core.applied(2, &effects);
    desk.poll(NOW - 500 * MS);
    assert!(consumer.arms().is_empty());
    poll_all(&mut desk, NOW);
    let arms = consumer.arms();
    assert_eq!(arms.len(), 8_010);
    let last = arms.iter().rposition(|arm| *arm > 8_000).unwrap();
    assert!(last < 3 * super::super::super::rounds::PORTION, "{last} went before");
    // Each tenant's deliveries keep the order of due and arming.
    for of in [1..=5_000, 5_001..=8_000, 8_001..=8_010] {
        assert!(arms.iter().filter(|arm| of.contains(*arm)).is_sorted());
    }
}

#[test]
fn timers_due_during_a_burst_are_sent_before_its_rest() {
    let mut desk = Desk::new();
    let consumer = consumers(&mut desk, &["a", "b"]);
    let mut effects: Vec<_> = (1..=5_000).map(|arm| armed_of("a", arm, NOW)).collect();
    effects.push(armed_of("b", 5_001, NOW + MS));
    desk.core.applied(2, &effects);
    desk.poll(NOW - 500 * MS);
    drop(desk.core.poll(NOW));
    let sent = consumer.arms().len();
    assert!(sent < 2_000, "a poll went on for {sent}");
    assert_eq!(desk.core.next_wake(), Some(NOW), "there is more");
    drop(desk.core.poll(NOW + MS));
    assert!(consumer.arms()[sent..sent + 200].contains(&5_001));
    poll_all(&mut desk, NOW + MS);
    assert_eq!(consumer.arms().len(), 5_001);
}

#[test]
fn where_one_tenant_consumes_nothing_is_shared() {
    let mut desk = Desk::new();
    let consumer = consumers(&mut desk, &["a"]);
    let effects: Vec<_> = (1..=5_000).map(|arm| armed_of("a", arm, NOW)).collect();
    desk.core.applied(2, &effects);
    desk.poll(NOW - 500 * MS);
    drop(desk.core.poll(NOW));
    assert_eq!(consumer.arms().len(), 5_000);
}

#[test]
fn a_queue_does_not_wait_for_the_whole_crowd_of_another_of_its_tenant() {
    let mut desk = Desk::new();
    let consumer = consumers(&mut desk, &["a", "b"]);
    let second = QueueKey::new("a", "r");
    desk.core.open(3, second, 10_000, Box::new(consumer.clone()));
    desk.poll(NOW - 9_000 * MS);
    let in_second = |arm| match armed_of("a", arm, NOW) {
        Effect::Armed(armed) => {
            let mut row = TimerRow::clone(&armed.row);
            row.spec.as_mut().unwrap().queue = "r".into();
            Effect::Armed(Armed {
                row: Arc::new(row),
                ..armed
            })
        }
        other => other,
    };
    let crowd = (1..=5_000).map(|arm| armed_of("a", arm, NOW));
    let few = (5_001..=5_300).map(in_second);
    let effects: Vec<_> = crowd.chain(few).collect();
    desk.core.applied(2, &effects);
    desk.poll(NOW - 500 * MS);
    assert!(consumer.arms().is_empty());
    poll_all(&mut desk, NOW);
    let arms = consumer.arms();
    assert_eq!(arms.len(), 5_300);
    let last = arms.iter().rposition(|arm| *arm > 5_000).unwrap();
    assert!(last < 6 * super::super::super::rounds::PORTION, "{last} went before");
    for of in [1..=5_000, 5_001..=5_300] {
        assert!(arms.iter().filter(|arm| of.contains(*arm)).is_sorted());
    }
}
