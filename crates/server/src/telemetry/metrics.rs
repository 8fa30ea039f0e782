//! Every metric of the node: one name, one unit, one meaning, created once.
//!
//! Invariants:
//! - The names here are the Prometheus names without the suffix that its exporter adds: the unit (`_seconds`,
//!   `_bytes`), then `_total` for counters.
//! - Every label has a bounded set of values. Of callers' data only the names of a bounded number of queues become
//!   labels.

use std::sync::Arc;
use std::time::Duration;

use minoots_kernel::internal::AttemptOutcome;
use minoots_wire::error::Reason;
use minoots_wire::event::v1::AckOutcome;
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter};

use super::observed::Observed;

const SECONDS: &str = "s";

/// Buckets from 50 µs, the resolution of the machine's timers, to a minute.
const LATENESS_SECONDS: [f64; 19] = [
    50e-6, 100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0,
    60.0,
];
/// Buckets from a fast disk's sync to the deadline of a write.
const LATENCY_SECONDS: [f64; 16] = [
    100e-6, 200e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0,
];

/// A stage of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatenessStage {
    /// Handed to a consumer's stream.
    Released,
    /// Handed to that stream's connection.
    Delivered,
}

impl LatenessStage {
    fn label(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Delivered => "delivered",
        }
    }
}

/// The instruments. Clones share them.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// Timers created by this node's callers.
    pub timers_created: Counter<u64>,
    /// Timers cancelled.
    pub timers_cancelled: Counter<u64>,
    /// Timers moved to another instant.
    pub timers_rescheduled: Counter<u64>,
    /// Events handed to consumers, each redelivery counted.
    pub deliveries: Counter<u64>,
    /// Deliveries that a consumer nacked.
    pub nacks: Counter<u64>,
    /// Panics of request handlers.
    pub handler_panics: Counter<u64>,
    /// Due schedules that this node, as the leader, cannot run.
    pub schedules_stuck: Gauge<u64>,
    /// Metrics that are read from elsewhere at collection.
    pub observed: Observed,
    schedule_missed: Counter<u64>,
    acks: Counter<u64>,
    refusals: Counter<u64>,
    workflow_events: Counter<u64>,
    lateness: Histogram<f64>,
    queue_lateness: Histogram<f64>,
    commit_latency: Histogram<f64>,
    log_sync: Histogram<f64>,
    apply: Histogram<f64>,
    request_duration: Histogram<f64>,
    webhook_attempts: Histogram<f64>,
}

impl Metrics {
    /// Creates every instrument in this meter.
    #[must_use]
    pub fn new(meter: &Meter) -> Self {
        let counter = |name: &'static str, help: &'static str| meter.u64_counter(name).with_description(help).build();
        let seconds = |name: &'static str, help: &'static str, boundaries: &[f64]| {
            meter
                .f64_histogram(name)
                .with_unit(SECONDS)
                .with_description(help)
                .with_boundaries(boundaries.to_vec())
                .build()
        };
        // A counter that is exported only after its first event hides that event from `increase`.
        let from_zero = |name: &'static str, help: &'static str| {
            let counter = counter(name, help);
            counter.add(0, &[]);
            counter
        };
        Self {
            timers_created: counter("minoots_timers_created", "Timers created."),
            timers_cancelled: counter("minoots_timers_cancelled", "Timers cancelled."),
            timers_rescheduled: counter("minoots_timers_rescheduled", "Timers rescheduled."),
            deliveries: counter("minoots_deliveries", "Events handed to consumers."),
            nacks: from_zero("minoots_nacks", "Deliveries given back by consumers."),
            handler_panics: from_zero("minoots_handler_panics", "Panics of request handlers."),
            schedules_stuck: meter
                .u64_gauge("minoots_schedules_stuck")
                .with_description("Schedules that have come and cannot be run on this node, which leads.")
                .build(),
            observed: Observed::new(meter.clone()),
            schedule_missed: counter(
                "minoots_schedule_missed",
                "Instants of schedules that made no timer, by reason.",
            ),
            acks: counter("minoots_acks", "Acknowledgements, by outcome."),
            refusals: counter("minoots_refusals", "Refused requests, by reason."),
            workflow_events: counter(
                "minoots_workflow_events",
                "Events of executions and agents that this node committed, by type.",
            ),
            lateness: seconds(
                "minoots_timer_lateness",
                "From the instant a timer was due to its release.",
                &LATENESS_SECONDS,
            ),
            queue_lateness: seconds(
                "minoots_queue_lateness",
                "From the instant a first delivery was due to its release, and to its hand-over to a connection.",
                &LATENESS_SECONDS,
            ),
            commit_latency: seconds(
                "minoots_commit_latency",
                "From the proposal of a write to its commit.",
                &LATENCY_SECONDS,
            ),
            log_sync: seconds(
                "minoots_log_sync",
                "Duration of an fdatasync call on the log.",
                &LATENCY_SECONDS,
            ),
            apply: seconds(
                "minoots_apply",
                "Duration of applying a chunk of committed entries, replies included.",
                &LATENCY_SECONDS,
            ),
            request_duration: seconds(
                "minoots_request_duration",
                "From the headers of a gRPC request to the end of its answer.",
                &LATENCY_SECONDS,
            ),
            webhook_attempts: seconds(
                "minoots_webhook_attempt",
                "From the look-up of a webhook's host to the end of its answer, by result.",
                &LATENCY_SECONDS,
            ),
        }
    }

    /// Counts an acknowledgement.
    pub fn acknowledged(&self, outcome: AckOutcome) {
        let outcome = match outcome {
            AckOutcome::Unspecified => "unspecified",
            AckOutcome::Settled => "settled",
            AckOutcome::AlreadySettled => "already_settled",
            AckOutcome::AlreadyFailed => "already_failed",
        };
        self.acks.add(1, &[KeyValue::new("outcome", outcome)]);
    }

    /// Counts instants of a schedule that made no timer.
    pub fn schedule_missed(&self, count: u64, reason: &'static str) {
        let reason = reason.to_ascii_lowercase();
        self.schedule_missed.add(count, &[KeyValue::new("reason", reason)]);
    }

    /// Counts a rejection.
    pub fn refused(&self, reason: Reason) {
        self.refusals.add(1, &[KeyValue::new("reason", reason.text())]);
    }

    /// Records the lateness of a timer's release.
    pub fn timer_released(&self, lateness: Duration) {
        self.lateness.record(lateness.as_secs_f64(), &[]);
    }

    /// Records the lateness of a first delivery at a stage. Callers must keep the number of labels small.
    pub fn queue_lateness(&self, queue: &Arc<str>, stage: LatenessStage, lateness: Duration) {
        let labels = [
            KeyValue::new("queue", Arc::clone(queue)),
            KeyValue::new("stage", stage.label()),
        ];
        self.queue_lateness.record(lateness.as_secs_f64(), &labels);
    }

    /// Records the latency of a write's commit.
    pub fn committed(&self, latency: Duration) {
        self.commit_latency.record(latency.as_secs_f64(), &[]);
    }

    /// Records the duration of a sync of the log.
    pub(crate) fn log_synced(&self, duration: Duration) {
        self.log_sync.record(duration.as_secs_f64(), &[]);
    }

    /// Records the duration of applying a chunk of entries.
    pub(crate) fn applied(&self, duration: Duration) {
        self.apply.record(duration.as_secs_f64(), &[]);
    }

    /// Records an attempt to post to a webhook; the histogram counts them, too.
    pub fn webhook_attempted(&self, outcome: AttemptOutcome, duration: Duration) {
        let result = match outcome {
            AttemptOutcome::Unspecified => "unspecified",
            AttemptOutcome::Delivered => "delivered",
            AttemptOutcome::Retry => "retry",
            AttemptOutcome::Failed => "failed",
            AttemptOutcome::Gone => "gone",
            AttemptOutcome::Test => "test",
        };
        let labels = [KeyValue::new("result", result)];
        self.webhook_attempts.record(duration.as_secs_f64(), &labels);
    }

    /// Counts a committed event of an execution or an agent.
    pub(crate) fn workflow_event(&self, kind: &'static str) {
        self.workflow_events.add(1, &[KeyValue::new("type", kind)]);
    }

    /// Records a request that has ended.
    pub(crate) fn request_ended(&self, method: &Arc<str>, code: &'static str, duration: Duration) {
        let labels = [KeyValue::new("method", Arc::clone(method)), KeyValue::new("code", code)];
        self.request_duration.record(duration.as_secs_f64(), &labels);
    }
}
