//! The pause of a restarted voter before it votes (G24).
//!
//! A voter that hears a leader promises to elect no other for one lease, and loses that promise when it restarts. So
//! after a restart it stays out of elections for one lease and a margin. A node that has never voted, or that is its
//! whole cluster, has promised nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_sequencer::clock::Clock;

use crate::clock::Boottime;
use crate::timing::Timing;

/// Whether this node stays out of elections. Cheap to clone; clones share state.
#[derive(Clone)]
pub(crate) struct Abstention {
    lease: Duration,
    clock: Clock,
    until: Arc<Mutex<Boottime>>,
}

impl Abstention {
    /// For a node that starts now; `promised` tells whether it may have made promises before the restart.
    pub(crate) fn new(timing: Timing, clock: Clock, promised: bool) -> Self {
        let abstention = Self {
            lease: Duration::from_millis(timing.election_timeout_ms_max),
            clock,
            until: Arc::default(),
        };
        if promised {
            abstention.begin();
        }
        abstention
    }

    /// Starts the pause: promises made so far are lost.
    pub(crate) fn begin(&self) {
        *self.until() = self.clock.elapsed().plus(self.lease + self.lease / 10);
    }

    /// Ends the pause: this node is its whole cluster.
    pub(crate) fn lift(&self) {
        *self.until() = Boottime::default();
    }

    /// Whether the pause still lasts.
    pub(crate) fn holds(&self) -> bool {
        self.clock.elapsed() < *self.until()
    }

    fn until(&self) -> MutexGuard<'_, Boottime> {
        self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Hand;

    const TIMING: Timing = Timing {
        heartbeat_interval_ms: 10,
        election_timeout_ms_min: 50,
        election_timeout_ms_max: 100,
    };

    #[test]
    fn nodes_that_may_have_promised_abstain_for_a_lease_and_margin() {
        let hand = Hand::default();
        let abstention = Abstention::new(TIMING, hand.clock(), true);
        assert!(abstention.holds());
        hand.pass(Duration::from_millis(100));
        assert!(abstention.holds(), "the margin");
        hand.pass(Duration::from_millis(15));
        assert!(!abstention.holds());
    }

    #[test]
    fn nodes_without_promises_vote_at_once() {
        assert!(!Abstention::new(TIMING, Clock::default(), false).holds());
    }
}
