//! The artefacts of a release: `minoots-dist` makes them, `tests/dist` installs and runs them.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run, run_tests};
use crate::program::minoots;
use crate::stage::{Reads, Stage};

/// Installs and runs every artefact, with the tested program inside.
pub const ARTEFACTS: Stage = Stage {
    name: "artefacts",
    reads: Reads::Program(&["crates/dist", "tests/dist", "sdk/npm", "sdk/python"]),
    action: |root, tally| {
        let mut verify = Command::new("bash");
        verify.current_dir(root).arg("tests/dist/verify.sh");
        run_tests(verify.env("MINOOTS_BIN", minoots(root)?), tally)
    },
};

/// Runs actionlint and zizmor on the workflows that make releases and run these tests elsewhere.
pub const WORKFLOWS: Stage = Stage {
    name: "workflows",
    reads: Reads::Paths(&[".github", "tests/workflows"]),
    action: |root, tally| {
        run_tests(
            Command::new("bash").current_dir(root).arg("tests/workflows/verify.sh"),
            tally,
        )
    },
};

/// Makes the artefacts with these arguments of `minoots-dist`.
pub fn make(root: &Path, arguments: &[&str]) -> Result<()> {
    let mut dist = cargo(root, "run --quiet --locked --package minoots-dist -- --root");
    run(dist.arg(root).args(arguments))
}
