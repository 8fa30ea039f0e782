//! The cost of `apply` must not change without a record, in either direction.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_counts::{
    stepping,
    table::{Cost, TOLERANCE_PERCENT, Table},
};
use std::{env, fs, path::Path};

const PROGRAM: &str = env!("CARGO_BIN_EXE_minoots-counts");
const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/counts.x86_64.txt");
const WRITE: &str = "UPDATE_COUNTS";

#[test]
fn applying_an_entry_costs_the_instructions_and_allocations_that_are_written_down() {
    assert_eq!(
        (cfg!(debug_assertions), env::consts::ARCH),
        (true, "x86_64"),
        "the counts that are kept are those of the profile `dev` on x86_64"
    );
    let counted = Table::of_run(&stepping::run(Path::new(PROGRAM)).unwrap()).unwrap();
    if env::var_os(WRITE).is_some() {
        fs::write(KEPT, counted.to_string()).unwrap();
        return;
    }
    let kept = Table::parse(&fs::read_to_string(KEPT).unwrap()).unwrap();
    let differences = kept.differences(&counted);
    assert!(
        differences.is_empty(),
        "more than {TOLERANCE_PERCENT} % off:\n  {}\nIf that is as it should be: {WRITE}=1 cargo test -p minoots-counts\n{counted}",
        differences.join("\n  ")
    );
}

fn table(instructions: u64, allocations: u64) -> Table {
    let name = "create".to_owned();
    Table(vec![Cost {
        name,
        entries: 8,
        instructions,
        allocations,
    }])
}

#[test]
fn a_count_that_is_off_by_more_than_a_tenth_in_either_direction_is_told() {
    let kept = table(1_000, 100);
    assert_eq!(kept.differences(&table(1_100, 90)), Vec::<String>::new());
    assert_eq!(
        kept.differences(&table(1_101, 89)),
        [
            "create: instructions 1000 -> 1101 (+10.1 %)",
            "create: allocations 100 -> 89 (-11.0 %)"
        ]
    );
}

#[test]
fn a_case_without_kept_counts_is_told() {
    assert_eq!(table(1, 1).differences(&Table(Vec::new())).len(), 1);
}

#[test]
fn count_tables_round_trip() {
    let kept = table(1_000, 100);
    assert_eq!(Table::parse(&kept.to_string()).unwrap(), kept);
}
