//! Leadership of a node with old zone data.
//!
//! A node whose zone data are older than a schedule's gives leadership to another node, which may have newer data. If
//! it becomes the leader again, perhaps no node has newer data. It then stays twice as long each time. So leadership
//! moves only a few times, and meanwhile the node runs all schedules that it can.

use std::time::{Duration, Instant};

/// The time for which it stays the leader after it first gave leadership away.
const STAYS_MIN: Duration = Duration::from_mins(1);
/// The maximum of that time.
const STAYS_MAX: Duration = Duration::from_hours(24);

/// The history of this node's transfers for old zone data.
#[derive(Debug, Default)]
pub(super) struct Yields {
    /// The last transfer, and how long this node stays the leader after it.
    last: Option<(Instant, Duration)>,
}

impl Yields {
    /// Returns whether this node must give leadership away now, and records that it does.
    pub(super) fn is_time(&mut self, now: Instant) -> bool {
        let stays = match self.last {
            None => STAYS_MIN,
            Some((at, stays)) if now.saturating_duration_since(at) < stays => return false,
            Some((_, stays)) => stays.saturating_mul(2).min(STAYS_MAX),
        };
        self.last = Some((now, stays));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leadership_is_given_away_ever_less_often() {
        let begin = minoots_sequencer::clock::instant();
        let mut yields = Yields::default();
        let is_time = |minute: &u64| yields.is_time(begin + Duration::from_mins(*minute));
        let given: Vec<u64> = (0..4 * 24 * 60).filter(is_time).collect();
        assert_eq!(
            given,
            [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1_023, 2_047, 3_487, 4_927]
        );
    }
}
