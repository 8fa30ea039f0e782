use super::*;

#[test]
fn no_more_is_out_than_a_stream_has_credits() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 2);
    for arm in 5..9 {
        desk.armed(arm, arm, NOW);
    }
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5, 6]);
    desk.closed(20, 5, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5, 6, 7]);
    desk.core.set_credits(1, 3);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5, 6, 7, 8]);
}

#[test]
fn an_acknowledgement_frees_its_credit_before_the_log_has_it_and_once() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    for arm in 5..8 {
        desk.armed(arm, arm, NOW);
    }
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5]);
    desk.report(fence(1, 5, 1), Word::Ack);
    desk.report(fence(1, 5, 1), Word::Ack);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5, 6]);
    desk.closed(20, 5, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5, 6], "it was free already");
}

#[test]
fn an_acknowledgement_of_an_older_delivery_frees_nothing() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    desk.armed(5, 5, NOW);
    desk.armed(6, 6, NOW + ACK_DEADLINE + 2 * MS);
    desk.poll(NOW);
    desk.poll(NOW + ACK_DEADLINE);
    desk.moved(7, 5, NOW, NOW + ACK_DEADLINE + MS, true);
    desk.poll(NOW + ACK_DEADLINE + MS);
    assert_eq!(consumer.fences(), [fence(1, 5, 1), fence(1, 5, 2)]);
    desk.report(fence(1, 5, 1), Word::Ack);
    desk.poll(NOW + ACK_DEADLINE + 3 * MS);
    assert_eq!(consumer.arms(), [5, 5]);
}

#[test]
fn streams_take_turns() {
    let mut desk = Desk::new();
    let (one, two) = (desk.open(1, 10), desk.open(2, 10));
    for arm in 5..9 {
        desk.armed(arm, arm, NOW);
    }
    desk.poll(NOW);
    assert_eq!((one.arms(), two.arms()), (vec![5, 7], vec![6, 8]));
}

#[test]
fn a_stream_without_room_takes_nothing_until_it_says_it_has() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    consumer.room.store(1, Ordering::Relaxed);
    desk.armed(2, 5, NOW);
    desk.armed(3, 6, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5]);
    consumer.room.store(2, Ordering::Relaxed);
    desk.core.has_room(1);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5, 6]);
}

#[test]
fn a_consumer_that_says_goodbye_gives_back_what_it_did_not_settle() {
    let mut desk = Desk::new();
    desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    desk.core.close(1, &[], true);
    desk.poll(NOW);
    let outcome = &desk.outcomes()[0];
    assert_eq!((outcome.kind(), outcome.retry_delay), (OutcomeKind::GivenBack, 0));
}

#[test]
fn a_consumer_that_vanishes_keeps_what_it_saw_until_its_deadline() {
    let mut desk = Desk::new();
    desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    desk.core.close(1, &[], false);
    desk.poll(NOW + ACK_DEADLINE - 1);
    assert!(desk.outcomes().is_empty());
    desk.poll(NOW + ACK_DEADLINE);
    assert_eq!(desk.outcomes()[0].kind(), OutcomeKind::LeaseExpired);
}

#[test]
fn a_delivery_that_reached_nobody_is_put_back_and_by_an_entry_once_the_log_knows_it() {
    for (logged, expected) in [(false, 0), (true, 1)] {
        let mut desk = Desk::new();
        desk.open(1, 10);
        desk.armed(2, 5, NOW);
        desk.poll(NOW);
        if logged {
            // The delivery waits so long for its socket that it is recorded.
            desk.poll(NOW + ACK_DEADLINE / 2);
        }
        desk.core.close(1, &[fence(1, 5, 1)], false);
        desk.poll(NOW + ACK_DEADLINE / 2);
        let outcomes = desk.outcomes();
        assert_eq!(outcomes.len(), expected, "{outcomes:?}");
        for outcome in outcomes {
            assert_eq!((outcome.kind(), outcome.retry_delay), (OutcomeKind::Unreached, 0));
        }
    }
}

#[test]
fn a_stalled_stream_that_ends_does_not_end_what_is_out_with_another() {
    let mut desk = Desk::new();
    let stalled = desk.open(1, 1);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    assert_eq!(stalled.arms(), [5]);
    // Its lease expired unread, and another consumer has it now.
    let again = NOW + ACK_DEADLINE;
    desk.core.set_credits(1, 0);
    let other = desk.open(2, 1);
    desk.poll(again);
    assert_eq!(desk.outcomes().len(), 1);
    desk.moved(3, 5, NOW, again, true);
    desk.poll(again);
    assert_eq!(other.fences(), [fence(1, 5, 2)]);
    desk.core.close(1, &[fence(1, 5, 1)], false);
    desk.poll(again);
    assert!(desk.outcomes().is_empty());
}

#[test]
fn a_new_reign_owes_a_stream_nothing_of_the_old_one() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    desk.reign(2);
    desk.table = vec![cold(6, NOW)];
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5, 6]);
}
