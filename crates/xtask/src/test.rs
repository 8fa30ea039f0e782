//! `cargo xtask test`: builds and runs everything. Cheap checks run first, so that simple mistakes show in seconds. The
//! last line gives the numbers of passed and failed tests.

use std::path::Path;

use anyhow::{Result, bail};

use crate::changed::Change;
use crate::clock::Stopwatch;
use crate::plan::{self, Lane, Step};
use crate::stage::Stage;
use crate::{chaos, dist, packages, program, requirements, sdk, simulation, site, stages, table};

/// The plan of `test`.
const TEST: &[Step] = &[
    Step::One(&requirements::REQUIREMENTS_MET),
    Step::One(&stages::FORMAT),
    Step::One(&stages::CODEGEN),
    Step::One(&stages::LAYERS),
    Step::One(&stages::TIDY),
    // Download packages while the compiler works.
    Step::Together(&[
        Lane::of(&[&program::BUILD]),
        Lane::of(&[&packages::INSTALL, &sdk::SPELLING, &sdk::PROTO, &sdk::VECTORS]),
    ]),
    // Rust tests run alone: a compiler or a simulation beside them makes elections and syncs take seconds. Beside the
    // other clients they take as much longer as those save.
    Step::One(&stages::RUST_TESTS),
    Step::Together(&[
        Lane::of(&[&sdk::PYTHON_CLIENT, &sdk::CALENDAR]),
        Lane::of(&[
            &sdk::ROTATION,
            &sdk::ACTION,
            &sdk::WEBHOOKS,
            &sdk::SLACK,
            &sdk::MCP,
            &sdk::BROWSER,
            &sdk::OPENAPI,
            &sdk::HELM,
            &dist::ARTEFACTS,
            &dist::WORKFLOWS,
            &chaos::CHAOS,
        ]),
        Lane::patient(&[
            &simulation::SIMULATION,
            &stages::CLIPPY,
            &stages::DOCUMENTATION,
            &site::SITE,
        ]),
    ]),
];

/// The plan of `verify`: Rust only, before a commit.
const VERIFY: &[Step] = &[
    Step::One(&stages::FORMAT),
    Step::One(&stages::CODEGEN),
    Step::One(&stages::LAYERS),
    Step::One(&stages::TIDY),
    Step::One(&stages::CLIPPY),
    Step::One(&stages::DOCUMENTATION),
    Step::One(&program::BUILD),
    Step::One(&stages::RUST_TESTS),
];

/// Runs all stages, the named stages, or with `--changed [REVISION]` the stages that the changes since a revision can
/// affect.
pub fn run(root: &Path, words: &[&str]) -> Result<()> {
    match words {
        ["--changed"] => run_changed(root, "HEAD"),
        ["--changed", revision] => run_changed(root, revision),
        [] => run_plan(root, TEST, |_| true),
        names => {
            let stages: Vec<&str> = all_stages().map(|stage| stage.name).collect();
            if let Some(unknown) = names.iter().find(|name| !stages.contains(name)) {
                bail!("there is no stage {unknown:?}: there are {}", stages.join(", "));
            }
            run_plan(root, TEST, |stage| names.contains(&stage.name))
        }
    }
}

/// Runs the gate before a commit.
pub fn verify(root: &Path) -> Result<()> {
    run_plan(root, VERIFY, |_| true)
}

/// Runs one stage in this process. Plans start their stages this way.
pub fn run_stage(root: &Path, name: &str) -> Result<()> {
    let Some(stage) = all_stages().find(|stage| stage.name == name) else {
        bail!("there is no stage {name:?}");
    };
    match stage.run(root)?.error {
        None => Ok(()),
        // The report contains the reason, and the plan prints it.
        Some(_) => std::process::exit(1),
    }
}

fn run_changed(root: &Path, revision: &str) -> Result<()> {
    let change = Change::since(root, revision)?;
    println!("{change}");
    run_filtered(root, TEST, &change.filter(), |stage| change.affects(stage))
}

fn all_stages() -> impl Iterator<Item = &'static Stage> {
    TEST.iter().flat_map(Step::stages)
}

fn run_plan(root: &Path, plan: &[Step], wanted: impl Fn(&Stage) -> bool + Sync) -> Result<()> {
    run_filtered(root, plan, "", wanted)
}

fn run_filtered(root: &Path, plan: &[Step], filter: &str, wanted: impl Fn(&Stage) -> bool + Sync) -> Result<()> {
    let stopwatch = Stopwatch::start();
    let runner = plan::Runner { root, filter };
    let reports = runner.run(plan, wanted)?;
    let totals = table::print(&reports, stopwatch.elapsed().as_secs_f64());
    for (name, report) in &reports {
        if let Some(error) = &report.error {
            eprintln!("error: stage `{name}` failed: {error}");
        }
    }
    println!("{totals}");
    if totals.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}
