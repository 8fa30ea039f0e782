use super::*;

#[test]
fn a_new_terms_fence_is_above_every_earlier_one() {
    let mut desk = Desk::new();
    desk.grants.insert(5, (grant(fence(1, 5, 900), NOW - 1), true));
    desk.reign(2);
    desk.table = vec![cold(5, NOW)];
    let consumer = desk.open(1, 10);
    desk.poll(NOW);
    assert_eq!(consumer.fences(), [fence(2, 5, 1)]);
    assert!(fence(2, 5, 1) > fence(1, 5, 900));
}

#[test]
fn a_delivery_nobody_saw_is_counted_like_any_other() {
    let mut desk = Desk::new();
    let gone = desk.open(1, 10);
    let consumer = desk.open(2, 0);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    assert_eq!(gone.fences(), [fence(1, 5, 1)]);
    desk.core.close(1, &[fence(1, 5, 1)], false);
    desk.core.set_credits(2, 1);
    desk.poll(NOW);
    assert_eq!(consumer.fences(), [fence(1, 5, 2)]);
    assert!(desk.outcomes().is_empty(), "it costs no attempt");
}

#[test]
fn a_send_that_fails_uses_up_its_number() {
    let mut desk = Desk::new();
    let gone = desk.open(1, 10);
    gone.open.store(false, Ordering::Relaxed);
    let consumer = desk.open(2, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.fences(), [fence(1, 5, 2)]);
}

#[test]
fn a_reign_that_begins_again_within_its_term_counts_on() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    // No log contains the delivery when the lease ends and is renewed.
    desk.core.reign(None);
    desk.reign(1);
    desk.table = vec![cold(5, NOW)];
    desk.poll(NOW + MS);
    assert_eq!(consumer.fences(), [fence(1, 5, 1), fence(1, 5, 2)]);
}

#[test]
fn a_queue_that_was_forgotten_counts_on() {
    let mut desk = Desk::new();
    desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    desk.core.close(1, &[fence(1, 5, 1)], true);
    desk.table = vec![cold(5, NOW)];
    let consumer = desk.open(2, 10);
    desk.poll(NOW);
    assert_eq!(consumer.fences(), [fence(1, 5, 2)]);
}

#[test]
fn an_earlier_leaders_delivery_that_ends_late_does_not_repeat_a_number() {
    let mut desk = Desk::new();
    desk.reign(2);
    desk.table = vec![cold(5, NOW)];
    let consumer = desk.open(1, 10);
    desk.poll(NOW);
    assert_eq!(consumer.fences(), [fence(2, 5, 1)]);
    // A consumer's reply to a delivery of term 1 was handed over before that term ended, and is logged only now.
    desk.grants.insert(5, (grant(fence(1, 5, 1), NOW), true));
    desk.moved(9, 5, NOW, NOW + MS, true);
    desk.poll(NOW + MS);
    assert_eq!(consumer.fences(), [fence(2, 5, 1), fence(2, 5, 2)]);
}

#[test]
fn numbers_of_an_arm_that_is_over_are_forgotten() {
    let mut desk = Desk::new();
    desk.open(1, 10);
    desk.armed(2, 5, NOW);
    desk.poll(NOW);
    desk.closed(3, 5, NOW);
    let reign = Reign { term: 1, epoch: 0 };
    assert_eq!(desk.core.numbers.draw(reign, 5, None).number, 1);
}

#[test]
fn numbers_stay_unique_when_there_are_too_many_arms_to_know_each() {
    let mut desk = Desk::new();
    let reign = Reign { term: 1, epoch: 0 };
    let numbers = &mut desk.core.numbers;
    for number in 1..=3 {
        assert_eq!(numbers.draw(reign, 5, None).number, number);
    }
    let arms = 6..(1 << 18) + 10;
    let largest = arms.map(|arm| numbers.draw(reign, arm, None).number).max();
    assert!(largest <= Some(4));
    assert_eq!(numbers.draw(reign, 5, None).number, 4);
}
