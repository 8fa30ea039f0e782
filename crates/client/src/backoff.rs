//! Pauses between attempts: exponential backoff with full jitter.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(2);

/// The pauses of one sequence of attempts.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    pauses: u32,
}

impl Backoff {
    /// The next pause: the server's retry delay, plus a random time up to a ceiling that doubles from 50 ms to 2 s.
    pub fn next(&mut self, asked: Option<Duration>) -> Duration {
        let ceiling = self.advance();
        // Without a source of randomness the pause is the longest, which is safe.
        let share = getrandom::u64().unwrap_or(u64::MAX);
        asked.unwrap_or_default().saturating_add(jittered(ceiling, share))
    }

    /// Starts again with the shortest ceiling, after a success.
    pub fn reset(&mut self) {
        self.pauses = 0;
    }

    fn advance(&mut self) -> Duration {
        let ceiling = FIRST.saturating_mul(1 << self.pauses.min(16)).min(LONGEST);
        self.pauses = self.pauses.saturating_add(1);
        ceiling
    }
}

/// `share / 2^64` of the ceiling.
fn jittered(ceiling: Duration, share: u64) -> Duration {
    let nanos = (ceiling.as_nanos() * u128::from(share)) >> 64;
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ceilings_double_from_50_ms_to_2_s_and_start_again_after_a_success() {
        let mut backoff = Backoff::default();
        let ceilings: Vec<u128> = (0..8).map(|_| backoff.advance().as_millis()).collect();
        assert_eq!(ceilings, [50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
        backoff.reset();
        assert_eq!(backoff.advance(), FIRST);
    }

    #[test]
    fn a_pause_is_anything_from_nothing_to_just_below_the_ceiling() {
        assert_eq!(jittered(LONGEST, 0), Duration::ZERO);
        assert_eq!(jittered(LONGEST, 1 << 63), Duration::from_secs(1));
        assert!(jittered(LONGEST, u64::MAX) < LONGEST);
    }

    #[test]
    fn retry_delays_of_the_server_are_respected() {
        let asked = Duration::from_millis(700);
        for _ in 0..100 {
            let pause = Backoff::default().next(Some(asked));
            assert!(pause >= asked && pause <= asked + FIRST, "{pause:?}");
        }
    }
}
