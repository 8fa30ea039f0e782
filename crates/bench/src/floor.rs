//! The machine's floor: the cost of a sync, a sleep and an empty call, independent of the node.

use std::path::{Path, PathBuf};

use hdrhistogram::Histogram;
use minoots_terminal::errors::Failure;
use serde::Serialize;

use super::samples::{Percentiles, new_histogram, pair};
use super::{creates, echo};

mod disk;
mod sleep;

/// Calls made to the echo.
const ECHO_CALLS: u32 = 20_000;
/// The factor between the medians before and after a run, above which other work disturbed the machine.
const DISTURBED_FACTOR: f64 = 2.0;
/// Differences of medians below this are noise, whatever their ratio, in microseconds.
const NOISE_US: f64 = 20.0;

/// One measurement of the floor.
pub struct Sample {
    /// Nanoseconds; `None` if the data is on another machine.
    fdatasync: Option<Histogram<u64>>,
    /// Nanoseconds.
    sleep_overshoot: Histogram<u64>,
    echo_ops_per_second: f64,
}

/// Measures the floor on the disk of `directory`, with the run's number of callers.
pub async fn measure(directory: Option<PathBuf>, concurrency: u32) -> Result<Sample, Failure> {
    let fdatasync = match directory {
        Some(directory) => Some(blocking(move || sync_times(&directory)).await?),
        None => None,
    };
    let sleep_overshoot = blocking(|| sleep::overshoots().map_err(|error| Failure::io("cannot sleep", &error))).await?;
    let echo = echo::EchoProcess::start().await?;
    let outcome = creates::run(&echo.endpoint, ECHO_CALLS, concurrency).await?;
    Ok(Sample {
        fdatasync,
        sleep_overshoot: histogram(sleep_overshoot)?,
        echo_ops_per_second: outcome.ops_per_second(),
    })
}

fn sync_times(directory: &Path) -> Result<Histogram<u64>, Failure> {
    let times = disk::sync_times(directory);
    histogram(times.map_err(|error| Failure::io(format!("cannot sync in {}", directory.display()), &error))?)
}

/// Runs work on a thread of its own, which no other task shares.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Failure::failed(format!("the measurement ended: {error}")))?
}

fn histogram(samples_ns: Vec<u64>) -> Result<Histogram<u64>, Failure> {
    let mut histogram = new_histogram()?;
    for ns in samples_ns {
        histogram.saturating_record(ns);
    }
    Ok(histogram)
}

/// The floor as printed: both measurements merged, each alone, and whether they agree.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Floor {
    #[serde(flatten)]
    pub both: Figures,
    pub before: Figures,
    pub after: Figures,
    /// The measurements before and after differ, so the run's figures may be disturbed.
    pub disturbed: bool,
    /// The difference as a sentence.
    pub note: String,
}

/// The figures of one measurement.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// A 4 KiB write and `fdatasync` on the disk of the data.
    pub fdatasync_us: Option<Percentiles>,
    /// The time by which a precise sleep overshoots.
    pub sleep_overshoot_us: Percentiles,
    /// Empty unary calls with the run's message, callers and connections.
    pub echo_ops_per_second: f64,
}

impl Floor {
    /// Merges both measurements.
    pub fn new(before: &Sample, after: &Sample) -> Result<Self, Failure> {
        let (first, second) = (Figures::of(before), Figures::of(after));
        let differences = differences(&first, &second);
        Ok(Self {
            both: Figures::of(&merged(before, after)?),
            before: first,
            after: second,
            disturbed: !differences.is_empty(),
            note: note(&differences),
        })
    }
}

impl Figures {
    fn of(sample: &Sample) -> Self {
        Self {
            fdatasync_us: sample.fdatasync.as_ref().map(Percentiles::of),
            sleep_overshoot_us: Percentiles::of(&sample.sleep_overshoot),
            echo_ops_per_second: sample.echo_ops_per_second.round(),
        }
    }
}

impl Figures {
    /// The rows of a table.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let sync = self.fdatasync_us.as_ref().map(pair).unwrap_or_default();
        vec![
            ("floor: 4 KiB fdatasync", sync),
            ("floor: sleep overshoot", pair(&self.sleep_overshoot_us)),
            ("floor: echo", format!("{}/s", self.echo_ops_per_second)),
        ]
    }
}

fn merged(before: &Sample, after: &Sample) -> Result<Sample, Failure> {
    let add = |one: &Histogram<u64>, other: &Histogram<u64>| {
        let mut sum = one.clone();
        sum.add(other).map_err(|error| Failure::failed(error.to_string()))?;
        Ok::<_, Failure>(sum)
    };
    let fdatasync = match (&before.fdatasync, &after.fdatasync) {
        (Some(one), Some(other)) => Some(add(one, other)?),
        _ => None,
    };
    Ok(Sample {
        fdatasync,
        sleep_overshoot: add(&before.sleep_overshoot, &after.sleep_overshoot)?,
        echo_ops_per_second: f64::midpoint(before.echo_ops_per_second, after.echo_ops_per_second),
    })
}

/// The figures that differ by more than the factor, in words.
fn differences(before: &Figures, after: &Figures) -> Vec<String> {
    let sleep = (before.sleep_overshoot_us.p50, after.sleep_overshoot_us.p50);
    let echo = (before.echo_ops_per_second, after.echo_ops_per_second);
    let sync = before
        .fdatasync_us
        .as_ref()
        .zip(after.fdatasync_us.as_ref())
        .map(|(one, other)| (one.p50, other.p50));
    let mut differences = Vec::new();
    if let Some((one, other)) = sync.filter(|pair| apart(*pair) && (pair.0 - pair.1).abs() > NOISE_US) {
        differences.push(format!("median sync {one} us before, {other} us after"));
    }
    if apart(sleep) && (sleep.0 - sleep.1).abs() > NOISE_US {
        differences.push(format!(
            "median sleep overshoot {} us before, {} us after",
            sleep.0, sleep.1
        ));
    }
    if apart(echo) {
        differences.push(format!("echo {}/s before, {}/s after", echo.0, echo.1));
    }
    differences
}

fn apart((one, other): (f64, f64)) -> bool {
    one.max(other) > DISTURBED_FACTOR * one.min(other)
}

fn note(differences: &[String]) -> String {
    if differences.is_empty() {
        return "The machine was as fast after the run as before it.".to_owned();
    }
    let changes = differences.join("; ");
    format!(
        "The machine changed during the run ({changes}): something else used it. Do not trust these figures; run again."
    )
}

#[cfg(test)]
mod tests;
