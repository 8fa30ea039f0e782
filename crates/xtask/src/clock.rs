//! The one place of this crate that reads a clock: how long a stage took.
#![allow(clippy::disallowed_methods)]

use std::time::{Duration, Instant};

/// A running measurement.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
