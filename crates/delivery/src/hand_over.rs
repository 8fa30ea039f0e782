//! Releasing while leadership is handed over.
//!
//! What is armed goes out whoever leads, so a leader that hands over goes on releasing until its successor acts, although it
//! relies on no lease any more. Its clock was that of a quorum when the hand-over began; for how long that is taken for granted is
//! bounded here.

use minoots_kernel::limits::LEAD_MAX;
use std::time::{Duration, Instant};

/// Nothing due later than this is armed when a hand-over begins.
const LASTS: Duration = Duration::from_nanos(LEAD_MAX.unsigned_abs());

/// A hand-over, while it lasts.
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

    /// Whether what is armed may be released without a lease.
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
