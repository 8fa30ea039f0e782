//! What is said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Does what happens to machines to real nodes, and judges what they make of it.
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
    /// Fails unless every program and right is there that the others need.
    SetUp,
    /// Runs three nodes through the schedule of a seed. Fails if a guarantee is violated, or a kind of fault met nothing.
    Run(Run),
    /// Judges what a node leaves that is killed behind each system call that changes its directory.
    Boundaries {
        /// What the clients' calls are drawn from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// So many places, evenly spread. All of them without it.
        #[arg(long)]
        places: Option<usize>,
    },
    /// Flips bits in the data of one of three nodes.
    Rot {
        /// What they are drawn from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many, each in a copy of the directory.
        #[arg(long, default_value_t = 10_000)]
        flips: u64,
        /// How many in a node of a cluster that goes on.
        #[arg(long, default_value_t = 10)]
        in_cluster: u64,
    },
    /// Tries a part of the flips; `rot` starts it.
    #[command(hide = true)]
    RotWorker {
        /// What the node left.
        #[arg(long)]
        directory: PathBuf,
        /// Its id.
        #[arg(long)]
        node: u64,
        /// What flips are drawn from.
        #[arg(long)]
        seed: u64,
        /// The first.
        #[arg(long)]
        from: u64,
        /// The one behind the last.
        #[arg(long)]
        until: u64,
    },
}

/// Which seed, and for how long.
#[derive(clap::Args)]
pub struct Run {
    /// What everything is drawn from.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// About how long.
    #[arg(long, default_value_t = 1)]
    pub minutes: u64,
    /// About how long, instead of minutes.
    #[arg(long)]
    pub seconds: Option<u64>,
    /// Shows what would be done, and does nothing.
    #[arg(long)]
    pub schedule: bool,
    /// Writes the history here; one that shows a violation is written in any case.
    #[arg(long)]
    pub history: Option<PathBuf>,
}
