//! The one build that all stages share: the workspace with its tests, in profile `dev`, with the features for tests.
//!
//! The features have no effect until a test requests a fault by the environment (`fault-hooks`) or the simulator
//! selects a defect (`planted-defects`). No shipped build has them. The feature `jemalloc` is also in `dist` builds.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run, succeeds};
use crate::stage::{Reads, Stage};
use crate::workspace::target_directory;

/// The workspace, its lock file and the tests' features. They must be equal for every cargo command of the stages, or
/// cargo builds twice.
pub const WORKSPACE: &str =
    "--workspace --locked --features minoots-cli/jemalloc,minoots-cli/fault-hooks,minoots-sim/planted-defects";

/// Builds the program and all tests.
pub const BUILD: Stage = Stage {
    name: "build",
    reads: Reads::Everything,
    action: |root, _| {
        run(&mut tests(root, "--no-run"))?;
        run(&mut cargo(root, &format!("build {WORKSPACE} --bins --examples")))?;
        // Until the files of a build are on the disk, each sync of a node waits behind them.
        run(&mut Command::new("sync"))
    },
};

/// The `minoots` program for tests of the whole program.
pub fn minoots(root: &Path) -> Result<PathBuf> {
    built(root, "minoots")
}

/// A command with one of our programs, as built by [`BUILD`].
pub fn tool(root: &Path, name: &str, words: &str) -> Result<Command> {
    let mut command = Command::new(built(root, name)?);
    command.current_dir(root).args(words.split_whitespace());
    command.env("MINOOTS_BIN", minoots(root)?);
    Ok(command)
}

fn built(root: &Path, name: &str) -> Result<PathBuf> {
    Ok(target_directory(root)?.join("debug").join(name))
}

/// Whether cargo-nextest is installed. If so, it runs the tests instead of `cargo test`.
pub fn has_nextest(root: &Path) -> bool {
    succeeds(&mut cargo(root, "nextest --version"))
}

/// The command that runs all tests except documentation examples.
pub fn tests(root: &Path, options: &str) -> Command {
    let runner = if has_nextest(root) {
        "nextest run --config-file crates/xtask/nextest.toml"
    } else {
        "test"
    };
    cargo(root, &format!("{runner} {WORKSPACE} {options}"))
}
