//! Histograms of whole numbers, in the place of the crate of this name that openraft depends on: what openraft calls of it, and no more.
//!
//! The one published makes tables of boundaries for sixteen precisions when the first histogram is made, and openraft uses one of them: 26 MB that are
//! written once and never read, nearly half of what an idle node took (`docs/decisions/0072-histograms-of-openraft.md`). Here boundaries are computed.
//!
//! **Buckets.** Numbers below 8 have one each. From there on each doubling has four, so what is told of a number is at most a fifth below it.

use std::fmt;
use std::marker::PhantomData;

/// Buckets of each doubling, as a power of two.
const PRECISION_BITS: u32 = 2;
/// Numbers below this have a bucket each.
const EXACT: u64 = 1 << (PRECISION_BITS + 1);
const BUCKETS: usize = bucket(u64::MAX) + 1;

/// The bucket of a number.
const fn bucket(number: u64) -> usize {
    if number < EXACT {
        return number as usize;
    }
    // The number without its lowest bits has as many as EXACT - 1 has: the doubling it is in is how many were dropped.
    let dropped = number.ilog2() - PRECISION_BITS;
    ((dropped as usize) << PRECISION_BITS) + (number >> dropped) as usize
}

/// The least number of a bucket.
const fn least(bucket: usize) -> u64 {
    if (bucket as u64) < EXACT {
        return bucket as u64;
    }
    let dropped = (bucket >> PRECISION_BITS) - 1;
    ((bucket - (dropped << PRECISION_BITS)) as u64) << dropped
}

/// How often numbers were recorded. The parameter is of the published crate, and is not used.
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
    /// One in which nothing is recorded.
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

    /// Records a number so many times.
    pub fn record_n(&mut self, number: u64, times: u64) {
        if let Some(count) = self.counts.get_mut(bucket(number)) {
            *count = count.saturating_add(times);
        }
        self.samples = self.samples.saturating_add(times);
    }

    /// How many numbers were recorded, and what those in the places that are usually asked for are.
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

    /// The least number of the bucket in which the number is that has so many thousandths at or below it (the nearest rank); 0 if there is none.
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

    /// The least number of each bucket in which there is one, and how many there are.
    fn filled(&self) -> impl Iterator<Item = (u64, u64)> {
        let counts = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        counts.map(|(bucket, count)| (least(bucket), *count))
    }
}

/// Numbers by how many are at or below them, each rounded down to its bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PercentileStats {
    /// Numbers recorded.
    pub samples: u64,
    /// One of a thousand is at most this.
    pub p0_1: u64,
    /// One of a hundred.
    pub p1: u64,
    /// One of twenty.
    pub p5: u64,
    /// One of ten.
    pub p10: u64,
    /// Half of them.
    pub p50: u64,
    /// Nine of ten.
    pub p90: u64,
    /// Ninety-nine of a hundred.
    pub p99: u64,
    /// 999 of a thousand.
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

/// Histograms as text: a line for each bucket in which there is a number, as long as it has a share of them.
#[derive(Clone, Debug, Default)]
pub struct AsciiChart {
    histograms: Vec<(String, Histogram)>,
}

/// Signs of a line that stands for all numbers.
const LINE_SIGNS: u128 = 60;

impl AsciiChart {
    /// One without histograms.
    pub fn new() -> Self {
        Self::default()
    }

    /// And this one, below the others.
    #[must_use]
    pub fn add(mut self, name: impl Into<String>, histogram: Histogram) -> Self {
        self.histograms.push((name.into(), histogram));
        self
    }

    /// The text.
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
        /// Against sorting: the number at the nearest rank, and at most a fifth less.
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
