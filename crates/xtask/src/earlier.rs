//! The program of the release before, built from the commit that `tests/it/earlier-release` names. Tests of upgrades
//! use it if `MINOOTS_EARLIER_BIN` names it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run};
use crate::workspace::target_directory;

/// The variable with the path of the program, for tests.
pub const VARIABLE: &str = "MINOOTS_EARLIER_BIN";

/// Builds the program, unless it is there, and prints its path.
///
/// # Errors
/// As [`build`].
pub fn print(root: &Path) -> Result<()> {
    println!("{}", build(root)?.display());
    Ok(())
}

/// Builds the program, unless it is there. Returns its path.
///
/// # Errors
/// The commit is not in this repository, or does not build.
pub fn build(root: &Path) -> Result<PathBuf> {
    let commit = fs::read_to_string(root.join("tests/it/earlier-release"))?;
    let commit = commit.trim();
    let directory = target_directory(root)?.join("earlier");
    let program = directory.join(commit);
    if program.is_file() {
        return Ok(program);
    }
    fs::create_dir_all(&directory)?;
    let (source, built) = (directory.join("source"), directory.join("target"));
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(root).args(words);
        git
    };
    run(&mut git(&["worktree", "prune"]))?;
    run(git(&["worktree", "add", "--detach"]).arg(&source).arg(commit))?;
    let mut build = cargo(
        &source,
        "build --locked --package minoots-cli --bin minoots --features fault-hooks",
    );
    run(build.env("CARGO_TARGET_DIR", &built))?;
    fs::copy(built.join("debug/minoots"), &program)?;
    run(git(&["worktree", "remove", "--force"]).arg(&source))?;
    fs::remove_dir_all(&built)?;
    Ok(program)
}
