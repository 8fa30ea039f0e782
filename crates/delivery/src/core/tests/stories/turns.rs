//! Concurrency keys: their turns, and the records made before a delivery is sent.

use super::*;
use minoots_kernel::internal::Claims;

fn keyed_place(arm: u64, available: i64) -> ReadyPlace {
    ReadyPlace {
        lane: Lane::Keyed,
        ..place(arm, available)
    }
}

impl Desk {
    fn armed_of(&mut self, index: u64, arm: u64, key: &str) {
        self.keys.insert(arm, key.to_owned());
        let effect = match in_lane(armed(arm, NOW), Lane::Keyed) {
            Effect::Armed(armed) => {
                let mut row = TimerRow::clone(&armed.row);
                row.spec.as_mut().unwrap().concurrency_key = key.to_owned();
                Effect::Armed(Armed {
                    row: Arc::new(row),
                    ..armed
                })
            }
            other => other,
        };
        let item = Item::cold(&timer(arm), arm).keyed(key);
        self.table.push((keyed_place(arm, NOW), item));
        self.view_index = index;
        self.core.applied(index, &[effect]);
    }

    fn closed_of(&mut self, index: u64, arm: u64, at: i64) {
        let effect = Effect::Closed {
            tenant: "t".into(),
            queue: "q".into(),
            place: keyed_place(arm, at),
            id: timer(arm),
            version: arm,
        };
        self.core.applied(index, &[effect]);
    }

    /// Reports that the log accepted the claim.
    fn claimed(&mut self, index: u64, arm: u64, until: i64) {
        self.claimed_under(index, fence(1, arm, 1), until);
    }

    fn claimed_under(&mut self, index: u64, fence: Fence, until: i64) {
        let arm = fence.arm;
        let effect = Effect::Moved {
            tenant: "t".into(),
            queue: "q".into(),
            from: keyed_place(arm, NOW),
            to: keyed_place(arm, until),
            ended: false,
            fence: Some(fence),
            id: timer(arm),
            version: arm,
            key: "k".into(),
        };
        self.core.applied(index, &[effect]);
    }

    fn parked(&mut self, index: u64, arm: u64) {
        let effect = Effect::Parked {
            tenant: "t".into(),
            queue: "q".into(),
            place: keyed_place(arm, NOW),
        };
        self.core.applied(index, &[effect]);
    }

    fn limited(&mut self, index: u64) {
        let effect = Effect::Queue {
            tenant: "t".into(),
            queue: "q".into(),
            paused: false,
            limited: true,
        };
        self.core.applied(index, &[effect]);
    }

    fn claims(&mut self) -> Vec<Fence> {
        let proposed = std::mem::take(&mut self.proposed).into_iter();
        let claims = proposed.filter_map(|command| match command {
            Command::Claims(Claims { grants }) => Some(grants),
            _ => None,
        });
        claims.flatten().filter_map(|grant| grant.grant?.fence).collect()
    }
}

#[test]
fn keys_take_turns_and_what_has_none_is_one_more_among_them() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    for arm in 1..=40 {
        desk.armed_of(arm, arm, "hog");
    }
    desk.armed_of(41, 51, "b");
    desk.armed_of(42, 52, "a");
    desk.armed(43, 61, NOW);
    desk.armed(44, 62, NOW);
    desk.table.extend([cold(61, NOW), cold(62, NOW)]);
    desk.view_index = 44;
    desk.poll(NOW - MS);
    for (index, arm) in (45..).zip([52, 51, 1, 61, 2, 62, 3, 4, 5]) {
        desk.poll(NOW);
        assert_eq!(consumer.arms().last(), Some(&arm), "{:?}", consumer.arms());
        match arm {
            61 | 62 => desk.closed(index, arm, NOW),
            arm => desk.closed_of(index, arm, NOW),
        }
    }
    assert_eq!(consumer.arms().len(), 9);
}

#[test]
fn a_key_that_comes_later_goes_before_the_next_of_one_that_had_its_turn() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 2);
    for arm in 1..=3 {
        desk.armed_of(arm, arm, "hog");
    }
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [1, 2]);
    desk.armed_of(4, 9, "late");
    // A key without a prepared event is skipped.
    desk.poll(NOW);
    desk.closed_of(5, 1, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [1, 2, 9]);
    desk.closed_of(6, 9, NOW);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [1, 2, 9, 3]);
}

#[test]
fn of_a_limited_queue_nothing_of_a_key_goes_out_before_the_log_has_taken_it() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 2);
    desk.limited(1);
    desk.armed_of(2, 5, "k");
    desk.armed(3, 6, NOW);
    desk.poll(NOW);
    assert_eq!((consumer.arms(), desk.claims()), (vec![6], vec![fence(1, 5, 1)]));
    // Its credit is used.
    desk.armed(4, 7, NOW);
    desk.poll(NOW + MS);
    assert_eq!(consumer.arms(), [6]);
    desk.claimed(5, 5, NOW + ACK_DEADLINE);
    assert_eq!(consumer.arms(), [6], "nothing is sent while the node may not release");
    desk.poll(NOW + 2 * MS);
    assert_eq!(consumer.fences(), [fence(1, 6, 1), fence(1, 5, 1)]);
    // It is recorded already, and ends at its deadline.
    desk.poll(NOW + 500 * MS);
    assert!(desk.recorded().iter().all(|fence| fence.arm == 6));
    desk.poll(NOW + ACK_DEADLINE);
    let ended: Vec<u64> = desk
        .outcomes()
        .iter()
        .filter_map(|outcome| Some(outcome.grant?.fence?.arm))
        .collect();
    assert!(ended.contains(&5), "{ended:?}");
}

#[test]
fn a_claim_without_room_gives_its_credit_back() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    desk.limited(1);
    desk.armed_of(2, 5, "k");
    desk.poll(NOW);
    desk.armed(3, 6, NOW);
    desk.poll(NOW);
    assert!(consumer.arms().is_empty());
    desk.parked(4, 5);
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [6]);
    // Its turn comes, with a new, later number.
    desk.closed(5, 6, NOW);
    desk.claims();
    desk.armed_of(6, 5, "k");
    desk.poll(NOW);
    assert_eq!(desk.claims(), [fence(1, 5, 2)]);
}

#[test]
fn a_claim_whose_consumer_went_goes_to_another_or_is_given_back() {
    for others in [true, false] {
        let mut desk = Desk::new();
        drop(desk.open(1, 1));
        desk.limited(1);
        desk.armed_of(2, 5, "k");
        desk.poll(NOW);
        assert_eq!(desk.claims(), [fence(1, 5, 1)]);
        let other = others.then(|| desk.open(2, 1));
        desk.core.close(1, &[], true);
        desk.poll(NOW);
        assert!(desk.outcomes().is_empty(), "it was never sent");
        desk.claimed(3, 5, NOW + ACK_DEADLINE);
        desk.poll(NOW);
        match other {
            Some(other) => assert_eq!(other.fences(), [fence(1, 5, 1)]),
            None => assert_eq!(desk.outcomes()[0].kind(), OutcomeKind::GivenBack),
        }
    }
}

#[test]
fn a_claim_that_the_log_does_not_tell_of_is_made_again_and_never_sent_by_a_leader_that_is_none() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    desk.limited(1);
    desk.armed_of(2, 5, "k");
    desk.poll(NOW);
    assert_eq!(desk.claims(), [fence(1, 5, 1)]);
    desk.poll(NOW + END_AGAIN_AFTER - MS);
    assert!(desk.claims().is_empty());
    desk.poll(NOW + END_AGAIN_AFTER);
    assert_eq!(desk.claims(), [fence(1, 5, 1)]);
    desk.core.reign(None);
    desk.claimed(3, 5, NOW + ACK_DEADLINE);
    desk.poll(NOW + END_AGAIN_AFTER + MS);
    desk.reign(2);
    desk.poll(NOW + END_AGAIN_AFTER + MS);
    assert!(consumer.arms().is_empty());
}

#[test]
fn claims_of_an_earlier_leader_are_not_sent() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    desk.limited(1);
    desk.armed_of(2, 5, "k");
    desk.poll(NOW);
    assert_eq!(desk.claims(), [fence(1, 5, 1)]);
    desk.claimed_under(3, fence(0, 5, 7), NOW + ACK_DEADLINE);
    desk.poll(NOW + MS);
    assert!(consumer.arms().is_empty(), "another has it");
}

#[test]
fn claims_made_by_a_fast_clock_are_sent_when_due() {
    let mut desk = Desk::new();
    let consumer = desk.open(1, 1);
    desk.limited(1);
    desk.armed_of(2, 5, "k");
    desk.poll(NOW);
    assert_eq!(desk.claims(), [fence(1, 5, 1)]);
    desk.poll(NOW - MS);
    desk.claimed(3, 5, NOW + ACK_DEADLINE);
    desk.poll(NOW - MS);
    assert!(consumer.arms().is_empty(), "the clock was set back");
    assert_eq!(desk.core.next_wake(), Some(NOW));
    desk.poll(NOW);
    assert_eq!(consumer.arms(), [5]);
}

#[test]
fn a_claim_of_a_clock_that_was_an_hour_ahead_is_made_again_soon() {
    let hour = 3_600_000 * MS;
    let mut desk = Desk::new();
    let _consumer = desk.open(1, 1);
    desk.limited(1);
    desk.armed_of(2, 5, "k");
    desk.poll(NOW + hour);
    assert_eq!(desk.claims(), [fence(1, 5, 1)]);
    desk.poll(NOW);
    desk.poll(NOW + END_AGAIN_AFTER);
    assert_eq!(desk.claims(), [fence(1, 5, 1)]);
}
