//! The one place of this crate that reads a clock: how long an attempt took, and when it must end.
#![allow(clippy::disallowed_methods)]

use std::time::Duration;

use tokio::time::Instant;

/// A span of time that is running out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    started: Instant,
    end: Instant,
}

impl Deadline {
    /// Ends after `span` from now.
    pub(crate) fn after(span: Duration) -> Self {
        let started = Instant::now();
        Self {
            started,
            end: started + span,
        }
    }

    /// Ends after `span` from now, and no later than `self`.
    pub(crate) fn within(&self, span: Duration) -> Self {
        let inner = Self::after(span);
        Self {
            end: inner.end.min(self.end),
            ..inner
        }
    }

    /// One of `parts` equal shares of what is left, from now.
    pub(crate) fn share(&self, parts: usize) -> Self {
        let left = self.end.saturating_duration_since(Instant::now());
        self.within(left / u32::try_from(parts.max(1)).unwrap_or(u32::MAX))
    }

    /// When it ends.
    pub(crate) fn end(&self) -> Instant {
        self.end
    }

    /// Time since it began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}
