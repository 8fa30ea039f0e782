#![allow(clippy::unwrap_used)]

use super::*;
use crate::clock::Hand;

const TIMING: Timing = Timing {
    heartbeat_interval_ms: 10,
    election_timeout_ms_min: 40,
    election_timeout_ms_max: 60,
};
const LEASE: Duration = Duration::from_millis(60);

/// A node of three, and its clock.
fn three() -> (Heard, Hand) {
    let hand = Hand::default();
    let heard = Heard::new(1, TIMING, hand.clock());
    heard.set_voters(&[BTreeSet::from([1, 2, 3])]);
    (heard, hand)
}

#[test]
fn a_sole_voter_is_always_leased() {
    let heard = Heard::new(1, TIMING, Clock::default());
    heard.set_voters(&[BTreeSet::from([1])]);
    assert!(heard.is_leased(4));
}

#[test]
fn the_lease_runs_from_when_the_answered_call_was_sent() {
    let (heard, hand) = three();
    assert!(heard.may_append(4));
    assert!(!heard.is_leased(4));
    let sent = heard.boottime();
    heard.answered(2, 4, sent);
    assert!(heard.is_leased(4));
    assert!(!heard.is_leased(5), "another term has its own answers");
    hand.pass(LEASE);
    assert!(!heard.is_leased(4));
}

#[test]
fn answers_of_an_earlier_term_do_not_count() {
    let (heard, _) = three();
    assert!(heard.may_append(4) && heard.may_append(6));
    heard.answered(2, 4, heard.boottime());
    assert!(!heard.is_leased(6));
    heard.answered(2, 6, heard.boottime());
    assert!(heard.is_leased(6));
}

#[test]
fn a_peer_is_live_until_a_term_gave_it_time_to_answer_and_while_it_answers() {
    let (heard, hand) = three();
    let time = 10 * LEASE;
    assert!(heard.may_append(4));
    assert!(heard.is_live(2, time), "it had no chance yet");
    hand.pass(time);
    assert!(!heard.is_live(2, time));
    heard.answered(2, 4, heard.boottime());
    assert!(heard.is_live(2, time) && !heard.is_live(3, time));
    hand.pass(time);
    assert!(!heard.is_live(2, time));
    heard.may_append(5);
    assert!(heard.is_live(2, time), "a new term");
}

#[test]
fn while_the_membership_changes_both_configurations_must_answer() {
    let (heard, _) = three();
    heard.set_voters(&[BTreeSet::from([1, 2, 3]), BTreeSet::from([1, 4, 5])]);
    assert!(heard.may_append(4));
    heard.answered(2, 4, heard.boottime());
    assert!(!heard.is_leased(4));
    heard.answered(5, 4, heard.boottime());
    assert!(heard.is_leased(4));
}

#[test]
fn a_leader_that_hears_no_quorum_falls_silent_for_two_leases_and_then_tries_again() {
    let (heard, hand) = three();
    assert!(heard.may_append(4));
    hand.pass(LEASE + Duration::from_millis(5));
    assert!(!heard.may_append(4));
    hand.pass(2 * LEASE);
    assert!(!heard.may_append(4), "the margin");
    hand.pass(SILENCE_MARGIN);
    assert!(heard.may_append(4), "a second try");
    hand.pass(LEASE + Duration::from_millis(5));
    assert!(!heard.may_append(4), "and silent again");
    assert!(heard.may_append(5), "a term won later begins anew");
}

#[test]
fn a_leader_that_was_held_back_after_its_silence_has_a_whole_lease_to_be_answered() {
    let (heard, hand) = three();
    assert!(heard.may_append(4));
    hand.pass(LEASE + Duration::from_millis(5));
    assert!(!heard.may_append(4));
    hand.pass(5 * LEASE + SILENCE_MARGIN);
    assert!(heard.may_append(4), "long after the silence");
    heard.answered(2, 4, heard.boottime());
    assert!(heard.may_append(4) && heard.is_leased(4));
}

#[test]
fn a_leader_that_hears_a_quorum_goes_on() {
    let (heard, hand) = three();
    for _ in 0..10 {
        assert!(heard.may_append(4));
        heard.answered(3, 4, heard.boottime());
        hand.pass(LEASE / 4);
    }
}

#[test]
fn the_quorum_time_is_known_while_a_majority_has_been_read_lately() {
    const SECOND: i64 = 1_000_000_000;
    let near = |time: i64, other: i64| (time - other).abs() < SECOND;
    let (heard, hand) = three();
    assert_eq!(heard.quorum_time(), None);
    heard.read_wall(2, heard.wall() - 5 * SECOND, Duration::ZERO);
    let (own, time) = (heard.wall(), heard.quorum_time().unwrap());
    assert!(
        near(time.reached, own - 5 * SECOND) && near(time.not_passed, own),
        "of two that are known, either may be right: {time:?}"
    );
    heard.read_wall(3, heard.wall() + 5 * SECOND, Duration::ZERO);
    let (own, time) = (heard.wall(), heard.quorum_time().unwrap());
    assert!(
        near(time.reached, own) && near(time.not_passed, own),
        "the one in the middle: {time:?}"
    );
    hand.pass(Duration::from_millis(35));
    assert_eq!(heard.quorum_time(), None, "three heartbeats later");
    heard.read_wall(2, heard.wall() - 5 * SECOND, Duration::from_secs(5));
    let (own, time) = (heard.wall(), heard.quorum_time().unwrap());
    assert!(
        near(time.reached, own - 5 * SECOND) && near(time.not_passed, own),
        "an answer that took long may have been stamped at its beginning: {time:?}"
    );
}

#[test]
fn only_the_next_term_follows_from_what_was_told_of_a_transfer_and_only_for_a_while() {
    let (heard, hand) = three();
    assert!(!heard.has_heard_transfer_to(5, LEASE));
    heard.heard_transfer(4);
    assert!(heard.has_heard_transfer_to(5, LEASE));
    assert!(!heard.has_heard_transfer_to(4, LEASE), "the term of the one that told");
    assert!(
        !heard.has_heard_transfer_to(6, LEASE),
        "the successor is gone in its turn, and told nobody"
    );
    hand.pass(LEASE);
    assert!(!heard.has_heard_transfer_to(5, LEASE), "long ago");
}
