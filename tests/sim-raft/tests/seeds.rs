//! Seeds, each in a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::process::Command;

use minoots_sim_raft::Outcome;

/// Runs a seed; what it came to.
fn run(seed: u64, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minoots-sim-raft"));
    let output = command.arg(seed.to_string()).args(arguments).output().unwrap();
    let outcome = serde_json::from_slice(&output.stdout);
    outcome.unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!(
            "seed {seed} ended without an outcome ({}): {error}\n{said}",
            output.status
        )
    })
}

/// Two at a time: as many as the smallest machine has cores.
fn run_all(seeds: impl IntoIterator<Item = u64>) -> Vec<Outcome> {
    let seeds: Vec<u64> = seeds.into_iter().collect();
    let (left, right) = seeds.split_at(seeds.len() / 2);
    std::thread::scope(|scope| {
        let half = |seeds: &[u64]| seeds.iter().map(|seed| run(*seed, &[])).collect::<Vec<_>>();
        let right = scope.spawn(move || half(right));
        let mut outcomes = half(left);
        outcomes.extend(right.join().unwrap());
        outcomes
    })
}

fn assert_sound(outcome: &Outcome) {
    let Outcome {
        seed,
        violations,
        settings,
        ..
    } = outcome;
    assert!(violations.is_empty(), "seed {seed}: {violations:#?}\n{settings}");
}

#[test]
fn whatever_fails_g1_g5_g7_g9_g16_g22_and_g24_hold_and_the_cluster_recovers() {
    let outcomes = run_all(1..=20);
    outcomes.iter().for_each(assert_sound);
    // Not by doing nothing.
    let (mut ok, mut invoked, mut effective) = (0, 0, BTreeMap::new());
    for outcome in &outcomes {
        ok += outcome.operations.ok;
        invoked += outcome.operations.invoked;
        for (kind, injected) in &outcome.faults {
            *effective.entry(*kind).or_insert(0) += injected.effective;
        }
    }
    assert!(ok * 10 > invoked * 6, "{ok} of {invoked} operations were answered");
    let kinds = effective.values().filter(|times| **times > 0).count();
    assert!(kinds >= 15, "only {kinds} kinds of faults had an effect: {effective:?}");
    let mark = |name: &str| {
        outcomes
            .iter()
            .filter_map(|outcome| outcome.marks.get(name))
            .sum::<u64>()
    };
    assert!(mark("a snapshot was sent") > 0);
    assert!(mark("a cancel came too late") > 0);
    assert!(mark("a term had a leader that acted") > 2 * outcomes.len() as u64);
}

#[test]
fn one_seed_is_one_history() {
    for seed in [2, 11, 13] {
        let (once, again) = (run(seed, &[]), run(seed, &[]));
        assert_eq!(once, again, "seed {seed}");
    }
    assert_ne!(run(2, &[]).trace_hash, run(11, &[]).trace_hash);
}

#[test]
fn without_faults_every_operation_is_answered_by_the_first_leader() {
    let outcome = run(3, &["--faults", ""]);
    assert_sound(&outcome);
    assert_eq!(outcome.operations.ok, outcome.operations.invoked);
    assert_eq!(outcome.marks["a term had a leader that acted"], 1);
}

/// Seeds that found something once, in the code of their day:
/// - 17, 252: a leader, its disk stalled, applied and flushed what only others had in their logs; after a power cut it refused to start.
/// - 73, 209: a muted leader and openraft's own pauses fell into step, and it never sent anything again.
const FOUND: &[u64] = &[17, 73, 209, 252];

#[test]
fn seeds_that_found_something_stay_sound() {
    FOUND.iter().for_each(|seed| assert_sound(&run(*seed, &[])));
}
