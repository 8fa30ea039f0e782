//! Histograms of integers. A replacement for the crate of this name that openraft depends on, with only the functions
//! that openraft calls.
//!
//! The published crate builds tables of boundaries for sixteen precisions on first use, and openraft uses one of them.
//! Those are 26 MB, written once and never read, nearly half of an idle node's memory
//! (`docs/decisions/0072-histograms-of-openraft.md`). This crate computes boundaries instead.
//!
//! **Buckets.** Each number below 8 has its own bucket. Above, each doubling has four buckets, so a reported number is
//! at most a fifth too low.

use std::fmt;
use std::marker::PhantomData;

/// Number of buckets per doubling, as a power of two.
const PRECISION_BITS: u32 = 2;
/// Each number below this has its own bucket.
const EXACT: u64 = 1 << (PRECISION_BITS + 1);
const BUCKETS: usize = bucket(u64::MAX) + 1;

/// The index of a number's bucket.
const fn bucket(number: u64) -> usize {
    if number < EXACT {
        return number as usize;
    }
    // Drop low bits until the number has as many bits as EXACT - 1. The number of dropped bits is the doubling.
    let dropped = number.ilog2() - PRECISION_BITS;
    ((dropped as usize) << PRECISION_BITS) + (number >> dropped) as usize
}

/// The smallest number of a bucket.
const fn least(bucket: usize) -> u64 {
    if (bucket as u64) < EXACT {
        return bucket as u64;
    }
    let dropped = (bucket >> PRECISION_BITS) - 1;
    ((bucket - (dropped << PRECISION_BITS)) as u64) << dropped
}

/// Counts of recorded numbers. The type parameter exists for compatibility with the published crate and is unused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram<T = ()> {
    counts: Box<[u64]>,
    samples: u64,
    unused: PhantomData<T>,
}

impl<T> Default for Histogram<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Histogram<T> {
    /// An empty histogram.
    pub fn new() -> Self {
        Self {
            counts: vec![0; BUCKETS].into_boxed_slice(),
            samples: 0,
            unused: PhantomData,
        }
    }

    /// Records a number.
    pub fn record(&mut self, number: u64) {
        self.record_n(number, 1);
    }

    /// Records a number several times.
    pub fn record_n(&mut self, number: u64, times: u64) {
        if let Some(count) = self.counts.get_mut(bucket(number)) {
            *count = count.saturating_add(times);
        }
        self.samples = self.samples.saturating_add(times);
    }

    /// The number of samples, and the usual percentiles.
    pub fn percentile_stats(&self) -> PercentileStats {
        PercentileStats {
            samples: self.samples,
            p0_1: self.percentile(1),
            p1: self.percentile(10),
            p5: self.percentile(50),
            p10: self.percentile(100),
            p50: self.percentile(500),
            p90: self.percentile(900),
            p99: self.percentile(990),
            p99_9: self.percentile(999),
        }
    }

    /// The percentile by the nearest rank, in thousandths, rounded down to the smallest number of its bucket; 0 without
    /// samples.
    fn percentile(&self, thousandths: u64) -> u64 {
        let rank = (u128::from(self.samples) * u128::from(thousandths)).div_ceil(1_000);
        let mut seen = 0;
        self.filled()
            .find(|(_, count)| {
                seen += u128::from(*count);
                seen >= rank
            })
            .map_or(0, |(least, _)| least)
    }

    /// The non-empty buckets: the smallest number and the count of each.
    fn filled(&self) -> impl Iterator<Item = (u64, u64)> {
        let counts = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        counts.map(|(bucket, count)| (least(bucket), *count))
    }
}

/// Percentiles, each rounded down to its bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PercentileStats {
    /// Numbers recorded.
    pub samples: u64,
    /// The 0.1st percentile.
    pub p0_1: u64,
    /// The 1st percentile.
    pub p1: u64,
    /// The 5th percentile.
    pub p5: u64,
    /// The 10th percentile.
    pub p10: u64,
    /// The median.
    pub p50: u64,
    /// The 90th percentile.
    pub p90: u64,
    /// The 99th percentile.
    pub p99: u64,
    /// The 99.9th percentile.
    pub p99_9: u64,
}

impl fmt::Display for PercentileStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "samples: {}, p0.1: {}, p1: {}, p5: {}, p10: {}, p50: {}, p90: {}, p99: {}, p99.9: {}",
            self.samples, self.p0_1, self.p1, self.p5, self.p10, self.p50, self.p90, self.p99, self.p99_9
        )
    }
}

/// Histograms as text: a line for each non-empty bucket, with a length in proportion to its share.
#[derive(Clone, Debug, Default)]
pub struct AsciiChart {
    histograms: Vec<(String, Histogram)>,
}

/// Length of a line that stands for all numbers, in characters.
const LINE_SIGNS: u128 = 60;

impl AsciiChart {
    /// A chart without histograms.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a histogram below the others.
    #[must_use]
    pub fn add(mut self, name: impl Into<String>, histogram: Histogram) -> Self {
        self.histograms.push((name.into(), histogram));
        self
    }

    /// The chart as text.
    pub fn detailed(&self) -> String {
        let charts = self.histograms.iter().map(|(name, histogram)| {
            let lines = histogram.filled().map(|(least, count)| {
                let signs = u128::from(count) * LINE_SIGNS / u128::from(histogram.samples.max(1));
                format!(
                    "{least:>20} {count:>12} {}\n",
                    "#".repeat(signs.try_into().unwrap_or(0))
                )
            });
            format!("{name}\n{}", lines.collect::<String>())
        });
        charts.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn buckets_follow_each_other_without_gaps() {
        for number in 0..EXACT {
            assert_eq!(least(bucket(number)), number);
        }
        for n in 1..BUCKETS {
            assert_eq!(bucket(least(n)), n);
            assert_eq!(bucket(least(n) - 1), n - 1);
        }
    }

    #[test]
    fn a_histogram_of_nothing_tells_of_nothing() {
        assert_eq!(Histogram::<()>::new().percentile_stats(), PercentileStats::default());
    }

    #[test]
    fn a_chart_has_a_line_for_each_bucket_that_is_not_empty() {
        let mut histogram = Histogram::new();
        histogram.record_n(3, 3);
        histogram.record(1_000);
        let chart = AsciiChart::new().add("batches", histogram).detailed();
        let lines: Vec<Vec<&str>> = chart.lines().map(|line| line.split_whitespace().collect()).collect();
        let (long, short) = ("#".repeat(45), "#".repeat(15));
        assert_eq!(
            lines,
            [vec!["batches"], vec!["3", "3", &long], vec!["896", "1", &short]]
        );
    }

    proptest! {
        /// Compares with sorting: the result is the number at the nearest rank, or at most a fifth less.
        #[test]
        fn percentiles_are_of_the_nearest_rank(numbers in prop::collection::vec(0..=u64::MAX, 1..200), shift in 0u32..64) {
            let mut numbers: Vec<u64> = numbers.iter().map(|number| number >> shift).collect();
            let mut histogram = Histogram::<()>::new();
            numbers.iter().for_each(|number| histogram.record(*number));
            numbers.sort_unstable();
            let stats = histogram.percentile_stats();
            prop_assert_eq!(stats.samples, numbers.len() as u64);
            for (told, thousandths) in [(stats.p0_1, 1), (stats.p10, 100), (stats.p50, 500), (stats.p99, 990), (stats.p99_9, 999)] {
                let exact = numbers[(numbers.len() * thousandths).div_ceil(1_000) - 1];
                prop_assert!(told <= exact && exact - told <= exact / 5, "{} for {}", told, exact);
            }
        }
    }
}
