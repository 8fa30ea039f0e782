//! What becomes of missed and of overlapping runs, as it is written on the command line.

use clap::{Args, ValueEnum};
use minoots_wire::schedule::v1::{MissedRunPolicy, OverlapPolicy};

/// Policies of runs.
#[derive(Args, Clone, Copy, Debug)]
pub struct PolicyArguments {
    /// Runs that nobody could make in time: latest, all or none [default: latest]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    missed_runs: Option<Missed>,
    /// With --missed-runs all: at most so many, the latest ones; at most 1000
    #[arg(long, value_name = "N")]
    missed_runs_max: Option<u32>,
    /// A run while the last one's timer is not over: skip, allow, buffer-one or buffer-all (it waits), or cancel-other [default: skip]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    overlap: Option<Overlap>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Missed {
    Latest,
    All,
    None,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Overlap {
    Skip,
    Allow,
    BufferOne,
    BufferAll,
    CancelOther,
}

impl PolicyArguments {
    /// As a number of the enum, and the maximum.
    pub fn missed_runs(self) -> (i32, u32) {
        let policy = self
            .missed_runs
            .map_or(MissedRunPolicy::Unspecified, |policy| match policy {
                Missed::Latest => MissedRunPolicy::Latest,
                Missed::All => MissedRunPolicy::All,
                Missed::None => MissedRunPolicy::None,
            });
        (policy.into(), self.missed_runs_max.unwrap_or_default())
    }

    /// As a number of the enum.
    pub fn overlap(self) -> i32 {
        let policy = self.overlap.map_or(OverlapPolicy::Unspecified, |policy| match policy {
            Overlap::Skip => OverlapPolicy::Skip,
            Overlap::Allow => OverlapPolicy::Allow,
            Overlap::BufferOne => OverlapPolicy::BufferOne,
            Overlap::BufferAll => OverlapPolicy::BufferAll,
            Overlap::CancelOther => OverlapPolicy::CancelOther,
        });
        policy.into()
    }
}
