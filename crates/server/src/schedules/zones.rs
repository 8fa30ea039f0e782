//! What becomes of leadership where zone data are too old.
//!
//! A node whose data are older than a schedule's gives leadership to one that may have newer ones. If it leads again, perhaps none has: then
//! it stays, twice as long each time. So leadership moves a few times, and not for ever, and what the node can run, runs.

use std::time::{Duration, Instant};

/// After it gave leadership away first.
const STAYS_MIN: Duration = Duration::from_mins(1);
/// At most.
const STAYS_MAX: Duration = Duration::from_hours(24);

/// When this node gave leadership away.
#[derive(Debug, Default)]
pub(super) struct Yields {
    /// When it did so last, and how long it stays after that.
    last: Option<(Instant, Duration)>,
}

impl Yields {
    /// Whether it gives leadership away now; then it did.
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
