//! `minoots-sim`: runs seeds of the simulator.

use anyhow::{Result, bail};
use clap::{Parser, Subcommand, ValueEnum};
use minoots_sim::{a::TierA, plan::Dropped, session, tier::{Options, Tier}};
use std::{ops::Range, path::PathBuf, process::ExitCode};

/// Runs MINOOTS in a simulated world.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Runs seeds.
    Run(Run),
}

#[derive(clap::Args)]
struct Run {
    /// The seeds, `A..B`: A is run, B is not.
    #[arg(long, value_parser = seeds, default_value = "0..100")]
    seeds: Range<u64>,
    /// Runs this seed only, and says what it stands for.
    #[arg(long)]
    replay: Option<u64>,
    /// Leaves out faults of the plan, by number.
    #[arg(long, value_delimiter = ',', default_value = "")]
    drop_faults: Vec<String>,
    /// Leaves out calls of the plan, by number.
    #[arg(long, value_delimiter = ',', default_value = "")]
    drop_ops: Vec<String>,
    /// Writes the history of a replay here.
    #[arg(long)]
    history: Option<PathBuf>,
    /// Which simulator.
    #[arg(long, value_enum, default_value = "a")]
    tier: TierName,
    /// Threads; the result does not depend on it.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// How to say it.
    #[arg(short, long, value_enum, default_value = "text")]
    output: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum TierName {
    A,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn seeds(text: &str) -> Result<Range<u64>, String> {
    let parsed = text.split_once("..").and_then(|(from, until)| Some(from.parse().ok()?..until.parse().ok()?));
    parsed.ok_or_else(|| "seeds are A..B".to_owned())
}

fn main() -> ExitCode {
    match dispatch(Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: Arguments) -> Result<bool> {
    match arguments.verb {
        Verb::Run(run) => run_seeds(&run),
    }
}

fn run_seeds(run: &Run) -> Result<bool> {
    let tier = TierA::default();
    let numbers = |list: &[String]| -> Result<std::collections::BTreeSet<usize>> {
        let list = list.iter().filter(|text| !text.is_empty());
        Ok(list.map(|text| text.parse()).collect::<Result<_, _>>()?)
    };
    let options = Options {
        dropped: Dropped {
            faults: numbers(&run.drop_faults)?,
            ops: numbers(&run.drop_ops)?,
        },
    };
    let mut seeds = run.seeds.clone();
    if let Some(seed) = run.replay {
        seeds = seed..seed + 1;
        eprintln!("{}", tier.describe(seed));
        if let Some(path) = &run.history {
            let history = tier.run(seed, &options).history;
            history.write(std::io::BufWriter::new(std::fs::File::create(path)?))?;
        }
    }
    if seeds.is_empty() {
        bail!("no seeds");
    }
    let summary = session::run(&tier, seeds, run.jobs, &options);
    match run.output {
        Format::Json => println!("{}", serde_json::to_string_pretty(&summary.json())?),
        Format::Text => {
            for (seed, violations) in &summary.failed {
                for violation in violations {
                    println!("seed {seed}: {}: {}", violation.rule, violation.message);
                }
            }
            println!("{} seeds, {} failed, {:.1} virtual hours", summary.seeds.end - summary.seeds.start, summary.failed.len(), summary.hours());
            println!("faults {:?}", summary.faults);
            println!("marks {:?}", summary.marks.0);
            println!("missing {:?}", summary.marks.missing());
            println!("trace {}", summary.trace);
        }
    }
    Ok(summary.failed.is_empty())
}
