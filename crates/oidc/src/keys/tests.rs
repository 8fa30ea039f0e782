#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::Value;

use super::Limits;
use super::cache::{Cache, KeyAnswer};
use crate::jwks::KeySet;

const LIMITS: Limits = Limits {
    fresh_s: 100,
    stale_s: 300,
    interval_s: 30,
};

/// Shared, because parsing keys costs more than the rest of these tests.
static SET: LazyLock<KeySet> = LazyLock::new(|| {
    let fixtures: Value = serde_json::from_str(include_str!("../../tests/fixtures/keys.json")).unwrap();
    KeySet::parse(fixtures["vectors"]["jwks"].to_string().as_bytes()).unwrap()
});

/// A clock that is set back neither makes keys younger nor blocks fetches.
#[test]
fn a_clock_that_is_set_back() {
    let mut cache = Cache::default();
    assert!(cache.look("a", 10_000, &LIMITS).fetches);
    cache.finish(Ok(SET.clone()), 10_000);
    let within = cache.look("a", 9_940, &LIMITS);
    assert!(matches!(within.answer, KeyAnswer::Key(_)) && !within.fetches);
    let back = cache.look("a", 5_000, &LIMITS);
    assert!(back.fetches && back.answer == KeyAnswer::Wait);
    cache.finish(Err("down".to_owned()), 5_000);
    assert_eq!(
        cache.look("a", 5_001, &LIMITS).answer,
        KeyAnswer::Unavailable("down".to_owned())
    );
}

proptest! {
    /// For any sequence of requests and results: fetches are spaced, one at a time, and stale keys do not serve.
    #[test]
    fn fetches_are_apart_and_old_keys_do_not_serve(
        steps in prop::collection::vec((0u64..60, prop::bool::ANY, 0u8..4), 0..200),
    ) {
        let mut cache = Cache::default();
        let mut now = 1_000;
        let mut started: Option<u64> = None;
        let mut last_start: Option<u64> = None;
        let mut fetched: Option<u64> = None;
        for (wait, knows, outcome) in steps {
            now += wait;
            let id = if knows { "a" } else { "made-up" };
            let look = cache.look(id, now, &LIMITS);
            if look.fetches {
                prop_assert!(started.is_none(), "one at a time");
                prop_assert!(last_start.is_none_or(|last| now >= last + LIMITS.interval_s));
                started = Some(now);
                last_start = Some(now);
            }
            let age = fetched.map(|fetched| now - fetched);
            match look.answer {
                KeyAnswer::Key(_) => prop_assert!(knows && age.unwrap() < LIMITS.stale_s),
                KeyAnswer::Wait => prop_assert!(started.is_some()),
                KeyAnswer::Unknown => prop_assert!(!knows && age.unwrap() < LIMITS.stale_s),
                KeyAnswer::Unavailable(_) => prop_assert!(age.is_none_or(|age| age >= LIMITS.stale_s)),
                KeyAnswer::Unusable(_) => prop_assert!(false),
            }
            if let Some(at) = started {
                match outcome {
                    0 => {
                        cache.finish(Ok(SET.clone()), at);
                        fetched = Some(at);
                        started = None;
                    }
                    1 => {
                        cache.finish(Err("down".to_owned()), at);
                        started = None;
                    }
                    _ => {}
                }
            }
        }
    }
}
