//! The artefacts of a release: made by `minoots-dist`, installed and run by `tests/dist`.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run, run_tests};
use crate::program::minoots;
use crate::stage::{Reads, Stage};

/// Every artefact installs and runs, with the tested program in it.
pub const ARTEFACTS: Stage = Stage {
    name: "artefacts",
    reads: Reads::Program(&["crates/dist", "tests/dist", "sdk/npm", "sdk/python"]),
    action: |root, tally| {
        let mut verify = Command::new("bash");
        verify.current_dir(root).arg("tests/dist/verify.sh");
        run_tests(verify.env("MINOOTS_BIN", minoots(root)?), tally)
    },
};

/// actionlint and zizmor find nothing in the workflows that make releases and run these tests elsewhere.
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

/// Makes the artefacts, with these arguments of `minoots-dist`.
pub fn make(root: &Path, arguments: &[&str]) -> Result<()> {
    let mut dist = cargo(root, "run --quiet --locked --package minoots-dist -- --root");
    run(dist.arg(root).args(arguments))
}
