//! The artefacts of a release: made by `minoots-dist`, installed and run by `tests/dist`.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run, run_tests};
use crate::stage::Stage;
use crate::tool::Tool;
use crate::workspace;

const PROGRAM: Tool = Tool {
    name: "minoots-dist",
    features: "",
};
const TESTS: &str = "tests/dist/verify.sh";
const WORKFLOW_TESTS: &str = "tests/workflows/verify.sh";

/// Every artefact installs and runs, with the tested program in it.
pub const ARTEFACTS: Stage = Stage {
    name: "artefacts",
    action: |root, totals| {
        let mut verify = Command::new("bash");
        verify.current_dir(root).arg(TESTS);
        verify.env("MINOOTS_DIST", PROGRAM.built(root)?.path());
        run_tests(verify.env("MINOOTS_BIN", workspace::tested_binary(root)?), totals)
    },
};

/// actionlint and zizmor find nothing in the workflows that make releases and run these tests elsewhere.
pub const WORKFLOWS: Stage = Stage {
    name: "workflows",
    action: |root, totals| run_tests(Command::new("bash").current_dir(root).arg(WORKFLOW_TESTS), totals),
};

/// Makes the artefacts, with these arguments of `minoots-dist`.
pub fn make(root: &Path, arguments: &[&str]) -> Result<()> {
    let mut dist = cargo(root, "run --quiet --locked --package minoots-dist -- --root");
    run(dist.arg(root).args(arguments))
}
