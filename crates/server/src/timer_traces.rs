//! The spans of timers: `create`, `fire`, `deliver`, `settle` and the attempts of webhooks.
//!
//! Names, kinds and attributes follow the messaging conventions of OpenTelemetry
//! (<https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/>). A span exists only if the node exports
//! traces and the timer's create was recorded, so that an unrecorded timer costs one comparison.

use crate::telemetry::{self, FinishedSpan, FiringTrace, Spans, TraceParent};
use minoots_delivery::Delivered;
use minoots_kernel::{
    id,
    internal::{AttemptRow, TimerRow},
};
use minoots_sequencer::clock::Clock;
use opentelemetry::{
    KeyValue,
    trace::{SpanContext, SpanId, SpanKind, Status as SpanStatus, TraceFlags, TraceState},
};
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tonic::Request;

/// The most recorded firings whose outcome a node waits for. Of more, the oldest get no `settle`.
const OPEN_MAX: usize = 4_096;

/// Records the spans of timers at this node. Cheap to clone.
#[derive(Clone)]
pub(crate) struct TimerTraces(Arc<Shared>);

struct Shared {
    spans: Spans,
    clock: Clock,
    open: Mutex<OpenFirings>,
    /// The number of open firings, read without the lock.
    open_count: AtomicUsize,
}

/// Delivered firings without an outcome yet, by event id.
#[derive(Default)]
struct OpenFirings {
    by_event: HashMap<String, OpenFiring>,
    order: VecDeque<String>,
}

struct OpenFiring {
    trace: FiringTrace,
    queue: String,
}

/// The trace of a call that creates timers.
#[derive(Default)]
pub(crate) struct CreateTrace {
    /// The context that the timers store: of the `create` span, else of the caller.
    pub parent: Option<TraceParent>,
    begun: Option<Box<Begun>>,
}

struct Begun {
    context: SpanContext,
    parent: SpanContext,
    start: i64,
}

/// The trace of a `POST` to a webhook.
pub(crate) struct PostTrace {
    context: SpanContext,
    parent: SpanContext,
}

impl PostTrace {
    /// The `traceparent` for the receiver.
    pub fn traceparent(&self) -> String {
        TraceParent::from(&self.context).to_string()
    }
}

/// The outcome of a delivery.
#[derive(Clone, Copy)]
pub(crate) enum Settlement {
    Acknowledged,
    GivenBack,
    /// No further attempt can help.
    Refused,
}

impl Settlement {
    fn operation(self) -> &'static str {
        match self {
            Self::Acknowledged => "ack",
            Self::GivenBack => "nack",
            Self::Refused => "reject",
        }
    }
}

impl TimerTraces {
    pub fn new(spans: Spans, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            spans,
            clock,
            open: Mutex::default(),
            open_count: AtomicUsize::new(0),
        }))
    }

    /// Begins the `create` of a request. Call it where the request's span is entered.
    pub fn begin_create<T>(&self, request: &Request<T>) -> CreateTrace {
        self.begun_create().unwrap_or_else(|| CreateTrace {
            parent: TraceParent::of(request.metadata().as_ref()),
            begun: None,
        })
    }

    fn begun_create(&self) -> Option<CreateTrace> {
        let parent = self.0.spans.are_exported().then(telemetry::current_span)??;
        let context = child_of(&parent)?;
        Some(CreateTrace {
            parent: Some(TraceParent::from(&context)),
            begun: Some(Box::new(Begun {
                context,
                parent,
                start: self.0.clock.now(),
            })),
        })
    }

    /// Records the `create` of these rows, which the log accepted. It links to the firings to come.
    pub fn created<'r>(&self, trace: CreateTrace, tenant: &str, rows: impl IntoIterator<Item = &'r TimerRow>) {
        let Some(begun) = trace.begun else { return };
        let (mut links, mut ids, mut queue, mut count) = (Vec::new(), Vec::new(), "", 0_i64);
        for row in rows {
            let event_id = id::fired_event_id(tenant, row.id(), row.version);
            let stored = row.spec.as_ref().map_or("", |spec| &spec.traceparent);
            links.extend(FiringTrace::of(&event_id, stored).map(|firing| firing.fire()));
            (queue, count) = (row.queue(), count + 1);
            ids.push(row.id());
        }
        let mut attributes = attributes("create", "create", tenant, queue);
        match ids.as_slice() {
            [one] => attributes.push(KeyValue::new("minoots.timer.id", (*one).to_owned())),
            _ => attributes.push(KeyValue::new("messaging.batch.message_count", count)),
        }
        self.0.spans.record(FinishedSpan {
            name: named("create", queue).into(),
            kind: SpanKind::Producer,
            context: begun.context,
            parent: Some(begun.parent),
            links,
            start: begun.start,
            end: self.0.clock.now(),
            attributes,
            status: SpanStatus::Unset,
        });
    }

    /// Records a delivery that its consumer's connection takes at `now`, and for a first one the firing. Returns the
    /// `traceparent` of the delivery; empty if it is not recorded.
    pub fn delivered(&self, queue: &str, delivered: &Delivered, now: i64) -> String {
        let Some(trace) = self.firing(delivered) else {
            return String::new();
        };
        self.fired(&trace, queue, delivered);
        let fence = delivered.fence_text();
        let context = trace.delivery(&fence);
        let traceparent = TraceParent::from(&context).to_string();
        let mut attributes = event_attributes(("deliver", "send"), queue, delivered);
        attributes.push(KeyValue::new("minoots.delivery.fence", fence));
        attributes.push(KeyValue::new(
            "minoots.delivery.attempt",
            i64::from(delivered.attempt()),
        ));
        self.0.spans.record(FinishedSpan {
            name: named("deliver", queue).into(),
            kind: SpanKind::Producer,
            context,
            parent: Some(trace.fire()),
            links: vec![trace.create()],
            start: delivered.released,
            end: now,
            attributes,
            status: SpanStatus::Unset,
        });
        self.expect(delivered, trace, queue);
        traceparent
    }

    /// The trace of a delivery's firing, if it is recorded.
    fn firing(&self, delivered: &Delivered) -> Option<FiringTrace> {
        let traceparent = delivered.event.traceparent.as_deref()?;
        let is_exported = self.0.spans.are_exported();
        is_exported.then(|| FiringTrace::of(&delivered.event.event_id, traceparent))?
    }

    /// Records the firing of a first delivery.
    fn fired(&self, trace: &FiringTrace, queue: &str, delivered: &Delivered) {
        let event = &delivered.event;
        if event.grant.is_some() {
            return;
        }
        let mut attributes = event_attributes(("fire", "send"), queue, delivered);
        attributes.push(KeyValue::new("minoots.timer.due", seconds(event.due)));
        attributes.push(KeyValue::new("minoots.timer.fire_time", seconds(event.fire_time)));
        attributes.push(KeyValue::new("minoots.timer.released", seconds(delivered.released)));
        attributes.push(KeyValue::new(
            "minoots.timer.lateness",
            seconds(delivered.released.saturating_sub(event.due)),
        ));
        self.0.spans.record(FinishedSpan {
            name: named("fire", queue).into(),
            kind: SpanKind::Internal,
            context: trace.fire(),
            parent: None,
            links: vec![trace.create()],
            // A timer may wait for a consumer for days after it is due. The span shows the release; the attributes have
            // the lateness.
            start: delivered.released,
            end: delivered.released,
            attributes,
            status: SpanStatus::Unset,
        });
    }

    /// Remembers a delivery until its outcome.
    fn expect(&self, delivered: &Delivered, trace: FiringTrace, queue: &str) {
        let event_id = &delivered.event.event_id;
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queue.to_owned();
        if open
            .by_event
            .insert(event_id.clone(), OpenFiring { trace, queue })
            .is_none()
        {
            open.order.push_back(event_id.clone());
        }
        while open.order.len() > OPEN_MAX {
            if let Some(oldest) = open.order.pop_front() {
                open.by_event.remove(&oldest);
            }
        }
        self.0.open_count.store(open.by_event.len(), Ordering::Relaxed);
    }

    /// The `POST` to a webhook, below the delivery with this context; `None` if that is not recorded.
    pub fn begin_post(&self, delivery: &str) -> Option<PostTrace> {
        let parent = TraceParent::parse(delivery)?.span_context();
        let context = child_of(&parent)?;
        Some(PostTrace { context, parent })
    }

    /// Records a `POST` to the host of a webhook, by the HTTP conventions.
    pub fn posted(&self, trace: PostTrace, host: &str, row: &AttemptRow, end: i64) {
        let mut attributes = vec![
            KeyValue::new("http.request.method", "POST"),
            KeyValue::new("server.address", host.to_owned()),
            KeyValue::new("http.request.resend_count", i64::from(row.number.saturating_sub(1))),
        ];
        let mut status = SpanStatus::Unset;
        if row.status != 0 {
            attributes.push(KeyValue::new("http.response.status_code", i64::from(row.status)));
        }
        if !row.failure.is_empty() {
            attributes.push(KeyValue::new("error.type", row.failure.clone()));
            status = SpanStatus::error(row.message.clone());
        }
        self.0.spans.record(FinishedSpan {
            name: "POST".into(),
            kind: SpanKind::Client,
            context: trace.context,
            parent: Some(trace.parent),
            links: Vec::new(),
            start: row.time,
            end,
            attributes,
            status,
        });
    }

    /// Records the outcome of a delivery, reported at `came` and in the log now.
    pub fn settled(&self, (event_id, fence): (&str, &str), settlement: Settlement, came: i64) {
        if self.0.open_count.load(Ordering::Relaxed) == 0 {
            return;
        }
        let Some(OpenFiring { trace, queue }) = self.taken(event_id) else {
            return;
        };
        let delivery = trace.delivery(fence);
        let Some(context) = child_of(&delivery) else { return };
        let mut attributes = attributes(settlement.operation(), "settle", "", &queue);
        attributes.push(KeyValue::new("messaging.message.id", event_id.to_owned()));
        attributes.push(KeyValue::new("minoots.delivery.fence", fence.to_owned()));
        self.0.spans.record(FinishedSpan {
            name: named(settlement.operation(), &queue).into(),
            kind: SpanKind::Internal,
            context,
            parent: Some(delivery),
            links: vec![trace.create()],
            start: came,
            end: self.0.clock.now(),
            attributes,
            status: SpanStatus::Unset,
        });
    }

    fn taken(&self, event_id: &str) -> Option<OpenFiring> {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let firing = open.by_event.remove(event_id)?;
        open.order.retain(|known| known != event_id);
        self.0.open_count.store(open.by_event.len(), Ordering::Relaxed);
        Some(firing)
    }
}

/// A new recorded span below another one; `None` without randomness.
fn child_of(parent: &SpanContext) -> Option<SpanContext> {
    let id = SpanId::from_bytes(getrandom::u64().ok()?.to_be_bytes());
    let child = SpanContext::new(parent.trace_id(), id, TraceFlags::SAMPLED, false, TraceState::NONE);
    child.is_valid().then_some(child)
}

/// The name of a messaging span: its operation and the destination, if there is one.
fn named(operation: &str, queue: &str) -> String {
    if queue.is_empty() {
        return operation.to_owned();
    }
    [operation, " ", queue].concat()
}

fn attributes(operation: &'static str, kind: &'static str, tenant: &str, queue: &str) -> Vec<KeyValue> {
    let mut attributes = vec![
        KeyValue::new("messaging.system", "minoots"),
        KeyValue::new("messaging.operation.name", operation),
        KeyValue::new("messaging.operation.type", kind),
    ];
    for (key, value) in [("messaging.destination.name", queue), ("minoots.tenant", tenant)] {
        if !value.is_empty() {
            attributes.push(KeyValue::new(key, value.to_owned()));
        }
    }
    attributes
}

fn event_attributes(
    (operation, kind): (&'static str, &'static str),
    queue: &str,
    delivered: &Delivered,
) -> Vec<KeyValue> {
    let event = &delivered.event;
    let mut attributes = attributes(operation, kind, &event.occurrence.tenant, queue);
    attributes.push(KeyValue::new("messaging.message.id", event.event_id.clone()));
    attributes.push(KeyValue::new("minoots.timer.id", event.occurrence.id.clone()));
    attributes
}

/// Nanoseconds as seconds, the unit of durations in the conventions.
#[allow(clippy::cast_precision_loss, reason = "a trace shows instants to the microsecond")]
fn seconds(nanos: i64) -> f64 {
    nanos as f64 / 1e9
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_callers_context_is_parsed_before_it_is_stored() {
        let traces = TimerTraces::new(Spans::default(), Clock::default());
        let begun = |values: &[&str]| {
            let mut request = Request::new(());
            for value in values {
                request.metadata_mut().append("traceparent", value.parse().unwrap());
            }
            traces.begin_create(&request).parent.map(|parent| parent.to_string())
        };
        let context = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let later = format!("01{}-{}", &context[2..], "A".repeat(8_000));
        assert_eq!(begun(&[&later]).as_deref(), Some(context));
        for ignored in [&[][..], &[context, context], &["00-4bf9"]] {
            assert_eq!(begun(ignored), None, "{ignored:?}");
        }
    }
}
