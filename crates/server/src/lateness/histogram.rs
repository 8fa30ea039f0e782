//! A histogram of durations with buckets that grow with their values, so that the relative error is equal from a
//! microsecond to a day. Recording is two atomic additions, from any thread.
//!
//! A bucket is 1 µs wide up to 16 µs; from there each power of two is divided into 16. So its upper bound is at most a
//! sixteenth above any value in it.

use std::sync::atomic::{AtomicU64, Ordering};

const PARTS_BITS: u32 = 4;
/// The number of buckets for each power of two.
const PARTS: u64 = 1 << PARTS_BITS;
/// The binary logarithm of the limit in µs: durations from 2^40 µs (12 days) on count as that long.
const BITS_MAX: u32 = 40;
const BUCKETS: usize = (PARTS * (BITS_MAX as u64 - PARTS_BITS as u64 + 1)) as usize;
const MICROSECOND: u64 = 1_000;

/// The counts.
#[derive(Debug)]
pub(crate) struct Histogram {
    buckets: Vec<AtomicU64>,
    max: AtomicU64,
}

impl Default for Histogram {
    fn default() -> Self {
        Histogram {
            buckets: (0..BUCKETS).map(|_| AtomicU64::new(0)).collect(),
            max: AtomicU64::new(0),
        }
    }
}

/// The counts at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Upper bound in nanoseconds and count of each non-empty bucket, in order.
    pub buckets: Vec<(u64, u64)>,
    /// The total count.
    pub count: u64,
    /// The longest duration, nanoseconds, exactly.
    pub max: u64,
}

impl Histogram {
    /// Records a duration, nanoseconds.
    pub fn record(&self, nanos: u64) {
        if let Some(bucket) = self.buckets.get(bucket(nanos / MICROSECOND)) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.max.fetch_max(nanos, Ordering::Relaxed);
    }

    /// Reads the counts.
    pub fn counted(&self) -> Counted {
        let counts = self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed));
        let buckets = counts.enumerate().filter(|(_, count)| *count > 0);
        let buckets: Vec<(u64, u64)> = buckets
            .map(|(index, count)| (upper_bound(index as u64), count))
            .collect();
        Counted {
            count: buckets.iter().map(|(_, count)| count).sum(),
            max: self.max.load(Ordering::Relaxed),
            buckets,
        }
    }
}

impl Counted {
    /// The percentile at a share in thousandths by nearest rank, nanoseconds: at most a sixteenth above the true one. 0
    /// if there is none.
    pub fn percentile(&self, per_mille: u64) -> u64 {
        let rank = (self.count * per_mille).div_ceil(1_000).max(1);
        let mut seen = 0;
        let reached = self.buckets.iter().find(|(_, count)| {
            seen += count;
            seen >= rank
        });
        reached.map_or(0, |(upper, _)| (*upper).min(self.max))
    }
}

fn bucket(micros: u64) -> usize {
    let micros = micros.min((1 << BITS_MAX) - 1);
    let Some(shift) = micros.checked_ilog2().and_then(|bits| bits.checked_sub(PARTS_BITS)) else {
        return micros as usize;
    };
    (PARTS * u64::from(shift) + (micros >> shift)) as usize
}

/// The exclusive upper bound of a bucket, nanoseconds.
fn upper_bound(bucket: u64) -> u64 {
    let (shift, part) = match bucket / PARTS {
        0 => (0, bucket),
        power => (power - 1, PARTS + bucket % PARTS),
    };
    ((part + 1) << shift) * MICROSECOND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_is_below_its_buckets_bound_by_a_sixteenth_and_a_microsecond_at_most() {
        let spread = (0..BITS_MAX).flat_map(|bits| {
            let power = 1_u64 << bits;
            [power - 1, power, power + power / 3, power + power / 2]
        });
        for micros in spread.chain(0..5_000) {
            let upper = upper_bound(bucket(micros) as u64) / MICROSECOND;
            assert!(
                upper > micros && upper - micros <= 1 + micros / PARTS,
                "{micros} below {upper}"
            );
        }
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn buckets_follow_each_other_without_gap() {
        let bounds: Vec<u64> = (0..BUCKETS as u64).map(upper_bound).collect();
        assert!(bounds.windows(2).all(|pair| pair[0] < pair[1]));
        for (index, upper) in bounds.iter().enumerate().take(BUCKETS - 1) {
            assert_eq!(bucket(upper / MICROSECOND - 1), index);
            assert_eq!(bucket(upper / MICROSECOND), index + 1);
        }
    }

    #[test]
    fn percentiles_are_those_of_a_sorted_list_but_for_the_width_of_a_bucket() {
        let histogram = Histogram::default();
        assert_eq!(histogram.counted().percentile(500), 0);
        let mut all: Vec<u64> = (1..=1_000).map(|at| at * at * 977).collect();
        all.iter().rev().for_each(|nanos| histogram.record(*nanos));
        let counted = histogram.counted();
        all.sort_unstable();
        assert_eq!((counted.count, counted.max), (1_000, all[999]));
        for per_mille in [1, 500, 900, 990, 1_000] {
            let (exact, told) = (all[per_mille - 1], counted.percentile(per_mille as u64));
            assert!(
                told >= exact && told <= exact + exact / 16 + MICROSECOND,
                "{exact} as {told}"
            );
        }
        assert_eq!(counted.percentile(1_000), counted.max);
    }
}
