//! Chaos tests with real nodes: one schedule with every kind of fault, and samples of directory changes and of flipped
//! bits. `cargo xtask soak` runs the long forms.

use std::path::Path;

use anyhow::Result;

use crate::process::run_tests;
use crate::program::tool;
use crate::stage::{Reads, Stage};
use crate::tally::Tally;

/// The chaos tests in their short form.
pub const CHAOS: Stage = Stage {
    name: "chaos",
    reads: Reads::Program(&["tests/chaos", "tests/check"]),
    action: |root, tally| {
        let samples = [
            "run --seed 1 --minutes 1",
            "boundaries --places 30",
            "rot --flips 500 --in-cluster 4",
        ];
        samples.iter().try_for_each(|words| chaos(root, words, tally))
    },
};

/// Runs `minoots-chaos` with these arguments.
pub fn chaos(root: &Path, words: &str, tally: &mut Tally) -> Result<()> {
    run_tests(&mut tool(root, "minoots-chaos", words)?, tally)
}
