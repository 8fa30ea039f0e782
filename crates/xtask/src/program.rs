//! The one build that all stages share: the workspace with its tests, in profile `dev`, with the features that only tests turn on.
//!
//! The features are inert until a test asks for a fault by the environment (`fault-hooks`) or the simulator chooses a defect
//! (`planted-defects`). Nothing that ships has them. The feature `jemalloc` is that of `dist` builds.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run, succeeds};
use crate::stage::{Reads, Stage};
use crate::workspace::target_directory;

/// The workspace, its lock file and the tests' features: equal for every cargo command of the stages, or cargo would build twice.
pub const WORKSPACE: &str =
    "--workspace --locked --features minoots-cli/jemalloc,minoots-cli/fault-hooks,minoots-sim/planted-defects";

/// The program and all tests are built.
pub const BUILD: Stage = Stage {
    name: "build",
    reads: Reads::Everything,
    action: |root, _| {
        run(&mut tests(root, "--no-run"))?;
        run(&mut cargo(root, &format!("build {WORKSPACE} --bins --examples")))
    },
};

/// The `minoots` program that tests of the whole program start.
pub fn minoots(root: &Path) -> Result<PathBuf> {
    built(root, "minoots")
}

/// A program of ours that stages run, as [`BUILD`] left it.
pub fn tool(root: &Path, name: &str, words: &str) -> Result<Command> {
    let mut command = Command::new(built(root, name)?);
    command.current_dir(root).args(words.split_whitespace());
    command.env("MINOOTS_BIN", minoots(root)?);
    Ok(command)
}

fn built(root: &Path, name: &str) -> Result<PathBuf> {
    Ok(target_directory(root)?.join("debug").join(name))
}

/// Whether cargo-nextest runs the tests; `cargo test` does where it is not installed.
pub fn has_nextest(root: &Path) -> bool {
    succeeds(&mut cargo(root, "nextest --version"))
}

/// The command that runs all tests but the examples in documentation.
pub fn tests(root: &Path, options: &str) -> Command {
    let runner = if has_nextest(root) {
        "nextest run --config-file crates/xtask/nextest.toml"
    } else {
        "test"
    };
    cargo(root, &format!("{runner} {WORKSPACE} {options}"))
}
