//! Named steps that run in order until one fails, with the time each took.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::clock::Stopwatch;
use crate::totals::Totals;

/// One step. Steps that run tests add what they counted to the totals, also when they fail.
pub struct Stage {
    /// What to call it.
    pub name: &'static str,
    /// What it does, given the repository's root.
    pub action: fn(&Path, &mut Totals) -> Result<()>,
}

/// Runs `stages` in order up to and including the first that fails, then prints how long each took.
pub fn run_all<'a>(root: &Path, stages: impl IntoIterator<Item = &'a Stage>, totals: &mut Totals) -> Result<()> {
    let mut durations: Vec<(&str, Duration)> = Vec::new();
    let mut result = Ok(());
    for stage in stages {
        println!("== {}", stage.name);
        let stopwatch = Stopwatch::start();
        let failed_before = totals.failed;
        result = (stage.action)(root, totals).with_context(|| format!("stage `{}` failed", stage.name));
        durations.push((stage.name, stopwatch.elapsed()));
        if result.is_err() {
            totals.failed = totals.failed.max(failed_before + 1);
            break;
        }
    }
    println!("== durations");
    for (name, duration) in durations {
        println!("{:8.1} s  {name}", duration.as_secs_f64());
    }
    result
}
