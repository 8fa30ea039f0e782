//! The report of a run of trials.

use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use serde::Serialize;

use super::ledger::Verdict;
use super::trial::Outcome;
use crate::samples::tenth_ms;

/// Upper bounds of the histogram's columns, in milliseconds.
const BOUNDS_MS: [f64; 10] = [
    100.0, 200.0, 300.0, 500.0, 750.0, 1_000.0, 1_500.0, 2_000.0, 3_000.0, 5_000.0,
];

/// The report over all trials.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub bench: &'static str,
    pub trials: usize,
    /// The kind of loss.
    pub kill: &'static str,
    /// Timers due per second.
    pub rate: u32,
    pub kill_to_first_fire_ms: Times,
    /// Lateness of timers due around the loss of a leader, over all trials.
    pub late_ms: Lateness,
    #[serde(flatten)]
    pub verdict: Verdict,
    #[serde(skip)]
    histogram: String,
}

/// Median and maximum, in milliseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Times {
    pub p50: f64,
    pub max: f64,
}

/// Lateness of timers, in milliseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Lateness {
    pub p50: f64,
    pub p99: f64,
    pub max: f64,
}

impl Lateness {
    /// The percentiles of nanoseconds in any order.
    pub fn of(mut late_ns: Vec<i64>) -> Self {
        late_ns.sort_unstable();
        let last = late_ns.len().saturating_sub(1);
        let at = |percent: usize| tenth_ms(late_ns.get(last * percent / 100).copied().unwrap_or_default());
        Self {
            p50: at(50),
            p99: at(99),
            max: at(100),
        }
    }
}

impl Report {
    /// The report over the outcomes of the trials.
    pub fn new(kill: &'static str, rate: u32, outcomes: &[Outcome], verdict: Verdict) -> Self {
        let mut times_ms: Vec<f64> = outcomes.iter().map(|outcome| outcome.to_first_fire_ms).collect();
        times_ms.sort_by(f64::total_cmp);
        let middle = times_ms.len().saturating_sub(1) / 2;
        Self {
            bench: "failover",
            trials: times_ms.len(),
            kill,
            rate,
            kill_to_first_fire_ms: Times {
                p50: times_ms.get(middle).copied().unwrap_or_default(),
                max: times_ms.last().copied().unwrap_or_default(),
            },
            late_ms: Lateness::of(outcomes.iter().flat_map(|outcome| outcome.late_ns.clone()).collect()),
            verdict,
            histogram: histogram(&times_ms),
        }
    }
}

impl Verdict {
    /// Adds its rows to a table.
    pub fn show(&self, table: &mut Table) {
        let mut count = |name: &str, count: u64| table.field(name, count.to_string());
        count("created", self.created);
        count("cancelled", self.cancelled);
        count("delivered", self.delivered);
        count("missing", self.missing);
        count("early", self.early);
        count("cancelled, and delivered", self.cancelled_delivered);
        count("redelivered, with a larger fence", self.redelivered);
        count("stale, of an earlier leader", self.stale);
        count("duplicate keys", self.duplicate_keys);
        count("unacknowledged", self.unacknowledged);
    }
}

/// The number of trials for each range of times, on one line; empty columns are omitted.
fn histogram(times_ms: &[f64]) -> String {
    let mut columns = Vec::new();
    let mut from_ms = 0.0;
    for bound_ms in BOUNDS_MS.into_iter().chain([f64::INFINITY]) {
        let count = times_ms
            .iter()
            .filter(|time| (from_ms..bound_ms).contains(*time))
            .count();
        if count > 0 && bound_ms.is_finite() {
            columns.push(format!("{from_ms}-{bound_ms}: {count}"));
        } else if count > 0 {
            columns.push(format!("{from_ms} and more: {count}"));
        }
        from_ms = bound_ms;
    }
    columns.join("  ")
}

/// Prints the report. With JSON, the histogram goes to standard error.
pub fn print(output: Output, report: &Report) -> Result<(), Failure> {
    if output.is_json() {
        eprintln!("trials by milliseconds to the first fire: {}", report.histogram);
        return output.json(report);
    }
    output.table(&table(report))
}

fn table(report: &Report) -> Table {
    let mut table = Table::of_fields();
    let Times { p50, max } = report.kill_to_first_fire_ms;
    report.verdict.show(&mut table);
    table.field("trials", format!("{} ({})", report.trials, report.kill));
    table.field("kill to first fire", format!("p50 {p50} ms, max {max} ms"));
    let Lateness { p50, p99, max } = report.late_ms;
    table.field(
        "late, round each loss",
        format!("p50 {p50} ms, p99 {p99} ms, max {max} ms"),
    );
    table.field("trials by milliseconds", report.histogram.as_str());
    table
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_report_has_this_exact_shape() {
        let outcome = |to_first_fire_ms, late_ms: i64| Outcome {
            node: 1,
            to_first_fire_ms,
            late_ns: vec![0, late_ms * 1_000_000],
        };
        let outcomes = [(900.5, 4), (400.0, 2), (410.0, 7), (6_000.0, 3)].map(|(time, late)| outcome(time, late));
        let report = Report::new("kill", 1_000, &outcomes, Verdict::default());
        assert_eq!(report.histogram, "300-500: 2  750-1000: 1  5000 and more: 1");
        assert_eq!(
            serde_json::to_string(&report).unwrap(),
            r#"{"bench":"failover","trials":4,"kill":"kill","rate":1000,"killToFirstFireMs":{"p50":410.0,"max":6000.0},"lateMs":{"p50":0.0,"p99":4.0,"max":7.0},"created":0,"cancelled":0,"delivered":0,"missing":0,"early":0,"cancelledDelivered":0,"redelivered":0,"stale":0,"duplicateKeys":0,"unacknowledged":0}"#
        );
    }

    #[test]
    fn a_run_without_trials_has_no_times() {
        let report = Report::new("term", 10, &[], Verdict::default());
        assert_eq!((report.trials, report.kill_to_first_fire_ms.max), (0, 0.0));
        assert!(report.verdict.is_clean());
    }
}
