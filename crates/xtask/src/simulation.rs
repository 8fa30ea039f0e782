//! The simulator: many seeds of each tier, equal bytes for equal seeds, all planted defects found, and all regression
//! seeds.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::process::{output, run_tests};
use crate::program::tool;
use crate::stage::{Reads, Stage};
use crate::tally::Tally;

/// All simulator checks, with fixed seeds.
pub const SIMULATION: Stage = Stage {
    name: "simulation",
    reads: Reads::Everything,
    action: |root, tally| {
        for (tier, seeds) in TIERS {
            run_seeds(root, tier, 0..seeds, tally)?;
        }
        simulator(root, "regressions tests/sim/regressions", tally)?;
        simulator(root, &format!("defects --jobs {}", jobs()), tally)?;
        same_bytes(root, tally)
    },
};

/// The simulator's tiers, and the number of seeds per tier for a change.
pub const TIERS: [(&str, u64); 6] = [
    ("a", 1000),
    ("b", 40),
    ("store", 1000),
    ("schedules", 1000),
    ("transactions", 1000),
    ("watchdogs", 1200),
];

/// Number of seeds of a tier that run twice. A seed of tier B takes half a second.
fn twice(tier: &str) -> u64 {
    if tier == "b" { 10 } else { 50 }
}

/// Runs these seeds of a tier.
pub fn run_seeds(root: &Path, tier: &str, seeds: std::ops::Range<u64>, tally: &mut Tally) -> Result<()> {
    let words = format!(
        "run --tier {tier} --seeds {}..{} --jobs {}",
        seeds.start,
        seeds.end,
        jobs()
    );
    simulator(root, &words, tally)
}

fn simulator(root: &Path, words: &str, tally: &mut Tally) -> Result<()> {
    run_tests(&mut tool(root, "minoots-sim", words)?, tally)
}

/// Checks that equal seeds give equal bytes in two processes.
fn same_bytes(root: &Path, tally: &mut Tally) -> Result<()> {
    for (tier, _) in TIERS {
        let words = format!("run --tier {tier} --seeds 0..{} --jobs {} -o json", twice(tier), jobs());
        let once = || output(&mut tool(root, "minoots-sim", &words)?);
        ensure!(once()? == once()?, "tier {tier}: the same seeds gave different bytes");
        tally.totals.passed += 1;
    }
    Ok(())
}

fn jobs() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
