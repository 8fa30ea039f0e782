//! Logs, metrics and traces of a process, and the pages that serve them over HTTP.
//!
//! Each process of MINOOTS has the same options and the same pages; only its instruments are its own.
//!
//! Invariants:
//! - Nothing here can fail or block the process once it has started: exporters run on a runtime of their own, on one
//!   ordinary thread, with bounded queues that drop any excess.
//! - No data leaves the process unless an endpoint is configured. Metrics contain no credential and no payload.

use std::io;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use opentelemetry::metrics::{Meter, MeterProvider as _};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkError;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{BatchSpanProcessor, Sampler, SdkTracerProvider, SpanProcessor as _};
use tracing_subscriber::filter::{ParseError, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

mod export_runtime;
mod log;
pub mod pages;
mod process;
mod serve;
mod spans;

pub use serve::{Pages, serve};
pub use spans::{FinishedSpan, Spans};

use export_runtime::ExportRuntime;
use spans::SharedProcessor;

/// The instrumentation scope of every metric and span.
const SCOPE: &str = "minoots";
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest time for which the last export may delay the end of the process.
const SHUTDOWN_TIME_MAX: Duration = Duration::from_secs(2);
/// The target of exported spans. Only our own are exported: spans of the exporter's transport would generate more
/// spans.
const SPAN_TARGET: &str = "minoots";

/// The options of logs and exports.
#[derive(Debug, Clone)]
pub struct TelemetryOptions {
    /// Directives of `tracing_subscriber`'s `EnvFilter`, such as `info,minoots_raft=debug`.
    pub log_filter: String,
    /// JSON lines instead of text.
    pub log_json: bool,
    /// OTLP over gRPC, such as `http://127.0.0.1:4317`; nothing is exported without it.
    pub otlp_endpoint: Option<String>,
    /// `service.name`: the kind of the process.
    pub service: &'static str,
    /// `service.instance.id`: the name of this node or process.
    pub service_instance: String,
}

impl Default for TelemetryOptions {
    fn default() -> Self {
        Self {
            log_filter: "info".to_owned(),
            log_json: false,
            otlp_endpoint: None,
            service: "minoots",
            service_instance: String::new(),
        }
    }
}

/// An error of starting telemetry.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The filter does not parse.
    #[error("log filter: {0}")]
    LogFilter(#[from] ParseError),
    /// Another logger of this process is already set up.
    #[error("logging: {0}")]
    Logging(#[from] TryInitError),
    /// The endpoint is invalid. The text does not contain it, because it may have a password.
    #[error("telemetry endpoint: {0}")]
    Endpoint(String),
    /// The metrics could not be set up.
    #[error("metrics: {0}")]
    Metrics(#[from] OTelSdkError),
    /// The filter cannot be replaced: this process leaves its logs to others, or they have ended.
    #[error("the log filter of this process cannot be replaced")]
    NoLog,
    /// The exporters' thread could not be started.
    #[error("telemetry thread: {0}")]
    Thread(#[from] io::Error),
}

/// Running telemetry. Dropping it exports the remaining data, for two seconds at most, and stops.
#[derive(Debug)]
pub struct Telemetry {
    registry: prometheus::Registry,
    meters: SdkMeterProvider,
    meter: Meter,
    traces: Option<SdkTracerProvider>,
    spans: Spans,
    /// Replaces the log filter; `None` if this process leaves its logs to others.
    filter: Option<reload::Handle<EnvFilter, Registry>>,
    /// Dropped last: the exporters need it to finish.
    _runtime: Option<ExportRuntime>,
}

/// Starts logging to standard error, metrics and, with an endpoint, exports. Panics are logged from then on. Once per
/// process.
///
/// # Errors
/// See [`Error`]. An unreachable endpoint is no error: the exporters keep trying.
pub fn init(options: &TelemetryOptions) -> Result<Telemetry, Error> {
    let filter = EnvFilter::try_new(&options.log_filter)?;
    let mut telemetry = Telemetry::without_logs(options)?;
    let (filter, replaced) = reload::Layer::new(filter);
    telemetry.filter = Some(replaced);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(log::EscapedStderr)
        .with_ansi(false);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = if options.log_json {
        lines.json().with_filter(filter).boxed()
    } else {
        lines.with_filter(filter).boxed()
    };
    let spans = telemetry.traces.as_ref().map(|traces| {
        tracing_opentelemetry::layer()
            .with_tracer(traces.tracer(SCOPE))
            .with_filter(filter_fn(|metadata| metadata.target().starts_with(SPAN_TARGET)))
    });
    tracing_subscriber::registry().with(lines).with(spans).try_init()?;
    std::panic::set_hook(Box::new(log::panic_hook));
    Ok(telemetry)
}

impl Telemetry {
    /// Starts metrics and exporters only, and leaves the process's logging alone: for several nodes in one process.
    ///
    /// # Errors
    /// As [`init`].
    pub fn without_logs(options: &TelemetryOptions) -> Result<Self, Error> {
        let resource = Resource::builder()
            .with_service_name(options.service)
            .with_attribute(opentelemetry::KeyValue::new(
                "service.instance.id",
                options.service_instance.clone(),
            ))
            .build();
        let registry = prometheus::Registry::new();
        let prometheus = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .scope_info_enabled(false)
            .build()?;
        let mut meters = SdkMeterProvider::builder()
            .with_resource(resource.clone())
            .with_reader(prometheus);
        let (mut traces, mut spans) = (None, Spans::default());
        let runtime = options
            .otlp_endpoint
            .as_ref()
            .map(|_| ExportRuntime::start())
            .transpose()?;
        if let (Some(endpoint), Some(runtime)) = (&options.otlp_endpoint, &runtime) {
            // The exporters' connections belong to the runtime they are built in.
            let _entered = runtime.enter();
            meters = meters.with_reader(PeriodicReader::builder(metric_exporter(endpoint)?).build());
            let processor = Arc::new(span_processor(endpoint, &resource)?);
            spans = Spans::new(processor.clone());
            traces = Some(trace_provider(processor, resource));
        }
        let meters = meters.build();
        let meter = meters.meter(SCOPE);
        process::observe(&meter);
        Ok(Self {
            registry,
            meters,
            meter,
            traces,
            spans,
            filter: None,
            _runtime: runtime,
        })
    }

    /// Replaces the log filter. After an error the earlier one stays.
    ///
    /// # Errors
    /// The filter does not parse, or this process leaves its logs to others.
    pub fn set_log_filter(&self, filter: &str) -> Result<(), Error> {
        let filter = EnvFilter::try_new(filter)?;
        let replaced = self.filter.as_ref().ok_or(Error::NoLog)?.reload(filter);
        replaced.map_err(|_| Error::NoLog)
    }

    /// Creates the instruments of the process.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The exporter of finished spans.
    #[must_use]
    pub fn spans(&self) -> &Spans {
        &self.spans
    }

    /// The registry behind `/metrics`.
    #[must_use]
    pub fn registry(&self) -> &prometheus::Registry {
        &self.registry
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        let (traces, meters) = (self.traces.take(), self.meters.clone());
        let (done, waiting) = mpsc::channel();
        // On a thread of its own, because an exporter may exceed the time limit.
        let stopping = thread::Builder::new().name("telemetry-stop".to_owned()).spawn(move || {
            let stopped = traces.map_or(Ok(()), |traces| traces.shutdown()).and(meters.shutdown());
            // Fails if the time limit has passed.
            let _ = done.send(stopped);
        });
        let stopped = stopping.is_ok().then(|| waiting.recv_timeout(SHUTDOWN_TIME_MAX));
        if !matches!(stopped, Some(Ok(Ok(())))) {
            tracing::debug!("the last telemetry was not exported");
        }
    }
}

fn invalid_endpoint(endpoint: &str, error: &ExporterBuildError) -> Error {
    Error::Endpoint(error.to_string().replace(endpoint, "(the URL given)"))
}

fn metric_exporter(endpoint: &str) -> Result<MetricExporter, Error> {
    MetricExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .with_timeout(EXPORT_TIMEOUT)
        .build()
        .map_err(|error| invalid_endpoint(endpoint, &error))
}

fn span_processor(endpoint: &str, resource: &Resource) -> Result<BatchSpanProcessor, Error> {
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .with_timeout(EXPORT_TIMEOUT)
        .build()
        .map_err(|error| invalid_endpoint(endpoint, &error))?;
    let mut processor = BatchSpanProcessor::builder(exporter).build();
    processor.set_resource(resource);
    Ok(processor)
}

fn trace_provider(processor: Arc<BatchSpanProcessor>, resource: Resource) -> SdkTracerProvider {
    // A span exists only if its request was chosen, so every one is recorded.
    SdkTracerProvider::builder()
        .with_sampler(Sampler::AlwaysOn)
        .with_resource(resource)
        .with_span_processor(SharedProcessor(processor))
        .build()
}
