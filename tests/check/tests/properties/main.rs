//! The checker against random histories: it accepts legal ones, and finds a change of any one record.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod log;
mod mutations;
mod random;
mod world;

use std::collections::BTreeMap;

use minoots_check::{Coverage, Options, check};
use proptest::prelude::*;
use world::Sight;

fn complaints(records: &[minoots_check::record::Record]) -> Vec<String> {
    let report = check(&world::of(records), &Options::default());
    report.violations.iter().map(ToString::to_string).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn legal_histories_pass_whoever_wrote_them(seed: u64, steps in 10_usize..400) {
        for sight in [Sight::Simulator, Sight::Client] {
            let records = world::history(seed, steps, sight);
            prop_assert_eq!(complaints(&records), Vec::<String>::new(), "{:?}", sight);
        }
    }
}

/// Requires that every mutation is possible in many histories, and that one of its rules reports it each time.
#[test]
fn every_single_change_of_a_legal_history_is_noticed() {
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..24 {
        for sight in [Sight::Simulator, Sight::Client] {
            let records = world::history(seed, 300, sight);
            for mutation in mutations::ALL
                .iter()
                .filter(|mutation| mutation.sight.is_none_or(|needed| needed == sight))
            {
                let mut changed = records.clone();
                let mut random = random::Random::new(seed);
                if (mutation.change)(&mut changed, &mut random).is_none() {
                    continue;
                }
                *tried.entry(mutation.name).or_default() += 1;
                let found = complaints(&changed);
                let noticed = found
                    .iter()
                    .any(|complaint| mutation.rules.iter().any(|rule| complaint.starts_with(rule)));
                assert!(
                    noticed,
                    "seed {seed}, {sight:?}: {} was not noticed: {found:#?}",
                    mutation.name
                );
            }
        }
    }
    for mutation in mutations::ALL {
        let times = tried.get(mutation.name).copied().unwrap_or(0);
        assert!(times >= 10, "{} was possible in {times} histories only", mutation.name);
    }
}

#[test]
fn random_histories_exercise_what_they_are_to_prove() {
    let mut total = Coverage::default();
    for seed in 0..20 {
        let records = world::history(seed, 300, Sight::Client);
        total.merge(&check(&world::of(&records), &Options::default()).coverage);
    }
    assert_eq!(total.guards(), Vec::<String>::new());
    assert_eq!((total.runs, total.undecided), (20, 0));
}
