//! Reports of measurements.

use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use serde::Serialize;

use super::floor::Floor;
use super::samples::{Lateness, Percentiles, pair};

/// The arrivals of timers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Arrivals {
    /// Arrival minus the requested due instant, of first deliveries.
    pub lateness_us: Lateness,
    /// First deliveries before their due instant.
    pub early: u64,
    /// Timers never delivered.
    pub missed: u64,
    /// Deliveries beyond the first of a timer.
    pub duplicates: u64,
    /// Acknowledgements that were rejected or had an unknown outcome. Each was repeated, unless a newer delivery
    /// existed.
    pub acks_refused: u64,
}

/// Resource usage of the nodes right after the run.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Resident memory of all nodes; null for an existing server.
    pub rss_bytes: Option<u64>,
    /// Size of their data directories.
    pub disk_bytes: Option<u64>,
    /// Each node, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub per_node: Vec<NodeUsage>,
}

/// Resource usage of one node.
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

/// The report of most benchmarks.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub bench: &'static str,
    pub nodes: u32,
    pub count: u32,
    pub concurrency: u32,
    /// Timers due per second, if it was an argument.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// `schedule`: creates answered per second. `lateness`: deliveries received per second, from the first due instant
    /// on.
    pub ops_per_second: f64,
    /// Latency of each create call; `lateness` creates in batches.
    pub latency_us: Percentiles,
    #[serde(flatten)]
    pub arrivals: Option<Arrivals>,
    #[serde(flatten)]
    pub usage: Usage,
    /// Processor time of the load as a share of its duration; 100 is one processor.
    pub driver_cpu_percent: f64,
    pub floor: Floor,
}

/// A report that can be printed as a table.
pub trait Fields {
    /// The results: names and texts. Empty texts are omitted.
    fn fields(&self) -> Vec<(&'static str, String)>;

    /// The machine's floor.
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
    /// The rows of a table.
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
    /// The rows of a table: the sums, and each node if there are several.
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
