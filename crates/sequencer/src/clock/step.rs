//! How far a wall clock moved against elapsed time.
//!
//! The kernel slews both clocks alike, so that what is left between them comes from steps: a clock that was set, or a leap second.

use super::Look;

/// Measures from the look it began with.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepWatch {
    began: Look,
}

impl StepWatch {
    pub fn begin(look: Look) -> Self {
        Self { began: look }
    }

    /// Nanoseconds, positive when the wall clock ran ahead.
    pub fn step(self, look: Look) -> i64 {
        let shown = look.wall.saturating_sub(self.began.wall);
        shown.saturating_sub(look.elapsed.saturating_sub(self.began.elapsed))
    }
}
