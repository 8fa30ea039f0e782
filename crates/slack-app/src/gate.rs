//! A gate that closes while Slack limits the rate of a workspace, so that queued messages are not rejected one by one.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::monotonic;

/// A gate, open at first.
#[derive(Debug, Default)]
pub struct Gate(Mutex<Option<Instant>>);

impl Gate {
    /// Closes the gate for this duration, unless it is closed for longer already.
    pub fn shut(&self, duration: Duration) {
        let until = monotonic() + duration;
        let mut shut = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *shut = Some(shut.map_or(until, |before| before.max(until)));
    }

    /// The time until the gate opens; `None` if it is open.
    pub fn left(&self) -> Option<Duration> {
        let until = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(until.saturating_duration_since(monotonic())).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_shut_for_the_longest_that_was_asked_and_is_open_after_that() {
        let gate = Gate::default();
        assert_eq!(gate.left(), None);
        gate.shut(Duration::ZERO);
        assert_eq!(gate.left(), None);
        gate.shut(Duration::from_hours(2));
        gate.shut(Duration::from_hours(1));
        let left = gate.left();
        assert!(
            left.is_some_and(|left| left > Duration::from_hours(1) && left <= Duration::from_hours(2)),
            "{left:?}"
        );
    }
}
