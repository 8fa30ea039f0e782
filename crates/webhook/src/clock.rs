//! The only module of this crate that reads a clock: the duration of an attempt, and its deadline.
#![allow(clippy::disallowed_methods)]

use std::time::Duration;

use tokio::time::Instant;

/// A time span with a fixed end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    started: Instant,
    end: Instant,
}

impl Deadline {
    /// Ends `span` from now.
    pub(crate) fn after(span: Duration) -> Self {
        let started = Instant::now();
        Self {
            started,
            end: started + span,
        }
    }

    /// Ends `span` from now, but not later than `self`.
    pub(crate) fn within(&self, span: Duration) -> Self {
        let inner = Self::after(span);
        Self {
            end: inner.end.min(self.end),
            ..inner
        }
    }

    /// One of `parts` equal shares of the remaining time, from now.
    pub(crate) fn share(&self, parts: usize) -> Self {
        let left = self.end.saturating_duration_since(Instant::now());
        self.within(left / u32::try_from(parts.max(1)).unwrap_or(u32::MAX))
    }

    /// The instant at which it ends.
    pub(crate) fn end(&self) -> Instant {
        self.end
    }

    /// Time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}
