//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Injects real faults into real nodes, and judges the resulting histories.
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
    /// Fails unless every program and right that the other commands need is present.
    SetUp,
    /// Runs three nodes through the schedule of a seed. Fails if a guarantee is violated, or if a kind of fault had no
    /// effect.
    Run(Run),
    /// Judges the state of a node after SIGKILL behind each system call that changes its directory.
    Boundaries {
        /// Seed of the clients' calls.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Number of places, evenly spread. Default: all of them.
        #[arg(long)]
        places: Option<usize>,
    },
    /// Flips bits in the data of one of three nodes.
    Rot {
        /// Seed of the flips.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Number of flips, each in a copy of the directory.
        #[arg(long, default_value_t = 10_000)]
        flips: u64,
        /// Number of flips in a node of a running cluster.
        #[arg(long, default_value_t = 10)]
        in_cluster: u64,
    },
    /// Tries a part of the flips; `rot` starts it.
    #[command(hide = true)]
    RotWorker {
        /// Directory of the killed node.
        #[arg(long)]
        directory: PathBuf,
        /// Id of the node.
        #[arg(long)]
        node: u64,
        /// Seed of the flips.
        #[arg(long)]
        seed: u64,
        /// Number of the first flip.
        #[arg(long)]
        from: u64,
        /// Number after the last flip.
        #[arg(long)]
        until: u64,
    },
}

/// The seed of a run, and its length.
#[derive(clap::Args)]
pub struct Run {
    /// Seed of the schedule and of the clients' calls.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Approximate length in minutes.
    #[arg(long, default_value_t = 1)]
    pub minutes: u64,
    /// Approximate length in seconds, instead of minutes.
    #[arg(long)]
    pub seconds: Option<u64>,
    /// Shows the schedule and runs nothing.
    #[arg(long)]
    pub schedule: bool,
    /// Writes the history to this file. A history with a violation is always written.
    #[arg(long)]
    pub history: Option<PathBuf>,
}
