//! How long those who are refused are told to wait: the longer, the more is offered of what is taken.

use std::time::Duration;

use super::tunables::{PRESSURE_SLICE, RETRY_DELAY_MIN, RETRY_DELAYS};

/// Delays of a doubling.
const STEPS: usize = 4;
/// The longest delay before jitter: that may double it.
const LEVEL_MAX: usize = RETRY_DELAYS - STEPS;

/// Counts up to when the delay was last considered, and what came of it.
#[derive(Debug, Default)]
pub(super) struct Pressure {
    since: Duration,
    admitted: u64,
    refused: u64,
    level: usize,
}

impl Pressure {
    /// Which of [`delays`] to name at least, given all that was let in and refused until now.
    pub fn level(&mut self, now: Duration, admitted: u64, refused: u64) -> usize {
        if now.saturating_sub(self.since) >= PRESSURE_SLICE {
            let newly = |total: u64, before: u64| total.saturating_sub(before) as f64;
            let taken = newly(admitted, self.admitted).max(1.0);
            let offered_of_taken = 1.0 + newly(refused, self.refused) / taken;
            // At least 1, so at least 0.
            let level = (offered_of_taken.log2() * STEPS as f64).round() as usize;
            *self = Pressure {
                since: now,
                admitted,
                refused,
                level: level.min(LEVEL_MAX),
            };
        }
        self.level
    }
}

/// Whether this level says that more was refused than taken.
pub(super) fn refuses_most(level: usize) -> bool {
    level >= STEPS
}

/// The delay for the refusal with this number: those refused together do not come back together. From the level's delay to less than
/// twice as much; only neighbours have to differ, so no randomness is needed.
pub(super) fn jittered(level: usize, number: u64) -> usize {
    // The golden ratio spreads successive numbers evenly.
    let part = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - STEPS.ilog2());
    (level + part as usize).min(RETRY_DELAYS - 1)
}

/// All delays, each longer than the one before by the fourth root of two.
pub(super) fn delays() -> impl Iterator<Item = Duration> {
    let thousandths = [1_000, 1_189, 1_414, 1_682];
    (0..RETRY_DELAYS).map(move |index| {
        let millis = RETRY_DELAY_MIN.as_millis() as u64 * thousandths[index % STEPS] / 1_000;
        Duration::from_millis(millis << (index / STEPS))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_evenly_from_a_tenth_of_a_second_to_ten() {
        let all: Vec<Duration> = delays().collect();
        assert_eq!((all[0], all.len()), (RETRY_DELAY_MIN, RETRY_DELAYS));
        assert_eq!(all[27], Duration::from_millis(10_752));
        for pair in all.windows(2) {
            let ratio = pair[1].div_duration_f64(pair[0]);
            assert!((1.15..1.23).contains(&ratio), "{pair:?}");
        }
    }

    #[test]
    fn twice_as_much_offered_means_twice_as_long_and_calm_means_the_least() {
        let mut pressure = Pressure::default();
        let slice = |number: u32| PRESSURE_SLICE * number;
        assert_eq!(pressure.level(slice(1), 1_000, 0), 0);
        assert!(!refuses_most(0) && !refuses_most(pressure.level(slice(2), 2_000, 600)));
        let mut pressure = Pressure::default();
        assert_eq!(pressure.level(slice(1), 1_000, 0), 0);
        assert_eq!(pressure.level(slice(2), 2_000, 1_000), STEPS, "twice what is taken");
        assert!(refuses_most(STEPS));
        assert_eq!(pressure.level(slice(3), 3_000, 4_000), 2 * STEPS, "four times");
        assert_eq!(
            pressure.level(slice(3), 3_000, 9_000),
            2 * STEPS,
            "considered too early"
        );
        assert_eq!(pressure.level(slice(4), 3_000, u64::MAX), LEVEL_MAX, "nothing is taken");
        assert_eq!(pressure.level(slice(5), 4_000, u64::MAX), 0, "it is over");
    }

    #[test]
    fn refusals_in_a_row_name_different_delays_and_never_less_than_their_level() {
        for level in 0..=LEVEL_MAX {
            let named: Vec<usize> = (0..1_000).map(|number| jittered(level, number)).collect();
            for offset in 0..STEPS {
                let same = named.iter().filter(|index| **index == level + offset).count();
                assert!((200..300).contains(&same), "{same} of 1,000 are {offset} above {level}");
            }
        }
    }
}
