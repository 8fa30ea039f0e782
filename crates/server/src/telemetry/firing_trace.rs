//! The trace of a timer's firing, whose ids follow from the firing.
//!
//! A firing has a trace of its own: `fire`, below it a `deliver` for each delivery, and below that the consumer's work
//! and the outcome. `create` and `fire` link to each other, and no span lasts for the wait between them. All ids are
//! parts of SHA-256 over the event's id and the `traceparent` of the create. So the create links to a span that exists
//! only years later, and each leader continues the trace that another one began.

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};
use sha2::{Digest, Sha256};

use super::TraceParent;

/// The trace of one firing.
#[derive(Debug, Clone)]
pub(crate) struct FiringTrace {
    create: SpanContext,
    trace_id: TraceId,
    fire: SpanId,
    seed: [u8; 32],
}

impl FiringTrace {
    /// The trace of the firing with this event id; `None` if the trace of its create is not recorded.
    pub fn of(event_id: &str, traceparent: &str) -> Option<Self> {
        let create = TraceParent::parse(traceparent).filter(|parent| parent.is_sampled())?;
        let seed: [u8; 32] = Sha256::new()
            .chain_update(b"minoots firing\n")
            .chain_update(event_id)
            .chain_update(b"\n")
            .chain_update(traceparent)
            .finalize()
            .into();
        let (trace_id, fire) = ids(&seed);
        Some(Self {
            create: create.span_context(),
            trace_id,
            fire,
            seed,
        })
    }

    /// The span of the create.
    pub fn create(&self) -> SpanContext {
        self.create.clone()
    }

    /// The span of the firing, the root of its trace.
    pub fn fire(&self) -> SpanContext {
        self.context(self.fire)
    }

    /// The span of the delivery with this fence.
    pub fn delivery(&self, fence: &str) -> SpanContext {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(self.seed)
            .chain_update(fence)
            .finalize()
            .into();
        self.context(ids(&digest).1)
    }

    /// A context of this trace.
    fn context(&self, span: SpanId) -> SpanContext {
        SpanContext::new(self.trace_id, span, TraceFlags::SAMPLED, false, TraceState::NONE)
    }
}

/// The first 16 bytes of a digest as the id of a trace, and its last 8 as that of a span.
fn ids(digest: &[u8; 32]) -> (TraceId, SpanId) {
    let trace = digest.first_chunk().copied().unwrap_or_default();
    let span = digest.last_chunk().copied().unwrap_or_default();
    (TraceId::from_bytes(trace), SpanId::from_bytes(span))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const SAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn every_node_derives_the_same_ids_and_each_span_has_its_own() {
        let trace = FiringTrace::of("event", SAMPLED).unwrap();
        let again = FiringTrace::of("event", SAMPLED).unwrap();
        assert_eq!(trace.fire(), again.fire());
        assert_eq!(trace.delivery("1"), again.delivery("1"));
        let ids = [trace.fire(), trace.delivery("1"), trace.delivery("2"), trace.create()];
        let distinct: std::collections::BTreeSet<_> = ids.iter().map(|span| span.span_id().to_bytes()).collect();
        assert_eq!(distinct.len(), ids.len());
        assert_eq!(trace.fire().trace_id(), trace.delivery("1").trace_id());
        assert_ne!(trace.fire().trace_id(), trace.create().trace_id());
        assert_ne!(FiringTrace::of("another", SAMPLED).unwrap().fire(), trace.fire());
    }

    #[test]
    fn a_trace_that_is_not_recorded_has_no_firing() {
        for traceparent in ["", "rubbish", &SAMPLED.replace("-01", "-00")] {
            assert!(FiringTrace::of("event", traceparent).is_none(), "{traceparent}");
        }
    }
}
