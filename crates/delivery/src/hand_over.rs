//! Releases during a planned transfer of leadership.
//!
//! An armed timer is released whichever node leads. A leader that hands over therefore continues to release until its
//! successor acts, although it no longer holds a lease. Its clock agreed with a quorum when the hand-over began; this
//! module bounds the time for which that is assumed.

use minoots_kernel::limits::LEAD_MAX;
use std::time::{Duration, Instant};

/// The maximum duration. No timer due later than this is armed when a hand-over begins.
const LASTS: Duration = Duration::from_nanos(LEAD_MAX.unsigned_abs());

/// A hand-over and its start.
#[derive(Default)]
pub(crate) struct HandOver {
    began: Option<Instant>,
}

impl HandOver {
    pub fn begin(&mut self, now: Instant) {
        self.began = Some(now);
    }

    pub fn end(&mut self) {
        self.began = None;
    }

    /// Whether armed timers may be released without a lease.
    pub fn lasts(&self, now: Instant) -> bool {
        self.began
            .is_some_and(|began| now.saturating_duration_since(began) < LASTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minoots_sequencer::clock::instant;

    #[test]
    fn a_hand_over_lasts_until_it_is_over_and_no_longer_than_anything_is_armed_ahead() {
        let (mut hand_over, began) = (HandOver::default(), instant());
        assert!(!hand_over.lasts(began));
        hand_over.begin(began);
        assert!(hand_over.lasts(began + LASTS - Duration::from_nanos(1)));
        assert!(!hand_over.lasts(began + LASTS));
        hand_over.end();
        assert!(!hand_over.lasts(began));
    }
}
