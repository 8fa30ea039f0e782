//! `minoots-bench all`: every figure with a limit, in one run, next to its limit.
//!
//! Each benchmark is a process of its own, and they run one after another, so that none is affected by an earlier one.
//! A failed benchmark loses only its own figures.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use serde::Serialize;
use serde_json::Value;

use super::process;
use super::program::{Builds, Program, own_path};

mod figure;
mod origin;
mod suite;

use figure::Row;
use origin::Origin;
use suite::{Bench, SUITE};

/// The choice and number of benchmark runs.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Number of runs of each benchmark; the median counts
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=99))]
    runs: u32,
    /// Use small sizes, for a first look; the figures do not predict those of full sizes
    #[arg(long)]
    quick: bool,
    /// Also run benchmarks that take many minutes or much disk space
    #[arg(long, conflicts_with = "quick")]
    long: bool,
    /// Run only this benchmark; may be repeated
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(SUITE.iter().map(|bench| bench.name)))]
    only: Vec<String>,
    /// Accept programs of another cargo profile than `dist`; the report names their profiles
    #[arg(long)]
    any_profile: bool,
    /// Append the result to this file, as one line of JSON
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
}

impl Arguments {
    fn benches(&self) -> impl Iterator<Item = &'static Bench> {
        let wanted = |bench: &&Bench| match self.only.is_empty() {
            true => self.long || !bench.is_long,
            false => self.only.iter().any(|name| name == bench.name),
        };
        SUITE.iter().filter(wanted)
    }
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    bench: &'static str,
    #[serde(flatten)]
    origin: Origin,
    runs: u32,
    quick: bool,
    /// Names of failed benchmarks, once for each failed run.
    failed: Vec<&'static str>,
    figures: Vec<Row>,
}

/// Runs the benchmarks, prints the table, and fails if a benchmark failed.
pub async fn run(arguments: Arguments, program: &Program, output: Output) -> Result<(), Failure> {
    let mut told: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let mut failed = Vec::new();
    let builds = Builds::of(program).await?;
    if !arguments.any_profile {
        builds.must_be_compared("--any-profile")?;
    }
    let (own, measured) = (own_path()?, program.path()?);
    let origin = Origin::of(&builds).await;
    for run in 1..=arguments.runs {
        for bench in arguments.benches() {
            eprintln!("run {run} of {}: {}", arguments.runs, bench.name);
            let words = bench.words(arguments.quick).map(OsString::from);
            let words: Vec<OsString> = words.chain(["--program".into(), measured.clone().into()]).collect();
            match process::run(&own, &words).await {
                Ok(report) => told.entry(bench.name).or_default().push(report),
                Err(failure) => {
                    eprintln!("{}: {failure}", bench.name);
                    failed.push(bench.name);
                }
            }
        }
    }
    let reports = |bench: &Bench| told.get(bench.name).map(Vec::as_slice).unwrap_or_default();
    let rows = arguments.benches().flat_map(|bench| {
        let of_bench = |figure| Row::of(bench.name, figure, reports(bench));
        bench.figures.iter().map(of_bench)
    });
    let report = Report {
        bench: "all",
        origin,
        runs: arguments.runs,
        quick: arguments.quick,
        figures: rows.collect(),
        failed,
    };
    if let Some(history) = &arguments.history {
        append(history, &report)?;
    }
    print(output, &report, &builds)?;
    match report.failed.as_slice() {
        [] => Ok(()),
        failed => Err(Failure::failed(format!(
            "these benchmarks failed: {}",
            failed.join(", ")
        ))),
    }
}

fn append(path: &Path, report: &Report) -> Result<(), Failure> {
    let failed = |error| Failure::io(format!("cannot append to {}", path.display()), &error);
    let mut line = serde_json::to_vec(report).map_err(|error| failed(error.into()))?;
    line.push(b'\n');
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(&line)).map_err(failed)
}

fn print(output: Output, report: &Report, builds: &Builds) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(report);
    }
    output.table(&table(&report.figures, builds))?;
    let origin = &report.origin;
    output.line(&format!(
        "{} {}, profile {}, {}, {} cores, {}, {}",
        origin.version,
        origin.commit.as_deref().unwrap_or("(no checkout)"),
        builds.profiles(),
        origin.machine.cpu,
        origin.machine.cores,
        origin.machine.kernel,
        origin.date,
    ))
}

/// A row for each figure. Rows with figures that must not be compared name the profile.
fn table(figures: &[Row], builds: &Builds) -> Table {
    let headers = ["what", "figure", "floor", "ratio", "must", "aim", "met"];
    if builds.are_compared() {
        let mut table = Table::with_headers(&headers);
        figures.iter().for_each(|row| table.row(row.cells()));
        return table;
    }
    let mut table = Table::with_headers(&[&headers[..], &["profile"]].concat());
    for row in figures {
        table.row(row.cells().into_iter().chain([builds.profiles()]));
    }
    table
}
