//! The only door to the machine's clocks for what stamps and releases.

use crate::consensus::{Consensus, QuorumTime};
use minoots_kernel::defects::{Defect, planted};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Where time comes from.
pub trait TimeSource: Send + Sync + 'static {
    /// The wall clock, nanoseconds UTC since 1970. May step either way.
    fn wall(&self) -> i64;

    /// Elapsed time, which never steps.
    fn elapsed(&self) -> Instant {
        instant()
    }
}

/// The machine's wall clock.
struct SystemTimeSource;

impl TimeSource for SystemTimeSource {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the wall clock"
    )]
    fn wall(&self) -> i64 {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
        }
    }
}

/// A node's clock.
#[derive(Clone)]
pub struct Clock(Arc<dyn TimeSource>);

impl Default for Clock {
    fn default() -> Self {
        Clock(Arc::new(SystemTimeSource))
    }
}

impl Clock {
    /// A clock from another source of time.
    pub fn new(source: Arc<dyn TimeSource>) -> Clock {
        Clock(source)
    }

    /// The wall clock, nanoseconds UTC.
    pub fn now(&self) -> i64 {
        self.0.wall()
    }

    /// Elapsed time, for durations.
    pub fn elapsed(&self) -> Instant {
        self.0.elapsed()
    }
}

/// Largest step of the wall clock against elapsed time that passes without an alarm, nanoseconds (epsilon, 250 ms).
pub const STEP_MAX: i64 = 250_000_000;

/// Notices steps of the wall clock.
pub struct StepWatch {
    clock: Clock,
    wall: i64,
    elapsed: Instant,
}

impl StepWatch {
    /// Starts from now.
    pub fn new(clock: Clock) -> StepWatch {
        StepWatch {
            wall: clock.now(),
            elapsed: clock.elapsed(),
            clock,
        }
    }

    /// How far the wall clock stepped since the last look, if by more than [`STEP_MAX`]; nanoseconds, positive when forward.
    pub fn stepped(&mut self) -> Option<i64> {
        let (wall, elapsed) = (self.clock.now(), self.clock.elapsed());
        let passed = i64::try_from(elapsed.duration_since(self.elapsed).as_nanos()).unwrap_or(i64::MAX);
        let step = wall.saturating_sub(self.wall).saturating_sub(passed);
        (self.wall, self.elapsed) = (wall, elapsed);
        (step.abs() > STEP_MAX).then_some(step)
    }
}

/// Whether a leader may stamp and release now (the clock rule, G22): a quorum answered within the lease, and this node's clock is
/// within [`STEP_MAX`] of what a quorum of the voters' clocks show. One wrong clock can stop a leader, and never makes it early.
pub struct Gate {
    consensus: Arc<dyn Consensus>,
    clock: Clock,
    alarmed: bool,
}

impl Gate {
    /// A gate over this node's standing and clock.
    pub fn new(consensus: Arc<dyn Consensus>, clock: Clock) -> Gate {
        Gate {
            consensus,
            clock,
            alarmed: false,
        }
    }

    /// Looks now. A clock that is wrong raises an alarm and hands leadership over.
    pub fn is_open(&mut self) -> bool {
        if planted(Defect::ClockGateIgnored) {
            return true;
        }
        let standing = self.consensus.standing();
        let Some(quorum) = standing.quorum_time.filter(|_| standing.leased) else {
            return false;
        };
        let off = offset(self.clock.now(), quorum, self.clock.elapsed());
        if off.abs() <= STEP_MAX {
            self.alarmed = false;
            return true;
        }
        if !self.alarmed {
            let off_ms = off / 1_000_000;
            tracing::error!(
                off_ms,
                "this node's clock differs from the clocks of a quorum: nothing is stamped or released here"
            );
            self.alarmed = true;
        }
        self.consensus.abdicate();
        false
    }
}

/// How far a clock is ahead of a quorum's, nanoseconds.
fn offset(own: i64, quorum: QuorumTime, at: Instant) -> i64 {
    let passed = i64::try_from(at.saturating_duration_since(quorum.at).as_nanos()).unwrap_or(i64::MAX);
    own.saturating_sub(quorum.reading.saturating_add(passed))
}

/// Elapsed time, for durations and for nothing that is stored.
#[allow(clippy::disallowed_methods, reason = "measures how long things take")]
pub fn instant() -> Instant {
    Instant::now()
}

/// Nanoseconds as a duration to wait; nothing when negative.
pub fn wait(nanos: i64) -> Duration {
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(0))
}
