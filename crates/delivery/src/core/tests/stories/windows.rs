use super::*;

/// The scan that a poll requests.
fn asked(desk: &mut Desk, now: i64) -> Option<(u64, Refill<ReadyPlace>)> {
    let mut asked = None;
    for action in desk.core.poll(now) {
        match action {
            Action::Refill { life, refill, .. } => asked = Some((life, refill)),
            other => desk.act(other),
        }
    }
    asked
}

#[test]
fn refills_for_an_earlier_life_of_a_queue_are_ignored() {
    let mut desk = Desk::new();
    desk.table = vec![cold(5, NOW)];
    desk.connect(1, 10);
    let (old_life, refill) = asked(&mut desk, NOW).unwrap();
    let old = desk.scan(&refill);
    // An acknowledgement on another node settled it, while the queue had no consumer.
    desk.core.close(1, &[], false);
    desk.closed(7, 5, NOW);
    desk.table = vec![cold(6, NOW)];
    let consumer = desk.connect(2, 10);
    let (life, refill) = asked(&mut desk, NOW).unwrap();
    desk.core.refilled(&queue(), old_life, Lane::Unspecified, Some(old));
    let new = desk.scan(&refill);
    desk.core.refilled(&queue(), life, Lane::Unspecified, Some(new));
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [6]);
}

#[test]
fn a_scan_that_finds_only_what_is_out_gets_on() {
    let mut desk = Desk::new();
    desk.core.options.queue_rows_max = 4;
    let consumer = desk.connect(1, 10);
    desk.table = (5..9).map(|arm| cold(arm, NOW)).collect();
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5, 6, 7, 8]);
    // They are recorded; a new life of the queue finds them at their deadlines.
    desk.core.close(1, &[], false);
    desk.table = (5..9).map(|arm| cold(arm, NOW + ACK_DEADLINE)).collect();
    desk.table.push(cold(9, NOW + ACK_DEADLINE + MS));
    desk.connect(2, 10);
    let mut scans = 0;
    while let Some((life, refill)) = asked(&mut desk, NOW) {
        let found = desk.scan(&refill);
        desk.core.refilled(&queue(), life, Lane::Unspecified, Some(found));
        scans += 1;
        assert!(scans < 10, "the same rows are read over and over");
    }
    assert_eq!(desk.core.queues[&queue()].next.window.len(), 1);
}

#[test]
fn a_scan_that_shows_a_row_before_the_effect_that_wrote_it_does_not_send_it_twice() {
    let mut desk = Desk::new();
    desk.view_index = 9;
    desk.table = vec![cold(5, NOW)];
    let consumer = desk.connect(1, 10);
    desk.poll(NOW);
    desk.armed(8, 5, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5]);
}

#[test]
fn an_effect_from_before_a_scan_does_not_end_what_was_sent_since() {
    let mut desk = Desk::new();
    desk.view_index = 9;
    // An earlier leader's delivery ended with entry 8; the scan saw the row's position after it.
    desk.table = vec![cold(5, NOW)];
    desk.grants.insert(5, (grant(fence(0, 5, 1), NOW), true));
    let consumer = desk.connect(1, 10);
    desk.poll(NOW);
    desk.moved(8, 5, NOW - 50 * MS, NOW, true);
    desk.poll(NOW + MS);
    assert_eq!(consumer.fences(), [fence(1, 5, 1)]);
    assert_eq!(desk.core.in_flight(), 1);
}

#[test]
fn a_row_shown_in_two_places_is_sent_once() {
    let mut desk = Desk::new();
    desk.core.options.queue_rows_max = 4;
    let consumer = desk.connect(1, 10);
    desk.table = vec![cold(5, NOW), cold(6, NOW)];
    let (life, refill) = asked(&mut desk, NOW - 1_000 * MS).unwrap();
    let found = desk.scan(&refill);
    desk.core.refilled(&queue(), life, Lane::Unspecified, Some(found));
    desk.core.set_credits(1, 0);
    // The next scan sees the new position of the first row after entry 4, which has not arrived yet.
    desk.closed(3, 6, NOW);
    desk.view_index = 4;
    desk.table = vec![cold(5, NOW + MS), cold(7, NOW + 2 * MS)];
    desk.core.set_credits(1, 10);
    desk.poll(NOW + 2 * MS);
    assert_eq!(consumer.arms(), [5, 7]);
    desk.moved(4, 5, NOW, NOW + MS, true);
    desk.poll(NOW + 2 * MS);
    assert_eq!(consumer.fences(), [fence(1, 5, 1), fence(1, 7, 1), fence(1, 5, 2)]);
    assert_eq!(desk.core.streams[&1].outstanding, 2);
}

#[test]
fn rows_beyond_what_memory_holds_come_in_order() {
    let mut desk = Desk::new();
    desk.core.options.queue_rows_max = 4;
    desk.table = (0..40).map(|n| cold(100 + n, NOW + n as i64)).collect();
    let consumer = desk.connect(1, 100);
    for step in 0..40 {
        desk.poll(NOW + step);
    }
    assert_eq!(consumer.arms(), (100..140).collect::<Vec<_>>());
}
