//! Steps of a wall clock against elapsed time.
//!
//! The kernel slews both clocks alike. A difference between them therefore comes from a step: a clock that was set, or
//! a leap second.

use super::ClockReading;

/// Measures from its first reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepWatch {
    began: ClockReading,
}

impl StepWatch {
    pub fn begin(look: ClockReading) -> Self {
        Self { began: look }
    }

    /// The step in nanoseconds, positive when the wall clock ran ahead.
    pub fn step(self, look: ClockReading) -> i64 {
        let shown = look.wall.saturating_sub(self.began.wall);
        shown.saturating_sub(look.elapsed.saturating_sub(self.began.elapsed))
    }
}
