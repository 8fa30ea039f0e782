//! What is said on the command line.

use clap::{Parser, Subcommand, ValueEnum};
use minoots_sim::shrink;
use std::{collections::BTreeSet, ops::Range, path::PathBuf};

/// Runs MINOOTS in a simulated world.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What can be done.
#[derive(Subcommand)]
pub enum Verb {
    /// Runs seeds. Fails if one fails, or if a thousand do not reach what they are to reach.
    Run(Run),
    /// Plants each defect in turn, and fails unless each is found by a rule that should.
    Defects {
        /// The seeds each has, `A..B`.
        #[arg(long, value_parser = seeds, default_value = "0..200")]
        seeds: Range<u64>,
        /// Threads.
        #[arg(long, default_value_t = 1)]
        jobs: usize,
    },
    /// Runs one seed of tier B in this process; prints what came of it and its history.
    Here(Here),
    /// Runs the seeds that failed once.
    Regressions {
        /// A file each.
        directory: PathBuf,
    },
}

/// Which seeds, and how.
#[derive(clap::Args)]
pub struct Run {
    /// The seeds, `A..B`: A is run, B is not.
    #[arg(long, value_parser = seeds, default_value = "0..100")]
    pub seeds: Range<u64>,
    /// Runs this seed only, and says what it stands for.
    #[arg(long)]
    pub replay: Option<u64>,
    /// Leaves out faults of the plan, by number: `0-3,7`.
    #[arg(long, value_parser = numbers, default_value = "")]
    pub drop_faults: Numbers,
    /// Leaves out calls of the plan, by number.
    #[arg(long, value_parser = numbers, default_value = "")]
    pub drop_ops: Numbers,
    /// Writes the history of a replay here.
    #[arg(long)]
    pub history: Option<PathBuf>,
    /// Plants this defect.
    #[arg(long)]
    pub defect: Option<String>,
    /// Which simulator.
    #[arg(long, value_enum, default_value = "a")]
    pub tier: TierName,
    /// Threads; the result does not depend on it.
    #[arg(long, default_value_t = 1)]
    pub jobs: usize,
    /// How to say it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub output: Format,
}

/// A seed of tier B.
#[derive(clap::Args)]
pub struct Here {
    /// The seed.
    pub seed: u64,
    /// Leaves out faults, by number: `0-3,1002`.
    #[arg(long, value_parser = numbers, default_value = "")]
    pub drop_faults: Numbers,
    /// Only these kinds of faults, and all of them: `stop,pause`.
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
    /// Consensus and storage, on networks, disks and clocks that fail.
    B,
    /// The log on a disk that fails.
    Store,
    /// Schedules over hours and months.
    Schedules,
    /// Checkpoints, leases, budgets and transactions.
    Transactions,
    /// Watchdogs under leaders that come and go.
    Watchdogs,
}

/// How to say what came of it.
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
