//! Programs of the repository that stages run: the simulator, and the one that makes faults.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run};
use crate::workspace::target_directory;

/// A program of ours that a stage runs.
#[derive(Debug)]
pub struct Tool {
    pub name: &'static str,
    /// Of the packages, with their names; none is "".
    pub features: &'static str,
}

/// One that is built.
#[derive(Debug)]
pub struct Built {
    root: PathBuf,
    program: PathBuf,
}

impl Tool {
    /// Builds it, of the whole workspace: by itself, the packages of others would have other features, and be built once more.
    pub fn built(&self, root: &Path) -> Result<Built> {
        let mut build = cargo(root, "build --quiet --locked --workspace --bin");
        build.args([self.name, "--features", self.features]);
        run(&mut build)?;
        let program = target_directory(root)?.join("debug").join(self.name);
        let root = root.to_owned();
        Ok(Built { root, program })
    }
}

impl Built {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.program
    }

    /// Runs it in the repository, with these words.
    pub fn command(&self, words: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.root).args(words.split_whitespace());
        command
    }
}
