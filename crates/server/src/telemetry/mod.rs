//! The instruments of a node, over the logs, metrics and traces of its process.

use minoots_telemetry as telemetry;

mod firing_trace;
mod metrics;
mod observed;
mod requests;
mod trace_context;

#[cfg(test)]
mod tests;

pub(crate) use firing_trace::FiringTrace;
pub use metrics::{LatenessStage, Metrics};
pub(crate) use minoots_telemetry::FinishedSpan;
pub use minoots_telemetry::{Error, Spans, TelemetryOptions};
pub use observed::{Gauge, Observed, Total};
pub use requests::{Requests, RequestsLayer};
pub use trace_context::{SpanSampler, TraceParent};
pub(crate) use trace_context::{continue_trace, current_span};

/// Running telemetry of a node. Dropping it exports the remaining data and stops.
#[derive(Debug)]
pub struct Telemetry {
    metrics: Metrics,
    process: telemetry::Telemetry,
}

/// Starts as [`minoots_telemetry::init`] does, with the instruments of a node. Once per process.
///
/// # Errors
/// See [`Error`]. An unreachable endpoint is no error: the exporters keep trying.
pub fn init(options: &TelemetryOptions) -> Result<Telemetry, Error> {
    Ok(Telemetry::of(telemetry::init(options)?))
}

impl Telemetry {
    /// Starts metrics and exporters only, and leaves the process's logging alone: for several nodes in one process.
    ///
    /// # Errors
    /// As [`init`].
    pub fn without_logs(options: &TelemetryOptions) -> Result<Self, Error> {
        Ok(Self::of(telemetry::Telemetry::without_logs(options)?))
    }

    fn of(process: telemetry::Telemetry) -> Self {
        let metrics = Metrics::new(process.meter());
        Self { metrics, process }
    }

    /// The instruments.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The exporter of finished spans.
    #[must_use]
    pub fn spans(&self) -> &Spans {
        self.process.spans()
    }

    /// Replaces the log filter. After an error the earlier one stays.
    ///
    /// # Errors
    /// As [`minoots_telemetry::Telemetry::set_log_filter`].
    pub fn set_log_filter(&self, filter: &str) -> Result<(), Error> {
        self.process.set_log_filter(filter)
    }

    /// The registry behind `/metrics`.
    #[must_use]
    pub fn registry(&self) -> &prometheus::Registry {
        self.process.registry()
    }
}
