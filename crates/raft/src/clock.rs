//! Time for leases and deadlines. All of it is read through the sequencer's clock module.

use std::time::Duration;

use minoots_sequencer::clock::Clock;
pub(crate) use minoots_sequencer::clock::instant as now;

/// A point in time that goes on while the machine sleeps: what leases are measured with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Boottime(Duration);

impl Boottime {
    /// Now.
    pub(crate) fn now(clock: &Clock) -> Self {
        Self(clock.boottime())
    }

    /// How long before `later` this was; zero if it was not.
    pub(crate) fn until(self, later: Self) -> Duration {
        later.0.saturating_sub(self.0)
    }

    /// This and some time.
    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
}
