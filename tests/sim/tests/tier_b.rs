//! Tests of tier B through the program: each seed runs in its own process.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::PathBuf;
use std::process::Command;

use minoots_check::History;
use minoots_check::record::Record;
use minoots_sim::b::{Ended, TierB};
use minoots_sim::tier::{Options, Tier};
use minoots_sim::{judge, session};

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_minoots-sim"))
}

/// Runs a seed and returns its outcome and history.
fn run(seed: u64, arguments: &[&str]) -> (Ended, History) {
    let mut command = Command::new(program());
    let output = command
        .args(["here", &seed.to_string()])
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let (outcome, history) = text.split_once('\n').unwrap_or_else(|| panic!("seed {seed}: {said}"));
    (serde_json::from_str(outcome).unwrap(), History::parse(history).unwrap())
}

#[test]
fn g1_g4_g5_g7_g9_g16_g22_and_g24_hold_under_faults_and_the_cluster_recovers() {
    // Seeds that the test command's own run does not use.
    let summary = session::run(&TierB::new(program()), 10_000..10_012, 2, &Options::default());
    assert!(summary.failed.is_empty(), "{:#?}", summary.failed);
    let kinds = summary.faults.values().filter(|count| count.effective > 0).count();
    assert!(kinds >= 15, "only {kinds} kinds of faults had an effect");
    assert!(summary.marks.0["a term had a leader that acted"] > 24);
}

#[test]
fn one_seed_is_one_history_and_the_checker_finds_nothing_in_it() {
    let tier = TierB::new(program());
    for seed in [2, 3] {
        let [once, again] = [(); 2].map(|()| judge::run(&tier, seed, &Options::default()));
        assert_eq!(once.trace, again.trace, "seed {seed}");
        assert_eq!(once.violations, [], "seed {seed}");
    }
}

#[test]
fn without_faults_every_operation_is_answered_by_the_first_leader_and_found_in_the_log() {
    let (ended, history) = run(3, &["--faults", ""]);
    assert_eq!(ended.violations, [] as [String; 0]);
    assert_eq!(ended.operations.ok, ended.operations.invoked);
    assert_eq!(ended.marks["a term had a leader that acted"], 1);
    let count = |is: fn(&Record) -> bool| history.records().iter().filter(|record| is(record)).count();
    let Some(Record::Run(begin)) = history.records().first() else {
        panic!("a history begins with its run")
    };
    assert!(begin.knows.commits && begin.knows.facts);
    assert!(count(|record| matches!(record, Record::Commit(_))) > 20);
    assert!(count(|record| matches!(record, Record::Fact(_))) > 50);
}

#[test]
fn a_fault_that_is_left_out_does_not_happen_and_the_others_do() {
    let tier = TierB::new(program());
    let seed = (0..).find(|seed| tier.run(*seed, &Options::default()).faults_planned.len() > 4);
    let seed = seed.unwrap();
    let whole = run(seed, &[]).0.fault_numbers;
    let (left_out, first) = (whole[1].to_string(), whole[0]);
    let rest = run(seed, &["--drop-faults", &left_out]).0.fault_numbers;
    assert!(
        !rest.contains(&whole[1]) && rest.contains(&first) && rest.len() > 1,
        "{rest:?} of {whole:?}"
    );
}
