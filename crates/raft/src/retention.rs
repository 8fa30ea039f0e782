//! Log retention.
//!
//! A purge removes only entries that a snapshot covers and the tables have on disk. Of those, the newest entries stay.
//! A leader also retains the entries that its slowest live follower still lacks, because entries are cheaper than a
//! snapshot.
//!
//! A size limit overrides both: above it the older half goes, even if a follower lacks it. If no snapshot covers that
//! half, the node builds one. openraft counts only entries and does not see followers here, so its own purging is off.

use std::time::Duration;

use minoots_store::log::Log;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::errors::Fatal;
use openraft::{Raft, RaftMetrics};

use crate::heard::Heard;
use crate::machine::StateMachine;
use crate::options::RaftOptions;
use crate::types::Types;

/// The interval between checks of the log.
pub(crate) const CHECK_INTERVAL: Duration = Duration::from_millis(250);

/// A follower silent for this many leases does not hold back a purge. A new leader waits as long for a first answer.
const LIVE_LEASES: u32 = 10;

/// The retention limits.
#[derive(Clone, Copy)]
pub(crate) struct Retention {
    keep_entries: u64,
    bytes_max: u64,
    live_within: Duration,
}

/// The extent of the log, and the positions that limit a purge.
#[derive(Clone, Copy, Debug)]
struct Need {
    first: u64,
    last: u64,
    is_too_large: bool,
    /// The last entry a snapshot covers.
    snapshot: Option<u64>,
    /// The last entry of the slowest live follower; `None` without followers.
    slowest: Option<u64>,
}

impl Retention {
    pub(crate) fn new(options: &RaftOptions) -> Self {
        let lease = Duration::from_millis(options.timing.election_timeout_ms_max);
        Self {
            keep_entries: options.log_keep_entries,
            bytes_max: options.log_bytes_max,
            live_within: LIVE_LEASES * lease,
        }
    }

    /// Purges entries beyond the limits.
    pub(crate) async fn enforce(
        &self,
        raft: &Raft<Types, StateMachine>,
        log: &Log,
        heard: &Heard,
    ) -> Result<(), Fatal<Types>> {
        let state = log.state();
        let (Some(first), Some(last)) = (state.first_index, state.last) else {
            return Ok(());
        };
        let metrics = raft.metrics().borrow_watched().clone();
        let need = Need {
            first,
            last: last.index,
            is_too_large: log.size_bytes() > self.bytes_max,
            snapshot: metrics.snapshot.as_ref().map(|id| id.index()),
            slowest: self.slowest(&metrics, heard),
        };
        let Some(upto) = purge_point(self.keep_entries, need) else {
            return Ok(());
        };
        if need.is_too_large && need.snapshot.is_none_or(|snapshot| snapshot < upto) {
            raft.trigger().snapshot().await?;
        }
        raft.trigger().purge_log(upto).await
    }

    /// The last entry of this leader's slowest live follower.
    fn slowest(&self, metrics: &RaftMetrics<Types>, heard: &Heard) -> Option<u64> {
        let replication = metrics.replication.as_ref()?;
        let live = replication
            .iter()
            .filter(|(node, _)| heard.is_live(**node, self.live_within));
        live.map(|(_, matched)| matched.as_ref().map_or(0, |id| id.index()))
            .min()
    }
}

/// The last entry to purge, if any.
fn purge_point(keep_entries: u64, need: Need) -> Option<u64> {
    let upto = match need.is_too_large {
        true => need.first + need.last.saturating_sub(need.first) / 2,
        false => {
            let spare = need.snapshot?.checked_sub(keep_entries)?;
            need.slowest.map_or(spare, |slowest| spare.min(slowest))
        }
    };
    (upto >= need.first).then_some(upto)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEED: Need = Need {
        first: 100,
        last: 1_100,
        is_too_large: false,
        snapshot: Some(1_000),
        slowest: None,
    };

    #[test]
    fn the_last_entries_of_what_a_snapshot_covers_are_kept() {
        assert_eq!(purge_point(200, NEED), Some(800));
        assert_eq!(purge_point(2_000, NEED), None);
        assert_eq!(purge_point(950, NEED), None, "nothing before the first");
        let without = Need { snapshot: None, ..NEED };
        assert_eq!(purge_point(200, without), None);
    }

    #[test]
    fn entries_needed_by_the_slowest_live_follower_are_kept() {
        let slow = Need {
            slowest: Some(300),
            ..NEED
        };
        assert_eq!(purge_point(200, slow), Some(300));
        let quick = Need {
            slowest: Some(1_099),
            ..NEED
        };
        assert_eq!(purge_point(200, quick), Some(800));
        let new = Need {
            slowest: Some(0),
            ..NEED
        };
        assert_eq!(purge_point(200, new), None);
    }

    #[test]
    fn a_log_that_is_too_large_gives_up_its_older_half_whoever_lacks_it() {
        let large = Need {
            is_too_large: true,
            slowest: Some(300),
            ..NEED
        };
        assert_eq!(purge_point(200, large), Some(600));
    }
}
