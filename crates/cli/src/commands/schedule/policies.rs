//! The policies for missed and overlapping occurrences in their command-line form.

use clap::{Args, ValueEnum};
use minoots_wire::schedule::v1::{MissedRunPolicy, OverlapPolicy};

/// The policies of occurrences.
#[derive(Args, Clone, Copy, Debug)]
pub struct PolicyArguments {
    /// Policy for occurrences that are decided late: latest, all or none [default: latest]
    #[arg(long, value_enum, value_name = "POLICY", hide_possible_values = true)]
    missed_runs: Option<Missed>,
    /// Maximum number of late occurrences that run with --missed-runs all, at most 1000; the latest ones run
    #[arg(long, value_name = "N")]
    missed_runs_max: Option<u32>,
    /// Policy for an occurrence while an earlier timer is open: skip, allow, buffer-one, buffer-all or cancel-other
    /// [default: skip]
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
    /// Returns the policy as the enum's number, and the maximum.
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

    /// Returns the policy as the enum's number.
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
