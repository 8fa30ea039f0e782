#![allow(clippy::unwrap_used)]

use std::time::Duration;

use proptest::prelude::*;

use super::{Permanent, Policy, PolicyError, Verdict, judge};
use crate::address;
use crate::attempt::{Failure, Phase, Record};

/// Sun, 06 Nov 1994 08:49:37 GMT.
const NOW: u64 = 784_111_777;

fn record(status: Option<u16>, failure: Option<Failure>) -> Record {
    Record {
        status,
        duration: Duration::ZERO,
        answer: String::new(),
        location: None,
        retry_after: None,
        failure,
    }
}

fn of_status(status: u16) -> Verdict {
    judge(&record(Some(status), None), 1, &Policy::default(), NOW, 0)
}

fn of_retry_after(status: u16, retry_after: &str) -> Verdict {
    let record = Record {
        retry_after: Some(retry_after.to_owned()),
        ..record(Some(status), None)
    };
    judge(&record, 1, &Policy::default(), NOW, 0)
}

fn again(seconds: u64) -> Verdict {
    Verdict::Again(Duration::from_secs(seconds))
}

#[test]
fn every_status_has_its_class() {
    for status in 100..1000 {
        let expected = match status {
            200..=299 => Verdict::Delivered,
            410 => Verdict::Disable,
            300..=399 => Verdict::Failed(Permanent::Redirect { status, location: None }),
            408 | 425 | 429 => again(0),
            400..=499 => Verdict::Failed(Permanent::Status(status)),
            _ => again(0),
        };
        assert_eq!(of_status(status), expected, "{status}");
    }
}

#[test]
fn retry_after_is_honoured_in_every_form_and_capped() {
    let day = 24 * 3600;
    for (text, seconds) in [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("999999", day),
        ("99999999999999999999999999", day),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
        ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
        ("Sun Nov  6 08:50:37 1994", 60),
        ("Sun, 06 Nov 1994 08:49:36 GMT", 0),
        ("Sat, 06 Nov 2094 08:49:37 GMT", day),
        ("", 0),
        ("-1", 0),
        ("1.5", 0),
        ("soon", 0),
    ] {
        for status in [429, 503] {
            assert_eq!(of_retry_after(status, text), again(seconds), "{text:?}");
        }
    }
    // Other statuses ignore the header.
    assert_eq!(of_retry_after(500, "120"), again(0));
    assert_eq!(of_retry_after(404, "120"), Verdict::Failed(Permanent::Status(404)));
}

#[test]
fn failures_on_the_way_are_tried_again_and_blocked_addresses_are_not() {
    for failure in [
        Failure::Resolve(String::new()),
        Failure::NoAddress,
        Failure::Connect(String::new()),
        Failure::Tls(String::new()),
        Failure::Timeout(Phase::Connect),
        Failure::HeadTooLarge,
        Failure::Closed(Phase::Answer),
        Failure::Protocol(String::new()),
    ] {
        let verdict = judge(&record(None, Some(failure.clone())), 1, &Policy::default(), NOW, 0);
        assert_eq!(verdict, again(0), "{failure}");
    }
    let blocked = address::check("10.0.0.1".parse().unwrap(), false).unwrap_err();
    let verdict = judge(
        &record(None, Some(Failure::Blocked(blocked))),
        1,
        &Policy::default(),
        NOW,
        0,
    );
    assert_eq!(verdict, Verdict::Failed(Permanent::Blocked));
}

#[test]
fn an_answer_that_broke_off_is_no_delivery() {
    let broken = |status| {
        judge(
            &record(Some(status), Some(Failure::Closed(Phase::Body))),
            1,
            &Policy::default(),
            NOW,
            0,
        )
    };
    assert_eq!(broken(200), again(0));
    // A verdict that the head decides does not need the body.
    assert_eq!(broken(410), Verdict::Disable);
    assert_eq!(broken(400), Verdict::Failed(Permanent::Status(400)));
}

#[test]
fn a_redirect_says_where_it_pointed() {
    let record = Record {
        location: Some("http://10.0.0.1/admin".to_owned()),
        ..record(Some(301), None)
    };
    let Verdict::Failed(permanent) = judge(&record, 1, &Policy::default(), NOW, 0) else {
        panic!("a redirect is tried again");
    };
    assert!(permanent.to_string().contains("status 301 to http://10.0.0.1/admin"));
    assert_eq!(permanent.reason(), "REDIRECT");
}

#[test]
fn policies_that_make_no_sense_are_refused() {
    let policy = Policy::default();
    let zero = Policy {
        initial: Duration::ZERO,
        ..policy
    };
    let reversed = Policy {
        max: Duration::from_millis(1),
        ..policy
    };
    let shrinking = Policy {
        multiplier_milli: 999,
        ..policy
    };
    let endless = Policy {
        retry_after_max: Duration::MAX,
        ..policy
    };
    assert_eq!(policy.check(), Ok(policy));
    assert_eq!(zero.check(), Err(PolicyError::Initial));
    assert_eq!(reversed.check(), Err(PolicyError::Initial));
    assert_eq!(shrinking.check(), Err(PolicyError::Multiplier(999)));
    assert_eq!(endless.check(), Err(PolicyError::TooLong("retry_after_max")));
}

#[test]
fn the_bound_grows_to_its_end() {
    let policy = Policy::default();
    let largest = |failures| policy.backoff(failures, u64::MAX).as_secs_f64().round();
    let bounds: Vec<f64> = (1..=5).chain([12, 13, 100, u32::MAX]).map(largest).collect();
    assert_eq!(bounds, [1.0, 2.0, 4.0, 8.0, 16.0, 2048.0, 3600.0, 3600.0, 3600.0]);
    assert_eq!(policy.backoff(7, 0), Duration::ZERO);
}

proptest! {
    #[test]
    fn waits_are_spread_evenly_under_the_bound(failures in 1u32..200, random: u64) {
        let policy = Policy::default();
        let bound = policy.backoff(failures, u64::MAX).as_secs_f64();
        let expected = bound * (random as f64 / u64::MAX as f64);
        let drawn = policy.backoff(failures, random).as_secs_f64();
        prop_assert!((drawn - expected).abs() <= bound * 1e-6 + 1e-8);
    }

    #[test]
    fn no_receiver_can_ask_for_more_than_the_cap(retry_after: String, failures: u32, now: u64, random: u64, status in prop::sample::select(vec![429, 503])) {
        let record = Record { retry_after: Some(retry_after), ..record(Some(status), None) };
        match judge(&record, failures, &Policy::default(), now, random) {
            Verdict::Again(wait) => prop_assert!(wait <= Policy::default().retry_after_max),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn a_receiver_is_left_alone_for_as_long_as_it_asked(seconds in 0u64..86_400, failures in 1u32..50, random: u64) {
        let record = Record { retry_after: Some(seconds.to_string()), ..record(Some(429), None) };
        match judge(&record, failures, &Policy::default(), NOW, random) {
            Verdict::Again(wait) => prop_assert!(wait >= Duration::from_secs(seconds)),
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
