//! A receiver of traces over OTLP, and the spans that it received.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{TraceService, TraceServiceServer};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

use crate::PATIENCE;
use crate::clock::Deadline;

/// The kind of a span of a server.
pub const SERVER: i32 = 2;
/// The kind of a span of a client.
pub const CLIENT: i32 = 3;
/// The kind of a span that hands a message on.
pub const PRODUCER: i32 = 4;

/// A span, with ids in hexadecimal digits as `traceparent` has them.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its name.
    pub name: String,
    /// Its kind, as OTLP numbers kinds.
    pub kind: i32,
    /// The trace and the span.
    pub id: (String, String),
    /// The span above it in its trace; empty for a root.
    pub parent: String,
    /// The spans that it links to.
    pub links: Vec<(String, String)>,
    /// Its start and end, nanoseconds UTC.
    pub time: (u64, u64),
    /// The node that exported it.
    pub instance: String,
    attributes: Vec<KeyValue>,
}

impl Seen {
    /// An attribute as text; empty if the span has none of this name.
    #[must_use]
    pub fn attribute(&self, key: &str) -> String {
        text_of(&self.attributes, key)
    }
}

fn text_of(attributes: &[KeyValue], key: &str) -> String {
    let of_key = attributes.iter().find(|attribute| attribute.key == key);
    match of_key.and_then(|attribute| attribute.value.as_ref()) {
        Some(AnyValue {
            value: Some(Value::StringValue(text)),
        }) => text.clone(),
        Some(AnyValue {
            value: Some(Value::IntValue(number)),
        }) => number.to_string(),
        Some(AnyValue {
            value: Some(Value::DoubleValue(number)),
        }) => number.to_string(),
        _ => String::new(),
    }
}

/// A receiver on loopback. It stops when it is dropped.
#[derive(Debug)]
pub struct Collector {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    serving: JoinHandle<()>,
}

#[derive(Clone, Debug)]
struct Service(Arc<Mutex<Vec<Seen>>>);

#[tonic::async_trait]
impl TraceService for Service {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for of_process in request.into_inner().resource_spans {
            let resource = of_process.resource.unwrap_or_default();
            let instance = text_of(&resource.attributes, "service.instance.id");
            let spans = of_process.scope_spans.into_iter().flat_map(|scope| scope.spans);
            seen.extend(spans.map(|span| shown(span, &instance)));
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

fn shown(span: Span, instance: &str) -> Seen {
    let links = span.links.iter();
    Seen {
        name: span.name,
        kind: span.kind,
        id: (digits(&span.trace_id), digits(&span.span_id)),
        parent: digits(&span.parent_span_id),
        links: links
            .map(|link| (digits(&link.trace_id), digits(&link.span_id)))
            .collect(),
        time: (span.start_time_unix_nano, span.end_time_unix_nano),
        instance: instance.to_owned(),
        attributes: span.attributes,
    }
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Collector {
    /// Starts a receiver.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let service = TraceServiceServer::new(Service(seen.clone()));
        let serving = tokio::spawn(async move {
            let served = Server::builder().add_service(service);
            // A receiver that fails has no spans, and the test that needs them says so.
            let _ = served.serve_with_incoming(TcpListenerStream::new(listener)).await;
        });
        Ok(Self { address, seen, serving })
    }

    /// The address to export to.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All spans so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for a span.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn until(&self, is_it: impl Fn(&Seen) -> bool) -> Result<Seen> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            if let Some(found) = self.seen().into_iter().find(|span| is_it(span)) {
                return Ok(found);
            }
            if deadline.has_passed() {
                let names: Vec<String> = self.seen().into_iter().map(|span| span.name).collect();
                bail!("the span did not come; there are {names:?}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
