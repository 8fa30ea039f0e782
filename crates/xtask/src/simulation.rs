//! The simulator: many seeds of each kind, the same bytes for the same seed, every planted defect found, and what failed once.
//!
//! It is built with planted defects, which no other stage turns on.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::process::{output, run_tests};
use crate::stage::Stage;
use crate::tool::Tool;
use crate::totals::Totals;

const SIMULATOR: Tool = Tool {
    name: "minoots-sim",
    features: "minoots-sim/planted-defects",
};

/// Runs all of it.
pub const SIMULATION: Stage = Stage {
    name: "simulation",
    action: run,
};

/// Seeds that are run twice.
const TWICE: &str = "0..50";

fn run(root: &Path, totals: &mut Totals) -> Result<()> {
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let simulator = SIMULATOR.built(root)?;
    let simulator = |arguments: &str| simulator.command(arguments);
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
        run_tests(&mut simulator(&arguments), totals)?;
    }
    for tier in ["a", "b", "store", "schedules", "transactions", "watchdogs"] {
        let arguments = format!("run --tier {tier} --seeds {TWICE} --jobs {jobs} -o json");
        let [first, second] = [(); 2].map(|()| output(&mut simulator(&arguments)));
        ensure!(first? == second?, "tier {tier}: the same seeds gave different bytes");
        totals.passed += 1;
    }
    Ok(())
}
