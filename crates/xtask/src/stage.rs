//! A named stage of `verify` and `test`, and the report of its run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::clock::Stopwatch;
use crate::processor_time;
use crate::tally::Tally;
use crate::workspace::target_directory;

/// One stage. A stage that runs tests adds their counts to the tally, even if it fails.
pub struct Stage {
    /// Its name on the command line and in the table.
    pub name: &'static str,
    /// Paths whose changes can affect the outcome; see [`crate::changed`].
    pub reads: Reads,
    /// The function to run, with the repository's root.
    pub action: fn(&Path, &mut Tally) -> Result<()>,
}

/// The files that a stage depends on.
pub enum Reads {
    /// Any file of the repository.
    Everything,
    /// Files below these paths, and the `minoots` program.
    Program(&'static [&'static str]),
    /// Files below these paths.
    Paths(&'static [&'static str]),
}

/// The result of a stage.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The tests it ran.
    pub tally: Tally,
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Processor seconds of the stage and of all processes it waited for.
    pub processor_seconds: f64,
    /// The reason of a failure.
    pub error: Option<String>,
}

impl Stage {
    /// Runs the stage in this process and writes its report to `target/stages`.
    pub fn run(&self, root: &Path) -> Result<Report> {
        let stopwatch = Stopwatch::start();
        let mut report = Report::default();
        let result = (self.action)(root, &mut report.tally);
        report.error = result.err().map(|error| format!("{error:#}"));
        report.seconds = stopwatch.elapsed().as_secs_f64();
        report.processor_seconds = processor_time::seconds()?;
        let path = report_file(root, self.name)?;
        fs::create_dir_all(path.parent().context("the report has a directory")?)?;
        fs::write(&path, serde_json::to_vec(&report)?)?;
        Ok(report)
    }
}

/// The path of a stage's report.
pub fn report_file(root: &Path, name: &str) -> Result<PathBuf> {
    let file = format!("{}.json", name.replace(' ', "-"));
    Ok(target_directory(root)?.join("stages").join(file))
}
