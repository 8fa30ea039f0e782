//! Shut while Slack wants to be left alone by a workspace, so that what else it has to tell is not refused one by one.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::monotonic;

/// Open at first.
#[derive(Debug, Default)]
pub struct Gate(Mutex<Option<Instant>>);

impl Gate {
    /// Shuts it for this long from now, unless it is shut for longer.
    pub fn shut(&self, duration: Duration) {
        let until = monotonic() + duration;
        let mut shut = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *shut = Some(shut.map_or(until, |before| before.max(until)));
    }

    /// How long it stays shut; `None` if it is open.
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
