#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use proptest::prelude::*;

const SECOND: u64 = 1_000_000_000;

/// Without jitter: the delay itself.
const EXACT: Retry = Retry {
    max_attempts: 0,
    initial_backoff: SECOND,
    max_backoff: 60 * SECOND,
    multiplier_milli: 1_500,
    jitter_milli: 0,
};

#[test]
fn without_jitter_the_delay_is_exact_whatever_is_drawn() {
    let delays = [1, 2, 3, 4].map(|failures| delay(&EXACT, failures, u64::MAX));
    assert_eq!(delays, [SECOND, 1_500_000_000, 2_250_000_000, 3_375_000_000]);
    assert_eq!(delay(&EXACT, 4, 0), 3_375_000_000);
}

#[test]
fn unset_retry_fields_use_documented_defaults() {
    let retry = Retry::default();
    let delays = [1, 2, 3, 40].map(|failures| delay(&retry, failures, 0));
    assert_eq!(delays, [SECOND, 2 * SECOND, 4 * SECOND, 3_600 * SECOND]);
}

#[test]
fn full_jitter_draws_from_nothing_to_everything() {
    let retry = Retry {
        jitter_milli: 1_000,
        ..EXACT
    };
    assert_eq!(delay(&retry, 1, 0), 0);
    assert_eq!(delay(&retry, 1, 1 << 63), SECOND / 2);
    assert_eq!(delay(&retry, 1, u64::MAX), SECOND - 1);
}

#[test]
fn a_multiplier_of_one_keeps_the_delay() {
    let retry = Retry {
        multiplier_milli: 1_000,
        ..EXACT
    };
    assert_eq!(delay(&retry, 100, 0), SECOND);
}

#[test]
fn failure_number_zero_is_like_the_first() {
    assert_eq!(delay(&EXACT, 0, 0), delay(&EXACT, 1, 0));
}

fn retry() -> impl Strategy<Value = Retry> {
    (any::<u64>(), any::<u64>(), any::<u32>(), 0..2_000u32).prop_map(
        |(initial_backoff, max_backoff, multiplier_milli, jitter_milli)| Retry {
            max_attempts: 0,
            initial_backoff,
            max_backoff,
            multiplier_milli,
            jitter_milli,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_delay_is_at_most_the_maximum_and_at_least_the_part_that_is_not_random(
        retry in retry(), failures in any::<u32>(), random in any::<u64>(),
    ) {
        let exact = delay(&Retry { jitter_milli: 0, ..retry }, failures, random);
        let drawn = delay(&retry, failures, random);
        let max = if retry.max_backoff == 0 { limits::BACKOFF_MAX_DEFAULT } else { retry.max_backoff };
        let jitter = u128::from(retry.jitter_milli.min(1_000));
        let fixed = u128::from(exact) - u128::from(exact) * jitter / 1_000;
        prop_assert!(exact <= max);
        prop_assert!(drawn <= exact);
        prop_assert!(u128::from(drawn) >= fixed);
    }

    #[test]
    fn delays_never_shrink_with_failures(mut retry in retry(), failures in 1..200u32) {
        retry.jitter_milli = 0;
        retry.multiplier_milli = retry.multiplier_milli.max(1_000);
        prop_assert!(delay(&retry, failures, 0) <= delay(&retry, failures + 1, 0));
    }
}
