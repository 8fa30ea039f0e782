//! Finished spans whose ids their writer chose.
//!
//! Every node derives the ids of a firing's spans from the firing, so a span can link to one that another node writes
//! later. `tracing` chooses ids itself; these spans go to the exporter directly.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry::trace::{Link, SpanContext, SpanId, SpanKind, Status};
use opentelemetry::{Context, InstrumentationScope, KeyValue};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{BatchSpanProcessor, Span, SpanData, SpanEvents, SpanLinks, SpanProcessor};

use crate::SCOPE;

/// The most links of one span, as in the SDK's own limits.
const LINKS_MAX: usize = 128;

/// Exports finished spans; without an exporter it drops them. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Spans(Option<Arc<BatchSpanProcessor>>);

/// A finished span.
#[derive(Debug)]
pub struct FinishedSpan {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its part in an exchange.
    pub kind: SpanKind,
    /// Its trace and its id.
    pub context: SpanContext,
    /// The span above it, if it is no root.
    pub parent: Option<SpanContext>,
    /// Further spans of the same story. Invalid ones are dropped, and so are those beyond 128.
    pub links: Vec<SpanContext>,
    /// Nanoseconds UTC.
    pub start: i64,
    /// Nanoseconds UTC. An end before the start counts as the start.
    pub end: i64,
    /// Its attributes, by the conventions of OpenTelemetry.
    pub attributes: Vec<KeyValue>,
    /// Whether it failed.
    pub status: Status,
}

impl Spans {
    pub(crate) fn new(processor: Arc<BatchSpanProcessor>) -> Self {
        Self(Some(processor))
    }

    /// Whether spans are exported at all.
    #[must_use]
    pub fn are_exported(&self) -> bool {
        self.0.is_some()
    }

    /// Hands a span to the exporter, without waiting. A full queue drops it.
    pub fn record(&self, span: FinishedSpan) {
        let Some(processor) = &self.0 else { return };
        let mut links = SpanLinks::default();
        let valid = span.links.into_iter().filter(SpanContext::is_valid);
        links
            .links
            .extend(valid.take(LINKS_MAX).map(|to| Link::new(to, Vec::new(), 0)));
        processor.on_end(SpanData {
            span_context: span.context,
            parent_span_id: span.parent.as_ref().map_or(SpanId::INVALID, SpanContext::span_id),
            parent_span_is_remote: span.parent.as_ref().is_some_and(SpanContext::is_remote),
            span_kind: span.kind,
            name: span.name,
            start_time: instant(span.start),
            end_time: instant(span.end.max(span.start)),
            attributes: span.attributes,
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links,
            status: span.status,
            instrumentation_scope: InstrumentationScope::builder(SCOPE).build(),
        });
    }
}

fn instant(nanos: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_nanos(u64::try_from(nanos).unwrap_or(0))
}

/// One exporter for the spans of `tracing` and for [`Spans`].
#[derive(Debug)]
pub(crate) struct SharedProcessor(pub Arc<BatchSpanProcessor>);

impl SpanProcessor for SharedProcessor {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.0.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        self.0.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }
}
