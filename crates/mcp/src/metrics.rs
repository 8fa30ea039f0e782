//! Figures of the server: tool calls by tool and outcome, and callers without the token.

use std::time::Instant;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter, UpDownCounter};

use crate::clock::monotonic;

/// Buckets from a read of a near node to the longest wait of a tool.
const DURATION_SECONDS: [f64; 14] = [
    1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1.0, 5.0, 10.0, 60.0, 300.0,
];
/// The label of every tool that this server does not have.
const UNKNOWN: &str = "unknown";

/// How a tool call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallOutcome {
    /// The tool did its work.
    Done,
    /// The tool refused, with a reason for the model.
    Refused,
    /// The client cancelled the call, or the server ended.
    Cancelled,
}

impl CallOutcome {
    fn label(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The instruments. Clones share them.
#[derive(Debug, Clone)]
pub struct McpMetrics {
    duration: Histogram<f64>,
    in_progress: UpDownCounter<i64>,
    unauthorized: Counter<u64>,
}

impl McpMetrics {
    /// Creates every instrument in this meter.
    #[must_use]
    pub fn new(meter: &Meter) -> Self {
        let duration = meter.f64_histogram("minoots_mcp_call_duration").with_unit("s");
        let metrics = Self {
            duration: duration
                .with_description("Duration of tool calls, by tool and outcome.")
                .with_boundaries(DURATION_SECONDS.to_vec())
                .build(),
            in_progress: meter
                .i64_up_down_counter("minoots_mcp_calls_in_progress")
                .with_description("Tool calls without an answer yet.")
                .build(),
            unauthorized: meter
                .u64_counter("minoots_mcp_unauthorized")
                .with_description("HTTP requests without the token of this server.")
                .build(),
        };
        // A series that begins with its first event hides that event from `increase`.
        metrics.in_progress.add(0, &[]);
        metrics.unauthorized.add(0, &[]);
        metrics
    }

    /// Counts a request without the token.
    pub(crate) fn unauthorized(&self) {
        self.unauthorized.add(1, &[]);
    }

    /// Begins a call of a tool; `None` is a tool that this server does not have.
    pub(crate) fn call(&self, tool: Option<&'static str>) -> CallInProgress {
        self.in_progress.add(1, &[]);
        CallInProgress {
            metrics: self.clone(),
            tool: tool.unwrap_or(UNKNOWN),
            start: monotonic(),
            outcome: CallOutcome::Cancelled,
        }
    }
}

/// A call in progress. It is recorded when it is dropped.
#[derive(Debug)]
pub(crate) struct CallInProgress {
    metrics: McpMetrics,
    tool: &'static str,
    start: Instant,
    outcome: CallOutcome,
}

impl CallInProgress {
    /// Notes how the call ended; a call without an end was cancelled.
    pub(crate) fn ended(&mut self, outcome: CallOutcome) {
        self.outcome = outcome;
    }
}

impl Drop for CallInProgress {
    fn drop(&mut self) {
        self.metrics.in_progress.add(-1, &[]);
        let labels = [
            KeyValue::new("tool", self.tool),
            KeyValue::new("outcome", self.outcome.label()),
        ];
        let duration = monotonic() - self.start;
        self.metrics.duration.record(duration.as_secs_f64(), &labels);
    }
}
