//! The one extra build of the program: the ordinary code, and on top of it what tests of faults need inside a node.
//!
//! It shares everything with other debug builds but our own crates that have these features, and its result lies beside theirs:
//! `faults/debug/minoots` below the target directory. Nothing that ships has the features.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::cargo;
use crate::workspace::target_directory;

/// Features of the build, all off by default.
const FEATURES: &str = "minoots-cli/fault-hooks";

/// Where the program is once it is built.
pub fn binary(root: &Path) -> Result<PathBuf> {
    Ok(directory(root)?.join("debug/minoots"))
}

/// Builds it.
pub fn build(root: &Path) -> Result<Command> {
    let mut command = cargo(root, "build --locked --workspace --bin minoots --features");
    command.arg(FEATURES);
    // What is built on the way is shared, only the result is apart.
    command.env("CARGO_BUILD_BUILD_DIR", target_directory(root)?);
    command.arg("--target-dir").arg(directory(root)?);
    Ok(command)
}

/// Lints what only this build has.
pub fn clippy(root: &Path) -> Command {
    let mut command = cargo(root, "clippy --workspace --bins --locked --features");
    command.args([FEATURES, "--", "-D", "warnings"]);
    command
}

fn directory(root: &Path) -> Result<PathBuf> {
    Ok(target_directory(root)?.join("faults"))
}
