//! Figures of a worker: the orders that it processes, their lag, their duration and their errors.
//!
//! Every label has a bounded set of values: the kinds of orders, and the reasons that this version knows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use minoots_wire::error::{Reason, code_name};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter, UpDownCounter};
use tonic::Status;

use crate::clock::monotonic;
use crate::event_counter::EventCounter;

/// Buckets from a step that changes nothing to an order that waits for a cluster without a leader.
const DURATION_SECONDS: [f64; 13] = [
    1e-3, 2e-3, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0,
];
/// Buckets from an order on time to a backlog of an hour.
const LAG_SECONDS: [f64; 13] = [
    1e-3, 5e-3, 10e-3, 50e-3, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0, 300.0, 1_800.0, 3_600.0,
];

/// The figures of a worker. Cheap to clone; the default counts nothing.
#[derive(Clone, Debug, Default)]
pub struct WorkMetrics {
    events: EventCounter,
    instruments: Option<Arc<Instruments>>,
}

#[derive(Debug)]
struct Instruments {
    duration: Histogram<f64>,
    lag: Histogram<f64>,
    in_progress: UpDownCounter<i64>,
    errors: Counter<u64>,
}

impl WorkMetrics {
    /// Counts committed events only, and measures no orders.
    pub(crate) fn of_events(events: EventCounter) -> Self {
        Self {
            events,
            instruments: None,
        }
    }

    /// Measures orders with instruments of this meter.
    pub(crate) fn measured(self, meter: &Meter) -> Self {
        let seconds = |name: &'static str, help: &'static str, boundaries: &[f64]| {
            let builder = meter.f64_histogram(name).with_unit("s").with_description(help);
            builder.with_boundaries(boundaries.to_vec()).build()
        };
        let instruments = Instruments {
            duration: seconds(
                "minoots_orchestrator_order_duration",
                "From the start of an order to its answer, by kind and outcome.",
                &DURATION_SECONDS,
            ),
            lag: seconds(
                "minoots_orchestrator_order_lag",
                "From the instant an order was due to the start of its first attempt.",
                &LAG_SECONDS,
            ),
            in_progress: meter
                .i64_up_down_counter("minoots_orchestrator_orders_in_progress")
                .with_description("Orders that this process holds.")
                .build(),
            errors: meter
                .u64_counter("minoots_orchestrator_errors")
                .with_description("Orders that failed and interruptions of their queue, by reason.")
                .build(),
        };
        instruments.in_progress.add(0, &[]);
        Self {
            instruments: Some(Arc::new(instruments)),
            ..self
        }
    }

    /// The counter of committed events.
    pub(crate) fn events(&self) -> EventCounter {
        self.events.clone()
    }

    /// Begins an order. `lag` is the time since it was due, if this is its first attempt.
    pub(crate) fn order(&self, lag: Option<Duration>) -> OrderInProgress {
        if let Some(instruments) = &self.instruments {
            instruments.in_progress.add(1, &[]);
            if let Some(lag) = lag {
                instruments.lag.record(lag.as_secs_f64(), &[]);
            }
        }
        OrderInProgress {
            metrics: self.clone(),
            start: monotonic(),
            ended: None,
        }
    }

    /// Counts an error by its reason, or by its code if it has none that this version knows.
    pub(crate) fn failed(&self, status: &Status) {
        if let Some(instruments) = &self.instruments {
            let known = Reason::of(status).map_or_else(|| code_name(status.code()), Reason::text);
            instruments.errors.add(1, &[KeyValue::new("reason", known)]);
        }
    }
}

/// An order in progress. It is recorded when it is dropped.
#[derive(Debug)]
pub(crate) struct OrderInProgress {
    metrics: WorkMetrics,
    start: Instant,
    ended: Option<(&'static str, bool)>,
}

impl OrderInProgress {
    /// Notes how the order of a kind ended.
    pub(crate) fn ended(&mut self, kind: &'static str, is_done: bool) {
        self.ended = Some((kind, is_done));
    }
}

impl Drop for OrderInProgress {
    fn drop(&mut self) {
        let Some(instruments) = &self.metrics.instruments else {
            return;
        };
        instruments.in_progress.add(-1, &[]);
        // An order without an end was cut off with its process.
        if let Some((kind, is_done)) = self.ended {
            let outcome = if is_done { "done" } else { "failed" };
            let labels = [KeyValue::new("kind", kind), KeyValue::new("outcome", outcome)];
            instruments
                .duration
                .record((monotonic() - self.start).as_secs_f64(), &labels);
        }
    }
}
