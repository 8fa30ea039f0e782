//! Samples in histograms, and the figures derived from them.

use hdrhistogram::Histogram;
use minoots_terminal::errors::Failure;
use serde::Serialize;
use tokio::task::JoinSet;

/// Significant decimal digits of each sample.
const DIGITS: u8 = 3;

/// The largest recorded sample, ten minutes; longer ones are recorded as this.
const SAMPLE_NS_MAX: u64 = 600_000_000_000;

/// An empty histogram of nanoseconds.
pub fn new_histogram() -> Result<Histogram<u64>, Failure> {
    Histogram::new_with_bounds(1, SAMPLE_NS_MAX, DIGITS).map_err(|error| Failure::failed(error.to_string()))
}

/// The samples of all callers, merged after each has ended.
pub async fn joined(mut callers: JoinSet<Result<Histogram<u64>, Failure>>) -> Result<Histogram<u64>, Failure> {
    let mut all = new_histogram()?;
    while let Some(caller) = callers.join_next().await {
        let own = caller.map_err(|error| Failure::failed(format!("a caller ended: {error}")))??;
        all.add(own).map_err(|error| Failure::failed(error.to_string()))?;
    }
    Ok(all)
}

/// The median; of an even number the lower one. `None` without values.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

/// Milliseconds, rounded to a tenth.
pub fn tenth_ms(ns: i64) -> f64 {
    (ns as f64 / 100_000.0).round() / 10.0
}

/// A percentile of a histogram of nanoseconds, in microseconds, rounded to a tenth.
fn us(histogram: &Histogram<u64>, percentile: f64) -> f64 {
    tenth_us(histogram.value_at_percentile(percentile))
}

fn tenth_us(ns: u64) -> f64 {
    (ns as f64 / 100.0).round() / 10.0
}

/// Median and 99th percentile, in microseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p99: f64,
}

impl Percentiles {
    /// The percentiles of a histogram of nanoseconds.
    pub fn of(histogram: &Histogram<u64>) -> Self {
        Self {
            p50: us(histogram, 50.0),
            p99: us(histogram, 99.0),
        }
    }
}

/// Lateness of timers, in microseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Lateness {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

impl Lateness {
    /// The percentiles of a histogram of nanoseconds.
    pub fn of(histogram: &Histogram<u64>) -> Self {
        Self {
            p50: us(histogram, 50.0),
            p95: us(histogram, 95.0),
            p99: us(histogram, 99.0),
            max: tenth_us(histogram.max()),
        }
    }
}

/// Both percentiles as text.
pub fn pair(figures: &Percentiles) -> String {
    format!("p50 {} us, p99 {} us", figures.p50, figures.p99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_to_a_tenth_of_a_millisecond() {
        assert_eq!(tenth_ms(412_345_678), 412.3);
    }

    #[test]
    fn the_median_is_a_value_that_was_measured() {
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.0));
        assert_eq!(median(&[5.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[]), None);
    }
}
