//! `cargo xtask time`: builds the program from scratch like the README's first command, in a separate target directory,
//! and prints the slowest compilation units.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::clock::Stopwatch;
use crate::process::{cargo, run};
use crate::workspace::{files_below, target_directory};

/// Number of units to print.
const UNITS_MAX: usize = 25;

/// A unit in the report of `cargo build --timings`.
#[derive(Debug, Deserialize)]
struct Unit {
    name: String,
    target: String,
    duration: f64,
}

/// Builds and prints.
pub fn print(root: &Path) -> Result<()> {
    let directory = target_directory(root)?.join("time");
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    let stopwatch = Stopwatch::start();
    let mut build = cargo(root, "build --release --locked --bin minoots --timings");
    run(build.env("CARGO_INCREMENTAL", "0").arg("--target-dir").arg(&directory))?;
    let elapsed = stopwatch.elapsed();
    let report = files_below(&directory.join("cargo-timings"), ".html")?.pop();
    let report = fs::read_to_string(report.context("cargo wrote no report of timings")?)?;
    let mut units = units(&report)?;
    units.sort_by(|a, b| b.duration.total_cmp(&a.duration));
    for unit in units.iter().take(UNITS_MAX) {
        println!("{:8.1} s  {}{}", unit.duration, unit.name, unit.target);
    }
    let all: f64 = units.iter().map(|unit| unit.duration).sum();
    println!(
        "{all:8.1} s  all {} units, built in {:.1} s",
        units.len(),
        elapsed.as_secs_f64()
    );
    Ok(())
}

/// Extracts the units from the report: one JSON array on its own lines.
fn units(report: &str) -> Result<Vec<Unit>> {
    let (_, rest) = report.split_once("UNIT_DATA = ").context("the report names no units")?;
    let (units, _) = rest.split_once("];").context("the report's units have no end")?;
    Ok(serde_json::from_str(&format!("{units}]"))?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot read its example has failed")]
mod tests {
    #[test]
    fn units_of_a_report_are_read() {
        let report =
            "const UNIT_DATA = [\n{\"i\":0,\"name\":\"a\",\"target\":\"\",\"duration\":1.5}\n];\nconst CPU = [];";
        let units = super::units(report).unwrap();
        assert_eq!((units[0].name.as_str(), units[0].duration), ("a", 1.5));
        assert!(super::units("nothing").is_err());
    }
}
