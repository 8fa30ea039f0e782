//! The retry delays of rejections: they grow with the ratio of offered to admitted creates.

use std::time::Duration;

use super::tunables::{PRESSURE_SLICE, REFUSED_PER_SECOND, RETRY_DELAY_MIN, RETRY_DELAYS};

/// The number of delays within a doubling.
const STEPS: usize = 4;
/// The level of the longest delay before jitter, which may double it.
const LEVEL_MAX: usize = RETRY_DELAYS - STEPS;

/// The counters at the last adjustment of the delay, and its result.
#[derive(Debug, Default)]
pub(super) struct Pressure {
    since: Duration,
    admitted: u64,
    refused: u64,
    level: usize,
    refuses_most: bool,
}

impl Pressure {
    /// Starts without pressure, whatever the counters are.
    pub fn begin(now: Duration, admitted: u64, refused: u64) -> Pressure {
        Pressure {
            since: now,
            admitted,
            refused,
            ..Pressure::default()
        }
    }

    /// Whether rejections exceeded admissions in the last slice, and were too many for callers that respect their
    /// delays.
    pub fn refuses_most(&self) -> bool {
        self.refuses_most
    }

    /// The minimum level of [`delays`], given the totals of admitted and rejected creates.
    pub fn level(&mut self, now: Duration, admitted: u64, refused: u64) -> usize {
        let span = now.saturating_sub(self.since);
        if span >= PRESSURE_SLICE {
            let newly = |total: u64, before: u64| total.saturating_sub(before) as f64;
            let taken = newly(admitted, self.admitted).max(1.0);
            let refused_of_span = newly(refused, self.refused);
            let offered_of_taken = 1.0 + refused_of_span / taken;
            // The ratio is at least 1, so its logarithm is at least 0.
            let level = (offered_of_taken.log2() * STEPS as f64).round() as usize;
            *self = Pressure {
                since: now,
                admitted,
                refused,
                level: level.min(LEVEL_MAX),
                refuses_most: refused_of_span > taken && refused_of_span >= REFUSED_PER_SECOND * span.as_secs_f64(),
            };
        }
        self.level
    }
}

/// The delay of the rejection with this number, so that callers rejected together do not return together. It is between
/// the level's delay and less than twice that. Only neighbouring numbers have to differ, so no randomness is needed.
pub(super) fn jittered(level: usize, number: u64) -> usize {
    // Multiplication by the golden ratio spreads successive numbers evenly.
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

    const SECOND: Duration = Duration::from_secs(1);

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
        assert_eq!(pressure.level(slice(2), 2_000, 1_000), STEPS, "twice what is taken");
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
    fn most_is_refused_where_it_is_more_than_is_taken_and_more_than_callers_that_wait_would_bring() {
        let refuses = |admitted: u64, refused: u64, slices: u32| {
            let mut pressure = Pressure::begin(SECOND, 5_000, 7_000);
            assert!(!pressure.refuses_most());
            pressure.level(SECOND + PRESSURE_SLICE * slices, 5_000 + admitted, 7_000 + refused);
            pressure.refuses_most()
        };
        assert!(refuses(1_000, 1_001, 1) && !refuses(1_000, 1_000, 1));
        let least = REFUSED_PER_SECOND as u64 / 4;
        assert!(refuses(10, least, 1) && !refuses(10, least - 1, 1));
        assert!(
            refuses(10, 8 * least, 8) && !refuses(10, least, 8),
            "in a slice that is longer"
        );
        let mut pressure = Pressure::begin(SECOND, 0, 0);
        pressure.level(2 * SECOND, 10, 10_000);
        pressure.level(3 * SECOND, 20, 10_000);
        assert!(!pressure.refuses_most(), "it is over");
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
