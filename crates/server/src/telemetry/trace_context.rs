//! W3C trace context, level 1, and the decision whether a request gets a span.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use http::HeaderMap;
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracing::{Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt;

const HEADER: &str = "traceparent";
/// `00-` + 32 digits + `-` + 16 digits + `-` + 2 digits.
const LENGTH: usize = 55;
const FLAG_SAMPLED: u8 = 1;
/// The number of requests per span, for callers that do not record traces.
const SPAN_EVERY_DEFAULT: u32 = 1_000;

/// The parent of a request, as its caller names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceParent {
    trace_id: u128,
    span_id: u64,
    flags: u8,
}

impl TraceParent {
    /// Parses a `traceparent`; `None` if it is malformed. Callers then ignore it, as the standard requires.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fixed = text.get(..LENGTH)?;
        let rest = text.get(LENGTH..)?;
        let mut fields = fixed.split('-');
        let version = hex(fields.next()?, 2)?;
        let trace_id = hex(fields.next()?, 32)?;
        let span_id = u64::try_from(hex(fields.next()?, 16)?).ok()?;
        let flags = u8::try_from(hex(fields.next()?, 2)?).ok()?;
        // A later version may have further parts after another dash.
        let rest_fits = rest.is_empty() || (version > 0 && rest.starts_with('-'));
        let valid = version != 0xff && trace_id != 0 && span_id != 0 && rest_fits && fields.next().is_none();
        valid.then_some(Self {
            trace_id,
            span_id,
            flags,
        })
    }

    /// The parent in a request's headers; `None` if there is none, several, or a malformed one.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(HEADER).iter();
        let value = values.next().filter(|_| values.next().is_none())?;
        Self::parse(value.to_str().ok()?)
    }

    /// Whether the caller records this trace.
    #[must_use]
    pub fn is_sampled(self) -> bool {
        self.flags & FLAG_SAMPLED != 0
    }

    /// The parent as a span of another process.
    #[must_use]
    pub fn span_context(self) -> SpanContext {
        SpanContext::new(
            TraceId::from_bytes(self.trace_id.to_be_bytes()),
            SpanId::from_bytes(self.span_id.to_be_bytes()),
            TraceFlags::new(self.flags & FLAG_SAMPLED),
            true,
            TraceState::NONE,
        )
    }

    /// The parent as an OpenTelemetry context.
    #[must_use]
    pub fn context(self) -> Context {
        Context::new().with_remote_span_context(self.span_context())
    }
}

impl From<&SpanContext> for TraceParent {
    fn from(span: &SpanContext) -> Self {
        Self {
            trace_id: u128::from_be_bytes(span.trace_id().to_bytes()),
            span_id: u64::from_be_bytes(span.span_id().to_bytes()),
            flags: span.trace_flags().to_u8(),
        }
    }
}

/// The span that is entered, if it is recorded and exported.
pub(crate) fn current_span() -> Option<SpanContext> {
    let span = Span::current();
    if span.is_disabled() {
        return None;
    }
    let context = span.context().span().span_context().clone();
    context.is_sampled().then_some(context)
}

/// Makes the span that is entered the parent of a request to another node.
pub(crate) fn continue_trace(headers: &mut HeaderMap) {
    let value = current_span().and_then(|span| TraceParent::from(&span).to_string().parse().ok());
    if let Some(value) = value {
        headers.insert(HEADER, value);
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "00-{:032x}-{:016x}-{:02x}",
            self.trace_id,
            self.span_id,
            self.flags & FLAG_SAMPLED
        )
    }
}

/// Parses a number of exactly `digits` lower-case hexadecimal digits.
fn hex(text: &str, digits: usize) -> Option<u128> {
    let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (text.len() == digits && lower).then(|| u128::from_str_radix(text, 16).ok())?
}

/// Decides which requests get a span: those whose caller records the trace, and one in `every` of the others.
#[derive(Debug)]
pub struct SpanSampler {
    every: u32,
    seen: AtomicU32,
}

impl Default for SpanSampler {
    fn default() -> Self {
        Self::one_in(SPAN_EVERY_DEFAULT)
    }
}

impl SpanSampler {
    /// Makes a sampler of one span in `every` requests without a recorded trace; with `0` none.
    #[must_use]
    pub fn one_in(every: u32) -> Self {
        Self {
            every,
            seen: AtomicU32::new(0),
        }
    }

    /// The span of a request; for most a disabled one, which costs next to nothing.
    pub fn request_span(&self, headers: &HeaderMap, method: &str) -> Span {
        let parent = TraceParent::of(headers);
        let recorded = parent.is_some_and(TraceParent::is_sampled);
        if !recorded && !self.is_turn() {
            return Span::none();
        }
        // By the conventions of RPC: <https://opentelemetry.io/docs/specs/semconv/rpc/rpc-spans/>.
        let span = tracing::info_span!(
            "request",
            otel.name = method,
            otel.kind = "server",
            otel.status_code = field::Empty,
            rpc.system.name = "grpc",
            rpc.method = method,
            rpc.response.status_code = field::Empty,
            error.type = field::Empty,
        );
        if let Some(parent) = parent.filter(|_| recorded) {
            // Fails if no traces are exported, and then the parent is not needed.
            let _ = span.set_parent(parent.context());
        }
        span
    }

    /// Whether this request is the one in `every`. A counter spreads as well as randomness does, and is repeatable.
    fn is_turn(&self) -> bool {
        self.every > 0 && self.seen.fetch_add(1, Ordering::Relaxed).is_multiple_of(self.every)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    const SAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_traceparent_survives_parsing() {
        let parent = TraceParent::parse(SAMPLED).unwrap();
        assert!(parent.is_sampled());
        assert_eq!(parent.to_string(), SAMPLED);
        let context = parent.context();
        let span = context.span().span_context().clone();
        assert!(span.is_remote() && span.is_sampled());
        assert_eq!(span.trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(span.span_id().to_string(), "00f067aa0ba902b7");
    }

    #[test]
    fn a_later_version_may_say_more() {
        assert!(TraceParent::parse(&format!("01{}-what", &SAMPLED[2..])).is_some());
        assert!(TraceParent::parse(&format!("01{}what", &SAMPLED[2..])).is_none());
        assert!(TraceParent::parse(&format!("{SAMPLED}-what")).is_none());
    }

    #[test]
    fn a_malformed_traceparent_is_ignored() {
        let malformed = [
            String::new(),
            "00".to_owned(),
            SAMPLED.to_uppercase(),
            SAMPLED.replace("4bf9", "4bg9"),
            SAMPLED.replace("4bf9", "+bf9"),
            SAMPLED.replace("00-4", "ff-4"),
            SAMPLED.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
            SAMPLED.replace("00f067aa0ba902b7", &"0".repeat(16)),
            SAMPLED.replace('-', "_"),
            SAMPLED.replace("-01", "-é"),
            format!("{SAMPLED} "),
            "é".repeat(40),
        ];
        for text in malformed {
            assert_eq!(TraceParent::parse(&text), None, "{text}");
        }
    }

    #[test]
    fn two_parents_are_as_good_as_none() {
        let mut headers = HeaderMap::new();
        headers.append(HEADER, SAMPLED.parse().unwrap());
        assert!(TraceParent::of(&headers).is_some());
        headers.append(HEADER, SAMPLED.parse().unwrap());
        assert!(TraceParent::of(&headers).is_none());
    }

    #[test]
    fn the_caller_decides_and_else_one_in_so_many_requests_gets_a_span() {
        tracing::subscriber::with_default(tracing_subscriber::registry(), || {
            let sampler = SpanSampler::one_in(10);
            let enabled = |headers: &HeaderMap| !sampler.request_span(headers, "M").is_none();
            let without = HeaderMap::new();
            assert_eq!((0..100).filter(|_| enabled(&without)).count(), 10);
            let mut with = HeaderMap::new();
            with.insert(HEADER, SAMPLED.parse().unwrap());
            assert_eq!((0..100).filter(|_| enabled(&with)).count(), 100);
            assert!(SpanSampler::one_in(0).request_span(&without, "M").is_none());
        });
    }
}
