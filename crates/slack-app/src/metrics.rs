//! Figures of the app: Slack's requests by command and outcome, refused requests, and messages to channels.

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter};
use tokio::time::Instant;

use minoots_slack::message::Message;

use crate::clock::monotonic;

/// Buckets from an answer without the cluster to work that outlives Slack's timeout of 3 s.
const DURATION_SECONDS: [f64; 12] = [1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.4, 1.0, 3.0, 10.0];

/// The instruments. Clones share them.
#[derive(Clone, Debug)]
pub struct SlackMetrics {
    duration: Histogram<f64>,
    refused: Counter<u64>,
    messages: Counter<u64>,
}

impl SlackMetrics {
    /// Creates every instrument in this meter.
    #[must_use]
    pub fn new(meter: &Meter) -> Self {
        let duration = meter.f64_histogram("minoots_slack_request_duration").with_unit("s");
        let counter = |name: &'static str, help: &'static str| meter.u64_counter(name).with_description(help).build();
        Self {
            duration: duration
                .with_description("From a signed command or button to its outcome, by request and outcome.")
                .with_boundaries(DURATION_SECONDS.to_vec())
                .build(),
            refused: counter(
                "minoots_slack_requests_refused",
                "HTTP requests that were refused, by reason; SLACK_SIGNATURE is a wrong signature.",
            ),
            messages: counter(
                "minoots_slack_messages",
                "Attempts to tell a channel of a fired timer or a decision, by outcome.",
            ),
        }
    }

    /// Counts a refused HTTP request.
    pub(crate) fn refused(&self, reason: &'static str) {
        self.refused.add(1, &[KeyValue::new("reason", reason)]);
    }

    /// Counts an attempt to tell a channel.
    pub(crate) fn told(&self, outcome: &'static str) {
        self.messages.add(1, &[KeyValue::new("outcome", outcome)]);
    }

    /// Begins a command or a button press.
    pub(crate) fn request(&self, request: &'static str) -> RequestInProgress {
        RequestInProgress {
            metrics: self.clone(),
            request,
            start: monotonic(),
        }
    }
}

/// A command or a press in progress.
#[derive(Debug)]
pub(crate) struct RequestInProgress {
    metrics: SlackMetrics,
    request: &'static str,
    start: Instant,
}

impl RequestInProgress {
    /// Records the request as answered before its work has ended.
    pub(crate) fn pending(self) {
        self.ended("pending");
    }

    /// Records the request with the outcome that its answer tells.
    pub(crate) fn answered(self, message: &Message) {
        self.ended(if message.is_problem() { "refused" } else { "done" });
    }

    fn ended(self, outcome: &'static str) {
        let elapsed: Duration = monotonic() - self.start;
        let labels = [
            KeyValue::new("request", self.request),
            KeyValue::new("outcome", outcome),
        ];
        self.metrics.duration.record(elapsed.as_secs_f64(), &labels);
    }
}
