//! The simulator: many seeds of each kind, the same bytes for the same seed, every planted defect found, and what failed once.
//!
//! It is built with planted defects, which no other stage turns on: `-p` keeps the feature to this build.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::process::{cargo, output, run_tests};
use crate::stage::Stage;
use crate::totals::Totals;

/// Runs all of it.
pub const SIMULATION: Stage = Stage {
    name: "simulation",
    action: run,
};

/// Seeds that are run twice.
const TWICE: &str = "0..50";

fn run(root: &Path, totals: &mut Totals) -> Result<()> {
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    for arguments in [
        format!("run --tier a --seeds 0..2000 --jobs {jobs}"),
        format!("run --tier b --seeds 0..100 --jobs {jobs}"),
        format!("run --tier store --seeds 0..1000 --jobs {jobs}"),
        format!("run --tier schedules --seeds 0..1000 --jobs {jobs}"),
        format!("run --tier transactions --seeds 0..1000 --jobs {jobs}"),
        format!("run --tier watchdogs --seeds 0..1200 --jobs {jobs}"),
        "regressions tests/sim/regressions".to_owned(),
        format!("defects --jobs {jobs}"),
    ] {
        run_tests(&mut simulator(root, &arguments), totals)?;
    }
    for tier in ["a", "b", "store", "schedules", "transactions", "watchdogs"] {
        let arguments = format!("run --tier {tier} --seeds {TWICE} --jobs {jobs} -o json");
        let [first, second] = [(); 2].map(|()| output(&mut simulator(root, &arguments)));
        ensure!(first? == second?, "tier {tier}: the same seeds gave different bytes");
        totals.passed += 1;
    }
    Ok(())
}

fn simulator(root: &Path, arguments: &str) -> std::process::Command {
    let run = "run --quiet --locked -p minoots-sim --features planted-defects --";
    cargo(root, &format!("{run} {arguments}"))
}
