//! What a measurement prints.

use hdrhistogram::Histogram;
use serde::Serialize;

use super::floor::Floor;
use crate::errors::Failure;
use crate::output::{Output, Table};

/// Significant decimal digits kept of each sample.
const DIGITS: u8 = 3;

/// Longer samples are recorded as this: ten minutes.
const SAMPLE_NS_MAX: u64 = 600_000_000_000;

/// An empty histogram of nanoseconds.
pub fn new_histogram() -> Result<Histogram<u64>, Failure> {
    Histogram::new_with_bounds(1, SAMPLE_NS_MAX, DIGITS).map_err(|error| Failure::failed(error.to_string()))
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

/// Prints the report.
pub fn print(output: Output, report: &Report) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(report);
    }
    output.table(&table(report))?;
    output.line(&report.floor.note)
}

fn table(report: &Report) -> Table {
    let mut table = Table::of_fields();
    let pair = |figures: &Percentiles| format!("p50 {} us, p99 {} us", figures.p50, figures.p99);
    table.field("timers", report.count.to_string());
    table.field("callers", report.concurrency.to_string());
    table.field(
        "rate",
        report.rate.map(|rate| format!("{rate}/s due")).unwrap_or_default(),
    );
    table.field("throughput", format!("{}/s", report.ops_per_second));
    table.field("create latency", pair(&report.latency_us));
    if let Some(arrivals) = &report.arrivals {
        let late = arrivals.lateness_us;
        let text = format!(
            "p50 {} us, p95 {} us, p99 {} us, max {} us",
            late.p50, late.p95, late.p99, late.max
        );
        table.field("lateness at consumer", text);
        let Arrivals {
            early,
            missed,
            duplicates,
            ..
        } = arrivals;
        table.field("early, missed, duplicates", format!("{early}, {missed}, {duplicates}"));
    }
    let Usage {
        rss_bytes,
        disk_bytes,
        per_node,
    } = &report.usage;
    let each = |bytes: fn(&NodeUsage) -> Option<u64>| {
        let each: Vec<String> = per_node.iter().filter_map(bytes).map(mebibytes).collect();
        if each.is_empty() {
            String::new()
        } else {
            format!(" ({})", each.join(", "))
        }
    };
    let sum = |bytes: &Option<u64>| bytes.map(mebibytes).unwrap_or_default();
    table.field("node memory", sum(rss_bytes) + &each(|node| node.rss_bytes));
    table.field("data on disk", sum(disk_bytes) + &each(|node| Some(node.disk_bytes)));
    table.field("processor of the load", format!("{} %", report.driver_cpu_percent));
    let floor = &report.floor.both;
    table.field(
        "floor: 4 KiB fdatasync",
        floor.fdatasync_us.as_ref().map(pair).unwrap_or_default(),
    );
    table.field("floor: sleep overshoot", pair(&floor.sleep_overshoot_us));
    table.field("floor: echo", format!("{}/s", floor.echo_ops_per_second));
    table
}

fn mebibytes(bytes: u64) -> String {
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
