//! Real nodes and real faults: one schedule in which every kind of fault occurs, every change of a directory by sample, flipped bits by
//! sample. The long forms are flags of `minoots-chaos`.

use std::path::Path;

use anyhow::Result;

use crate::process::{run, run_tests};
use crate::stage::Stage;
use crate::tool::{Built, Tool};
use crate::totals::Totals;
use crate::{faults, workspace};

const PROGRAM: Tool = Tool {
    name: "minoots-chaos",
    features: "",
};

/// What it needs is there: it says what to install, and nothing is left out for want of it.
pub const SET_UP: Stage = Stage {
    name: "chaos tools",
    action: |root, _| run(&mut chaos(root, &PROGRAM.built(root)?, "set-up")?),
};

/// Runs all of it.
pub const CHAOS: Stage = Stage {
    name: "chaos",
    action: run_all,
};

fn run_all(root: &Path, totals: &mut Totals) -> Result<()> {
    let program = PROGRAM.built(root)?;
    for arguments in [
        "run --seed 1 --minutes 1",
        "boundaries --places 30",
        "rot --flips 500 --in-cluster 4",
    ] {
        run_tests(&mut chaos(root, &program, arguments)?, totals)?;
    }
    Ok(())
}

fn chaos(root: &Path, program: &Built, arguments: &str) -> Result<std::process::Command> {
    let mut command = program.command(arguments);
    command.env("MINOOTS_BIN", workspace::tested_binary(root)?);
    command.env("MINOOTS_FAULTS_BIN", faults::binary(root)?);
    Ok(command)
}
