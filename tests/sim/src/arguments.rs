//! Command-line arguments.

use clap::{Parser, Subcommand, ValueEnum};
use minoots_sim::shrink;
use std::{collections::BTreeSet, ops::Range, path::PathBuf};

/// Runs MINOOTS in a simulated world.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The commands.
#[derive(Subcommand)]
pub enum Verb {
    /// Runs seeds. Fails if a seed fails, or if a thousand seeds miss a situation that they must reach.
    Run(Run),
    /// Plants each defect in turn. Fails unless one of the expected rules finds it.
    Defects {
        /// Seeds for each defect, as `A..B`.
        #[arg(long, value_parser = seeds, default_value = "0..200")]
        seeds: Range<u64>,
        /// Number of threads.
        #[arg(long, default_value_t = 1)]
        jobs: usize,
    },
    /// Runs one seed of tier B in this process, and prints its result and its history.
    Here(Here),
    /// Runs the regression seeds, which failed once.
    Regressions {
        /// A directory with one file per regression.
        directory: PathBuf,
    },
}

/// Options of a run.
#[derive(clap::Args)]
pub struct Run {
    /// Seeds as `A..B`, where B is excluded.
    #[arg(long, value_parser = seeds, default_value = "0..100")]
    pub seeds: Range<u64>,
    /// Runs only this seed, and prints its plan.
    #[arg(long)]
    pub replay: Option<u64>,
    /// Omits faults of the plan, by number: `0-3,7`.
    #[arg(long, value_parser = numbers, default_value = "")]
    pub drop_faults: Numbers,
    /// Omits calls of the plan, by number.
    #[arg(long, value_parser = numbers, default_value = "")]
    pub drop_ops: Numbers,
    /// Writes the history of a replay to this file.
    #[arg(long)]
    pub history: Option<PathBuf>,
    /// Plants this defect.
    #[arg(long)]
    pub defect: Option<String>,
    /// Selects the simulator.
    #[arg(long, value_enum, default_value = "a")]
    pub tier: TierName,
    /// Number of threads; the result does not depend on it.
    #[arg(long, default_value_t = 1)]
    pub jobs: usize,
    /// Output format.
    #[arg(short, long, value_enum, default_value = "text")]
    pub output: Format,
}

/// Options of a single run of tier B.
#[derive(clap::Args)]
pub struct Here {
    /// The seed.
    pub seed: u64,
    /// Omits faults, by number: `0-3,1002`.
    #[arg(long, value_parser = numbers, default_value = "")]
    pub drop_faults: Numbers,
    /// Uses exactly these kinds of faults: `stop,pause`.
    #[arg(long)]
    pub faults: Option<String>,
    /// Plants this defect.
    #[arg(long)]
    pub defect: Option<String>,
    /// Writes every event to standard error.
    #[arg(long)]
    pub print: bool,
}

/// A list of numbers.
pub type Numbers = std::sync::Arc<BTreeSet<usize>>;

/// The simulators.
#[derive(Clone, Copy, ValueEnum)]
pub enum TierName {
    /// Kernel, sequencer and delivery on a model of consensus.
    A,
    /// Consensus and storage, on faulty networks, disks and clocks.
    B,
    /// The log on a faulty disk.
    Store,
    /// Schedules over hours and months.
    Schedules,
    /// Checkpoints, leases, budgets and transactions.
    Transactions,
    /// Watchdogs under changing leaders.
    Watchdogs,
}

/// Output formats.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

fn seeds(text: &str) -> Result<Range<u64>, String> {
    let parsed = text
        .split_once("..")
        .and_then(|(from, until)| Some(from.parse().ok()?..until.parse().ok()?));
    parsed
        .filter(|seeds| !seeds.is_empty())
        .ok_or_else(|| "seeds are A..B, with A below B".to_owned())
}

fn numbers(text: &str) -> Result<Numbers, String> {
    shrink::numbers(text)
        .map(Numbers::new)
        .ok_or_else(|| "numbers are like 0-3,7".to_owned())
}
