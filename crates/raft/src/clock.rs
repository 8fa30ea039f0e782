//! Time for leases and deadlines, read only through the sequencer's clock module.

pub(crate) use minoots_sequencer::clock::{Boottime, instant as now};

#[cfg(test)]
pub(crate) use self::hand::Hand;

#[cfg(test)]
mod hand {
    use std::sync::{Arc, Mutex, PoisonError};
    use std::time::{Duration, Instant};

    use minoots_sequencer::clock::{Clock, TimeSource};

    use super::{Boottime, now};

    /// A manual clock. Clones share state.
    #[derive(Clone)]
    pub(crate) struct Hand {
        began: Instant,
        passed: Arc<Mutex<Duration>>,
    }

    impl Default for Hand {
        fn default() -> Self {
            Self {
                began: now(),
                // Not zero, because a real clock never is.
                passed: Arc::new(Mutex::new(Duration::from_secs(1_000))),
            }
        }
    }

    impl Hand {
        /// A clock that reads this time source.
        pub(crate) fn clock(&self) -> Clock {
            Clock::new(Arc::new(self.clone()))
        }

        /// Advances the clock.
        pub(crate) fn pass(&self, time: Duration) {
            *self.passed.lock().unwrap_or_else(PoisonError::into_inner) += time;
        }

        fn passed(&self) -> Duration {
            *self.passed.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl TimeSource for Hand {
        fn wall(&self) -> i64 {
            i64::try_from(self.passed().as_nanos()).unwrap_or(i64::MAX)
        }

        fn elapsed(&self) -> Boottime {
            Boottime::default().plus(self.passed())
        }

        fn monotonic(&self) -> Instant {
            self.began + self.passed()
        }
    }
}
