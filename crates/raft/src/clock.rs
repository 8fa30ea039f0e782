//! The only door to the machine's clocks for leases and deadlines. The wall clock is the sequencer's.

use std::time::Instant;

pub(crate) use minoots_sequencer::clock::Boottime;

/// A monotonic instant; stands still while the machine sleeps.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the monotonic clock"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
