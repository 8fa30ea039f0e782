#![allow(clippy::unwrap_used)]

use std::time::Duration;

use proptest::prelude::*;

use super::{Limiter, Limits, Refusal};

const fn limits(per_second: u32, burst: u32, concurrency: u32) -> Limits {
    Limits {
        per_second,
        burst,
        concurrency,
    }
}

const MS: u64 = 1_000_000;

#[test]
fn a_burst_then_the_rate() {
    let mut limiter = Limiter::new(limits(10, 3, 100));
    for _ in 0..3 {
        assert_eq!(limiter.begin(0), Ok(()));
    }
    assert_eq!(limiter.begin(0), Err(Refusal::Rate(Duration::from_millis(100))));
    assert_eq!(limiter.begin(40 * MS), Err(Refusal::Rate(Duration::from_millis(60))));
    assert_eq!(limiter.begin(100 * MS), Ok(()));
    assert_eq!(limiter.begin(100 * MS), Err(Refusal::Rate(Duration::from_millis(100))));
    // After a long pause, the bucket is full but holds no more than the burst.
    for _ in 0..3 {
        assert_eq!(limiter.begin(60_000 * MS), Ok(()));
    }
    assert!(limiter.begin(60_000 * MS).is_err());
}

#[test]
fn no_more_at_a_time_than_allowed() {
    let mut limiter = Limiter::new(limits(1_000, 1_000, 2));
    assert_eq!((limiter.begin(0), limiter.begin(0)), (Ok(()), Ok(())));
    assert_eq!(limiter.begin(0), Err(Refusal::Concurrency));
    limiter.end();
    assert_eq!(limiter.begin(0), Ok(()));
    assert_eq!(limiter.under_way(), 2);
    for _ in 0..5 {
        limiter.end();
    }
    assert_eq!(limiter.under_way(), 0);
}

#[test]
fn a_clock_that_went_back_and_a_smaller_burst_delay_by_a_bucket_at_most() {
    let mut limiter = Limiter::new(limits(10, 3, 100));
    assert_eq!(limiter.begin(3_600_000 * MS), Ok(()));
    assert_eq!(limiter.begin(0), Err(Refusal::Rate(Duration::from_millis(100))));
    assert_eq!(limiter.begin(60 * MS), Err(Refusal::Rate(Duration::from_millis(40))));
    assert_eq!(limiter.begin(100 * MS), Ok(()));
    let mut limiter = Limiter::new(limits(10, 100, 100));
    for _ in 0..100 {
        assert_eq!(limiter.begin(0), Ok(()));
        limiter.end();
    }
    limiter.set(limits(10, 2, 100));
    assert_eq!(limiter.begin(0), Err(Refusal::Rate(Duration::from_millis(100))));
    // A refusal does not refill the bucket.
    limiter.set(limits(10, 100, 100));
    assert_eq!(limiter.begin(0), Err(Refusal::Rate(Duration::from_millis(100))));
}

#[test]
fn ranges() {
    assert_eq!(Limits::default().check(), Ok(Limits::default()));
    for (wrong, field) in [
        (limits(0, 1, 1), "rate.per_second"),
        (limits(10_001, 1, 1), "rate.per_second"),
        (limits(1, 0, 1), "rate.burst"),
        (limits(1, 1, 0), "rate.concurrency"),
        (limits(1, 1, 1_001), "rate.concurrency"),
    ] {
        let error = wrong.check().unwrap_err();
        assert_eq!(error.field, field);
        assert!(error.to_string().contains("not 1 to"));
    }
}

/// A conventional token bucket: a fractional number of tokens that grows with time.
struct Naive {
    limits: Limits,
    parts: u128,
    at_ns: u64,
}

impl Naive {
    fn begin(&mut self, now_ns: u64) -> bool {
        let token = u128::from(1_000_000_000_u64.div_ceil(u64::from(self.limits.per_second)));
        let full = token * u128::from(self.limits.burst);
        self.parts = (self.parts + u128::from(now_ns - self.at_ns)).min(full);
        self.at_ns = now_ns;
        let has_one = self.parts >= token;
        if has_one {
            self.parts -= token;
        }
        has_one
    }
}

proptest! {
    #[test]
    fn agrees_with_the_naive_bucket(
        per_second in 1u32..2_000, burst in 1u32..20,
        steps in proptest::collection::vec(0u64..1_500_000_000, 1..200),
    ) {
        let limits = limits(per_second, burst, 1);
        let token = u128::from(1_000_000_000_u64.div_ceil(u64::from(per_second)));
        let mut naive = Naive { limits, parts: token * u128::from(burst), at_ns: 0 };
        let mut limiter = Limiter::new(limits);
        let mut now = 0;
        for step in steps {
            // Some steps take no time, others are short relative to the interval.
            now += if step % 3 == 0 { 0 } else { step / u64::from(per_second) };
            let begun = limiter.begin(now);
            prop_assert_eq!(begun.is_ok(), naive.begin(now));
            match begun {
                Ok(()) => limiter.end(),
                Err(Refusal::Rate(wait)) => {
                    let after = now + u64::try_from(wait.as_nanos()).unwrap();
                    prop_assert!(limiter.clone().begin(after - 1).is_err());
                    prop_assert!(limiter.clone().begin(after).is_ok());
                }
                Err(Refusal::Concurrency) => prop_assert!(false),
            }
        }
    }

    #[test]
    fn any_clock_is_borne(per_second: u32, burst: u32, times: Vec<u64>) {
        let mut limiter = Limiter::new(limits(per_second, burst, u32::MAX));
        for now in times {
            let _ = limiter.begin(now);
        }
    }
}
