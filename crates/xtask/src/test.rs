//! `cargo xtask test`: builds and runs everything. Cheap checks come first, so that a slip shows in seconds; the last
//! line says how many tests passed and failed.

use std::path::Path;

use anyhow::{Result, anyhow, bail};

use crate::stage::{self, Stage};
use crate::totals::Totals;
use crate::{chaos, dist, sdk, simulation, stages};

const STAGES: [Stage; 25] = [
    stages::FORMAT,
    stages::CODEGEN,
    stages::LAYERS,
    stages::TIDY,
    sdk::SET_UP,
    chaos::SET_UP,
    sdk::PROTO,
    sdk::PYTHON_VECTORS,
    sdk::NODE_VECTORS,
    stages::PROGRAM_BUILD,
    stages::FAULTS_BUILD,
    stages::RUST_TESTS,
    sdk::ROTATION,
    sdk::PYTHON_CLIENT,
    sdk::ACTION,
    dist::ARTEFACTS,
    dist::WORKFLOWS,
    sdk::CALENDAR,
    sdk::WEBHOOKS,
    sdk::SLACK,
    sdk::MCP,
    simulation::SIMULATION,
    chaos::CHAOS,
    stages::CLIPPY,
    stages::DOCUMENTATION,
];

/// Runs everything, or the stages of these names.
pub fn run(root: &Path, only: &[&str]) -> Result<()> {
    if let Some(unknown) = only.iter().find(|name| STAGES.iter().all(|stage| stage.name != **name)) {
        let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        bail!("there is no stage {unknown:?}: there are {}", names.join(", "));
    }
    let wanted = |stage: &&Stage| only.is_empty() || only.contains(&stage.name);
    let mut totals = Totals::default();
    let mut result = stage::run_all(root, STAGES.iter().filter(wanted), &mut totals);
    if only.is_empty() && totals.passed == 0 {
        result = result.and(Err(anyhow!("no test was counted")));
    }
    if let Err(error) = &result {
        eprintln!("error: {error:#}");
    }
    println!("{totals}");
    if result.is_err() {
        std::process::exit(1);
    }
    Ok(())
}
