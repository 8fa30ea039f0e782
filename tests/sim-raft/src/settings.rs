//! The settings of a run, drawn from its seed at the start.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_raft::{RaftOptions, Timing};

use crate::fault::FaultKind;
use crate::random::Random;

/// The settings of a run.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) nodes: u64,
    pub(crate) clients: u64,
    pub(crate) faults: BTreeSet<FaultKind>,
    pub(crate) chaos: Duration,
    pub(crate) segment_bytes: u64,
    pub(crate) cache_bytes_max: usize,
    pub(crate) snapshot_interval_entries: u64,
    pub(crate) log_keep_entries: u64,
    pub(crate) log_bytes_max: u64,
    pub(crate) apply_entries_max: usize,
    /// Number of concurrent faults.
    pub(crate) injectors: u64,
    /// Probability, per thousand and per check, that a stopped node is restarted.
    pub(crate) restarts_per_mille: u64,
}

impl Settings {
    /// Draws settings. `faults` replaces the drawn kinds of faults.
    pub(crate) fn draw(random: &Random, faults: Option<&BTreeSet<FaultKind>>) -> Self {
        let nodes = match random.below(10) {
            0 => 1,
            1 | 2 => 5,
            _ => 3,
        };
        let share = random.within(100..=500);
        let mut drawn: BTreeSet<FaultKind> = FaultKind::ALL
            .iter()
            .copied()
            .filter(|_| random.per_mille(share))
            .collect();
        if let Some(allowed) = faults {
            drawn = allowed.clone();
        }
        if nodes == 1 {
            // With one node, no other node could replace its disk or correct its clock.
            drawn.retain(|kind| !kind.destroys() && *kind != FaultKind::ClockStep);
        }
        let often = random.per_mille(700);
        Self {
            nodes,
            clients: random.within(2..=6),
            faults: drawn,
            chaos: random.millis(6_000..=14_000),
            segment_bytes: 512 * random.within(32..=128),
            cache_bytes_max: usize::try_from(random.within(0..=64 << 10)).unwrap_or(0),
            snapshot_interval_entries: if often { random.within(5..=100) } else { 50_000 },
            log_keep_entries: if often { random.within(1..=60) } else { 200_000 },
            log_bytes_max: if random.per_mille(200) { 128 << 10 } else { 64 << 20 },
            apply_entries_max: usize::try_from(random.within(1..=64)).unwrap_or(1),
            injectors: random.within(1..=3),
            restarts_per_mille: random.within(150..=900),
        }
    }

    /// Applies the settings to a node's options.
    pub(crate) fn configure(&self, options: &mut RaftOptions) {
        options.timing = Timing::LAN;
        options.snapshot_interval_entries = self.snapshot_interval_entries;
        options.log_keep_entries = self.log_keep_entries;
        options.log_bytes_max = self.log_bytes_max;
        options.apply_entries_max = self.apply_entries_max;
        // Several comparisons per run.
        options.comparison_interval_s = 1;
        options.log.segment_bytes = self.segment_bytes;
        options.log.cache_bytes_max = self.cache_bytes_max;
    }
}
