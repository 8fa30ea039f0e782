use super::*;

fn out() -> (Desk, Consumer) {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5]);
    (desk, consumer)
}

#[test]
fn a_delivery_that_stays_out_is_recorded_once() {
    let (mut desk, _consumer) = out();
    assert_eq!(desk.core.next_wake(), Some(NOW + RECORD_AFTER));
    desk.poll(NOW + RECORD_AFTER);
    assert_eq!(desk.recorded(), [fence(1, 5, 1)]);
    desk.poll(NOW + 2 * RECORD_AFTER);
    assert!(desk.recorded().is_empty());
}

#[test]
fn records_of_a_crowd_go_one_command_after_the_other_and_what_was_acknowledged_meanwhile_needs_none() {
    let mut desk = Desk::new();
    let count = RECORDS_MAX as u64 + 2;
    let consumer = desk.open(1, u32::MAX);
    (1..=count).for_each(|arm| desk.armed(arm, arm, NOW));
    desk.poll(NOW);
    assert_eq!(consumer.arms().len() as u64, count);
    desk.poll(NOW + RECORD_AFTER);
    assert_eq!(desk.recorded().len(), RECORDS_MAX);
    desk.poll(NOW + 2 * RECORD_AFTER);
    assert!(desk.recorded().is_empty(), "the log has not told of the first");
    desk.report(fence(1, count - 1, 1), Word::Ack);
    let last = RECORDS_MAX as u64;
    desk.moved(count + 1, last, NOW, NOW + ACK_DEADLINE, false);
    desk.poll(NOW + 2 * RECORD_AFTER);
    assert_eq!(desk.recorded(), [fence(1, count, 1)]);
    assert_eq!(desk.core.records_at(), None);
}

#[test]
fn records_that_the_log_never_tells_of_do_not_keep_others_waiting_for_long() {
    let mut desk = Desk::new();
    let _consumer = desk.open(1, 2);
    desk.armed(1, 1, NOW);
    desk.poll(NOW);
    desk.poll(NOW + RECORD_AFTER);
    assert_eq!(desk.recorded(), [fence(1, 1, 1)]);
    desk.armed(2, 2, NOW + RECORD_AFTER);
    desk.poll(NOW + RECORD_AFTER);
    let again = NOW + RECORD_AFTER + END_AGAIN_AFTER;
    assert_eq!(desk.core.next_wake(), Some(again));
    desk.poll(again);
    assert_eq!(desk.recorded(), [fence(1, 2, 1)]);
}

#[test]
fn a_delivery_whose_acknowledgement_is_on_its_way_is_not_recorded() {
    let (mut desk, _consumer) = out();
    desk.report(fence(1, 5, 1), Word::Ack);
    desk.poll(NOW + RECORD_AFTER);
    assert!(desk.recorded().is_empty());
    desk.poll(NOW + ACK_DEADLINE);
    assert_eq!(desk.outcomes()[0].kind(), OutcomeKind::LeaseExpired, "it never came");
}

#[test]
fn a_clock_that_was_set_back_does_not_keep_deliveries_from_being_recorded() {
    let (mut desk, _consumer) = out();
    let back = NOW - 3_600_000 * MS;
    desk.armed(3, 6, back);
    desk.poll(back);
    desk.poll(back + RECORD_AFTER);
    assert_eq!(desk.recorded(), [fence(1, 5, 1), fence(1, 6, 1)]);
}

/// The end was lost while the clock was an hour ahead.
#[test]
fn g4_an_end_that_a_clock_ahead_proposed_is_proposed_again_soon_after_that_was_set_back() {
    let (mut desk, _consumer) = out();
    desk.poll(NOW + 3_600_000 * MS);
    assert_eq!(desk.outcomes().len(), 1);
    let right = NOW + ACK_DEADLINE;
    desk.poll(right);
    desk.poll(right + END_AGAIN_AFTER - 1);
    assert!(desk.outcomes().is_empty());
    desk.poll(right + END_AGAIN_AFTER);
    assert_eq!(desk.outcomes()[0].kind(), OutcomeKind::LeaseExpired);
}

#[test]
fn a_lease_ends_at_its_deadline_and_its_credit_when_the_log_says_so() {
    let (mut desk, consumer) = out();
    desk.poll(NOW + ACK_DEADLINE - 1);
    assert!(desk.outcomes().is_empty());
    desk.poll(NOW + ACK_DEADLINE);
    let ended = desk.outcomes();
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0].kind(), OutcomeKind::LeaseExpired);
    assert_eq!(desk.core.streams[&1].outstanding, 1);
    desk.moved(3, 5, NOW, NOW + ACK_DEADLINE + MS, true);
    assert_eq!(desk.core.streams[&1].outstanding, 0);
    desk.poll(NOW + ACK_DEADLINE + MS);
    assert_eq!(consumer.fences(), [fence(1, 5, 1), fence(1, 5, 2)]);
}

#[test]
fn an_end_the_log_never_tells_of_is_proposed_again() {
    let (mut desk, _consumer) = out();
    desk.poll(NOW + ACK_DEADLINE);
    assert_eq!(desk.outcomes().len(), 1);
    // Log time had fallen behind due: the kernel refused the end, without an effect to report it.
    desk.poll(NOW + ACK_DEADLINE + END_AGAIN_AFTER);
    assert_eq!(desk.outcomes().len(), 1);
}

#[test]
fn a_nack_the_log_never_tells_of_leaves_the_delivery_its_deadline() {
    let (mut desk, _consumer) = out();
    let nack = Word::Nack {
        reason: String::new(),
        delay: None,
    };
    desk.report(fence(1, 5, 1), nack);
    desk.poll(NOW);
    assert_eq!(desk.outcomes().len(), 1);
    desk.poll(NOW + END_AGAIN_AFTER);
    assert!(desk.outcomes().is_empty());
    desk.poll(NOW + ACK_DEADLINE);
    assert_eq!(desk.outcomes()[0].kind(), OutcomeKind::LeaseExpired);
}

#[test]
fn a_refused_nack_leaves_no_check_behind_that_cuts_the_next_delivery_short() {
    let (mut desk, consumer) = out();
    desk.report(
        fence(1, 5, 1),
        Word::Nack {
            reason: String::new(),
            delay: Some(0),
        },
    );
    desk.poll(NOW + ACK_DEADLINE - MS);
    let nack = Command::Outcome(desk.outcomes().remove(0));
    desk.core.refused(&nack, NOW + ACK_DEADLINE - MS);
    desk.moved(3, 5, NOW, NOW + ACK_DEADLINE - MS, true);
    desk.poll(NOW + ACK_DEADLINE - MS);
    assert_eq!(consumer.fences(), [fence(1, 5, 1), fence(1, 5, 2)]);
    desk.poll(NOW + ACK_DEADLINE + 1_000 * MS);
    assert!(desk.outcomes().is_empty());
}

#[test]
fn a_refused_expiry_and_a_refused_record_are_tried_again_soon() {
    let (mut desk, _consumer) = out();
    desk.poll(NOW + RECORD_AFTER);
    let record = desk.proposed.remove(0);
    desk.core.refused(&record, NOW + RECORD_AFTER);
    desk.poll(NOW + RECORD_AFTER + RETRY_AFTER);
    assert_eq!(desk.recorded(), [fence(1, 5, 1)]);
    desk.poll(NOW + ACK_DEADLINE);
    let expiry = Command::Outcome(desk.outcomes().remove(0));
    desk.core.refused(&expiry, NOW + ACK_DEADLINE);
    desk.poll(NOW + ACK_DEADLINE + RETRY_AFTER);
    assert_eq!(desk.outcomes().len(), 1);
}

#[test]
fn an_extension_moves_the_deadline() {
    let (mut desk, _consumer) = out();
    let later = NOW + 2 * ACK_DEADLINE;
    desk.report(fence(1, 5, 1), Word::Extend { deadline: later });
    desk.poll(NOW + MS);
    desk.moved(3, 5, NOW, later, false);
    desk.poll(later - 1);
    assert!(desk.outcomes().is_empty());
    desk.poll(later);
    assert_eq!(desk.outcomes()[0].grant.unwrap().deadline, later);
}

#[test]
fn only_the_newest_delivery_may_be_given_back_with_what_this_node_knows() {
    let (mut desk, _consumer) = out();
    let nack = |delay| Word::Nack {
        reason: "no".into(),
        delay,
    };
    desk.report(fence(1, 5, 7), nack(None));
    desk.report(fence(1, 5, 1), nack(Some(9)));
    desk.poll(NOW);
    let outcomes = desk.outcomes();
    assert_eq!(outcomes.len(), 2);
    assert!(outcomes[0].logged_only);
    assert!(!outcomes[1].logged_only);
    assert_eq!(outcomes[1].grant.unwrap().deadline, NOW + ACK_DEADLINE);
    assert_eq!(outcomes[1].retry_delay, 9);
}

#[test]
fn g4_what_ended_says_when_by_this_nodes_clock_and_not_by_log_time() {
    let (mut desk, _consumer) = out();
    desk.core.set_log_time(NOW + 10_000 * MS);
    let word = Word::Nack {
        reason: "no".into(),
        delay: None,
    };
    desk.report(fence(1, 5, 1), word);
    desk.poll(NOW + MS);
    assert_eq!(desk.outcomes()[0].end_time, NOW + MS);
}

#[test]
fn permanent_refusals_are_reported_and_keep_their_deadline_if_unlogged() {
    let (mut desk, _consumer) = out();
    let refuse = Word::Refuse { reason: "410".into() };
    desk.report(fence(1, 5, 1), refuse);
    desk.poll(NOW);
    let outcome = desk.outcomes().remove(0);
    assert_eq!((outcome.kind(), outcome.reason.as_str()), (OutcomeKind::Refused, "410"));
    assert_eq!((outcome.logged_only, outcome.retry_delay), (false, 0));
    desk.core.refused(&Command::Outcome(outcome), NOW);
    desk.poll(NOW + ACK_DEADLINE);
    assert_eq!(desk.outcomes()[0].kind(), OutcomeKind::LeaseExpired);
}
