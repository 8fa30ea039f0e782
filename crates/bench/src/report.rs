//! What a measurement prints.

use hdrhistogram::Histogram;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use serde::Serialize;
use tokio::task::JoinSet;

use super::floor::Floor;

/// Significant decimal digits kept of each sample.
const DIGITS: u8 = 3;

/// Longer samples are recorded as this: ten minutes.
const SAMPLE_NS_MAX: u64 = 600_000_000_000;

/// An empty histogram of nanoseconds.
pub fn new_histogram() -> Result<Histogram<u64>, Failure> {
    Histogram::new_with_bounds(1, SAMPLE_NS_MAX, DIGITS).map_err(|error| Failure::failed(error.to_string()))
}

/// The samples of all callers together, once each has ended.
pub async fn joined(mut callers: JoinSet<Result<Histogram<u64>, Failure>>) -> Result<Histogram<u64>, Failure> {
    let mut all = new_histogram()?;
    while let Some(caller) = callers.join_next().await {
        let own = caller.map_err(|error| Failure::failed(format!("a caller ended: {error}")))??;
        all.add(own).map_err(|error| Failure::failed(error.to_string()))?;
    }
    Ok(all)
}

/// The middle one; of an even number the lower of the two. Nothing of none.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

/// Milliseconds, to a tenth.
pub fn tenth_ms(ns: i64) -> f64 {
    (ns as f64 / 100_000.0).round() / 10.0
}

/// Microseconds of a percentile of a histogram of nanoseconds, to a tenth.
fn us(histogram: &Histogram<u64>, percentile: f64) -> f64 {
    tenth_us(histogram.value_at_percentile(percentile))
}

fn tenth_us(ns: u64) -> f64 {
    (ns as f64 / 100.0).round() / 10.0
}

/// The middle and the tail, in microseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p99: f64,
}

impl Percentiles {
    /// Of a histogram of nanoseconds.
    pub fn of(histogram: &Histogram<u64>) -> Self {
        Self {
            p50: us(histogram, 50.0),
            p99: us(histogram, 99.0),
        }
    }
}

/// How late timers were, in microseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Lateness {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

impl Lateness {
    /// Of a histogram of nanoseconds.
    pub fn of(histogram: &Histogram<u64>) -> Self {
        Self {
            p50: us(histogram, 50.0),
            p95: us(histogram, 95.0),
            p99: us(histogram, 99.0),
            max: tenth_us(histogram.max()),
        }
    }
}

/// How timers arrived.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Arrivals {
    /// Arrival minus the due instant that was asked for, of first deliveries.
    pub lateness_us: Lateness,
    /// First deliveries before their due instant.
    pub early: u64,
    /// Timers never delivered.
    pub missed: u64,
    /// Deliveries beyond the first of a timer.
    pub duplicates: u64,
    /// Acknowledgements that were refused, or whose outcome was not told. Each was sent again, unless a newer delivery was out.
    pub acks_refused: u64,
}

/// What the nodes use right after the run.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Resident memory of all nodes; null for a server that was already there.
    pub rss_bytes: Option<u64>,
    /// Their data directories.
    pub disk_bytes: Option<u64>,
    /// Each of several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub per_node: Vec<NodeUsage>,
}

/// What one node uses.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeUsage {
    pub node: u64,
    pub rss_bytes: Option<u64>,
    pub disk_bytes: u64,
}

impl Usage {
    /// The sums, and each node if there are several.
    pub fn of(nodes: Vec<NodeUsage>) -> Self {
        Self {
            rss_bytes: nodes.iter().map(|node| node.rss_bytes).sum(),
            disk_bytes: Some(nodes.iter().map(|node| node.disk_bytes).sum()),
            per_node: if nodes.len() > 1 { nodes } else { Vec::new() },
        }
    }
}

/// A whole measurement.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub bench: &'static str,
    pub nodes: u32,
    pub count: u32,
    pub concurrency: u32,
    /// Timers due a second, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// `schedule`: creates answered a second. `lateness`: deliveries received a second, from the first due instant on.
    pub ops_per_second: f64,
    /// Of each create call; `lateness` creates in batches.
    pub latency_us: Percentiles,
    #[serde(flatten)]
    pub arrivals: Option<Arrivals>,
    #[serde(flatten)]
    pub usage: Usage,
    /// Processor time of the load itself as a share of its duration; 100 is one processor.
    pub driver_cpu_percent: f64,
    pub floor: Floor,
}

/// A report that can be shown as a table.
pub trait Fields {
    /// What was measured: names and texts. Empty texts are left out.
    fn fields(&self) -> Vec<(&'static str, String)>;

    /// What the machine can do.
    fn floor(&self) -> &Floor;
}

/// Prints a report.
pub fn print(output: Output, report: &(impl Serialize + Fields)) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(report);
    }
    let mut table = Table::of_fields();
    for (name, text) in report.fields().into_iter().chain(report.floor().both.fields()) {
        table.field(name, text);
    }
    output.table(&table)?;
    output.line(&report.floor().note)
}

/// Both percentiles as text.
pub fn pair(figures: &Percentiles) -> String {
    format!("p50 {} us, p99 {} us", figures.p50, figures.p99)
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("timers", self.count.to_string()),
            ("callers", self.concurrency.to_string()),
            (
                "rate",
                self.rate.map(|rate| format!("{rate}/s due")).unwrap_or_default(),
            ),
            ("throughput", format!("{}/s", self.ops_per_second)),
            ("create latency", pair(&self.latency_us)),
        ];
        fields.extend(self.arrivals.iter().flat_map(Arrivals::fields));
        fields.extend(self.usage.fields());
        fields.push(("processor of the load", format!("{} %", self.driver_cpu_percent)));
        fields
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}

impl Arrivals {
    /// As shown in a table.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let late = self.lateness_us;
        let text = format!(
            "p50 {} us, p95 {} us, p99 {} us, max {} us",
            late.p50, late.p95, late.p99, late.max
        );
        let counts = format!("{}, {}, {}", self.early, self.missed, self.duplicates);
        vec![
            ("lateness at consumer", text),
            ("early, missed, duplicates", counts),
            ("acknowledgements refused", self.acks_refused.to_string()),
        ]
    }
}

impl Usage {
    /// As shown in a table: the sums, and each node if there are several.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let each = |bytes: fn(&NodeUsage) -> Option<u64>| {
            let each: Vec<String> = self.per_node.iter().filter_map(bytes).map(mebibytes).collect();
            if each.is_empty() {
                String::new()
            } else {
                format!(" ({})", each.join(", "))
            }
        };
        let sum = |bytes: Option<u64>| bytes.map(mebibytes).unwrap_or_default();
        vec![
            ("node memory", sum(self.rss_bytes) + &each(|node| node.rss_bytes)),
            (
                "data on disk",
                sum(self.disk_bytes) + &each(|node| Some(node.disk_bytes)),
            ),
        ]
    }
}

pub fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(node: u64, rss_bytes: Option<u64>) -> NodeUsage {
        NodeUsage {
            node,
            rss_bytes,
            disk_bytes: 10,
        }
    }

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

    #[test]
    fn several_nodes_are_summed_and_shown_each() {
        let usage = Usage::of(vec![node(1, Some(1)), node(2, Some(2))]);
        assert_eq!(
            (usage.rss_bytes, usage.disk_bytes, usage.per_node.len()),
            (Some(3), Some(20), 2)
        );
        let unknown = Usage::of(vec![node(1, Some(1)), node(2, None)]);
        assert_eq!(unknown.rss_bytes, None, "a sum without one of them would be wrong");
        assert!(Usage::of(vec![node(1, Some(1))]).per_node.is_empty());
    }
}
