use super::*;

#[test]
fn an_event_is_sent_at_its_due_instant_and_not_before() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW - 1);
    assert!(consumer.arms().is_empty());
    assert_eq!(desk.core.next_wake(), Some(NOW));
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5]);
    assert_eq!(consumer.got.lock().unwrap()[0].released, NOW);
    assert_eq!(desk.core.take_releases(), [0]);
}

#[test]
fn a_ready_row_whose_event_is_not_due_yet_is_not_sent() {
    let mut desk = Desk::new();
    desk.dues.insert(5, NOW + 40 * MS);
    let consumer = desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW + 40 * MS - 1);
    assert!(consumer.arms().is_empty());
    assert_eq!(desk.core.next_wake(), Some(NOW + 40 * MS));
    desk.poll(NOW + 40 * MS);
    assert_eq!(consumer.arms(), [5]);
}

/// The clock was set back: log time is ahead of it, and so are the positions of rows that were armed and late by then.
#[test]
fn g3_behind_log_time_events_are_sent_when_this_nodes_clock_reads_due_and_not_when_it_reaches_log_time() {
    let log_time = NOW + 3_600_000 * MS;
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    desk.core.set_log_time(log_time);
    for (arm, due) in [(5, 60_000), (6, 300), (7, 200)] {
        desk.dues.insert(arm, NOW + due * MS);
        desk.armed(arm, arm, log_time);
    }
    desk.armed(8, 8, log_time + 1_000 * MS);
    desk.poll(NOW + 200 * MS - 1);
    assert!(consumer.arms().is_empty());
    assert_eq!(desk.core.next_wake(), Some(NOW + 200 * MS));
    for (now, arms) in [(200, &[7][..]), (299, &[7]), (300, &[7, 6]), (60_000, &[7, 6, 5])] {
        desk.poll(NOW + now * MS);
        assert_eq!(consumer.arms(), arms, "at {now}");
    }
    desk.poll(log_time + 1_000 * MS - 1);
    assert_eq!(consumer.arms(), [7, 6, 5]);
    desk.poll(log_time + 1_000 * MS);
    assert_eq!(consumer.arms(), [7, 6, 5, 8]);
}

#[test]
fn unarmed_timers_are_not_sent() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    let scheduled = Effect::Scheduled {
        due: NOW,
        tenant: "t".into(),
        id: "t5".into(),
        version: 5,
    };
    desk.core.applied(2, &[scheduled]);
    desk.poll(NOW + 1_000 * MS);
    assert!(consumer.arms().is_empty());
}

#[test]
fn followers_send_nothing() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW - 1);
    desk.core.reign(None);
    desk.poll(NOW);
    assert!(consumer.arms().is_empty());
    assert_eq!(desk.core.next_wake(), None);
}

#[test]
fn earliest_due_timers_are_sent_first() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    for (arm, due) in [(5, NOW + 2), (6, NOW), (7, NOW + 1), (8, NOW)] {
        desk.armed(arm, arm, due);
    }
    desk.poll(NOW + 2);
    assert_eq!(consumer.arms(), [6, 8, 7, 5]);
}

#[test]
fn an_event_that_cannot_be_made_waits_for_the_word_of_why() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    desk.poll(NOW);
    desk.moved(3, 5, NOW - 10, NOW, true);
    let asked = desk.core.poll(NOW);
    assert!(matches!(asked[..], [Action::Prepare { .. }]));
    desk.core.prepared(&queue(), place(5, NOW), None);
    desk.poll(NOW);
    assert!(consumer.arms().is_empty());
    desk.moved(4, 5, NOW, NOW + MS, true);
    desk.poll(NOW + MS);
    assert_eq!(consumer.arms(), [5]);
}

#[test]
fn a_delivery_an_earlier_leader_made_is_left_alone_until_its_deadline_and_then_ends() {
    let mut desk = Desk::new();
    let old = grant(fence(1, 5, 3), NOW + 20 * MS);
    desk.reign(2);
    desk.table = vec![cold(5, NOW + 20 * MS)];
    desk.grants.insert(5, (old, false));
    let consumer = desk.open(1, 10);
    desk.poll(NOW + 20 * MS - 1);
    assert!(desk.outcomes().is_empty());
    desk.poll(NOW + 20 * MS);
    let ended = desk.outcomes();
    assert_eq!(ended.len(), 1);
    assert_eq!(
        (ended[0].kind(), ended[0].grant),
        (OutcomeKind::LeaseExpired, Some(old))
    );
    assert!(ended[0].logged_only);
    assert!(consumer.arms().is_empty());
    desk.grants.insert(5, (old, true));
    desk.moved(9, 5, NOW + 20 * MS, NOW + 30 * MS, true);
    desk.poll(NOW + 30 * MS);
    assert_eq!(consumer.fences(), [fence(2, 5, 1)]);
}
