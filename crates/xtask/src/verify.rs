//! `cargo xtask verify`: the gate before a commit. Changes nothing.

use std::path::Path;

use anyhow::Result;

use crate::stage::{self, Stage};
use crate::stages;
use crate::totals::Totals;

const STAGES: [Stage; 9] = [
    stages::FORMAT,
    stages::CODEGEN,
    stages::LAYERS,
    stages::TIDY,
    stages::CLIPPY,
    stages::DOCUMENTATION,
    stages::PROGRAM_BUILD,
    stages::FAULTS_BUILD,
    stages::RUST_TESTS,
];

/// Runs the gate.
pub fn run(root: &Path) -> Result<()> {
    stage::run_all(root, &STAGES, &mut Totals::default())
}
