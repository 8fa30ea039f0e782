//! Measures the duration, method and code of every gRPC request, and gives some requests a span.
//!
//! A request ends with its response: with the trailers, or, cancelled, when the response is dropped before them.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use minoots_sequencer::clock;
use minoots_wire::error::{Reason, code_name};
use minoots_wire::method::METHODS;
use pin_project_lite::pin_project;
use tonic::{Code, Status};
use tower::{Layer, Service};
use tracing::Span;

use super::metrics::Metrics;
use super::trace_context::SpanSampler;
use crate::http::is_grpc;

const STATUS_HEADER: &str = "grpc-status";
/// The label of every method outside the API.
const UNKNOWN: &str = "unknown";

/// Wraps a service in [`Requests`].
#[derive(Debug, Clone)]
pub struct RequestsLayer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    metrics: Metrics,
    sampler: SpanSampler,
    /// Labels by path.
    methods: HashMap<&'static str, Label>,
    unknown: Label,
}

/// A method as metrics and spans name it.
#[derive(Debug, Clone)]
struct Label {
    name: Arc<str>,
    /// A stream may last for days, and no span does: its span ends with the headers of its response.
    is_stream: bool,
}

impl RequestsLayer {
    /// Labels the methods of the API; all others share one label.
    #[must_use]
    pub fn new(metrics: Metrics, sampler: SpanSampler) -> Self {
        let labelled = METHODS.iter().map(|method| {
            let label = Label {
                name: method.name().into(),
                is_stream: method.streams_requests || method.streams_answers,
            };
            (method.path, label)
        });
        let methods = labelled.collect();
        Self {
            shared: Arc::new(Shared {
                metrics,
                sampler,
                methods,
                unknown: Label {
                    name: UNKNOWN.into(),
                    is_stream: true,
                },
            }),
        }
    }
}

impl<S> Layer<S> for RequestsLayer {
    type Service = Requests<S>;

    fn layer(&self, inner: S) -> Requests<S> {
        Requests {
            inner,
            shared: Arc::clone(&self.shared),
        }
    }
}

/// Measures a service's gRPC requests.
#[derive(Debug, Clone)]
pub struct Requests<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S, R, B> Service<Request<R>> for Requests<S>
where
    S: Service<Request<R>, Response = Response<B>>,
{
    type Response = Response<MeasuredBody<B>>;
    type Error = S::Error;
    type Future = MeasuredFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        if !is_grpc(request.headers()) {
            return MeasuredFuture {
                inner: self.inner.call(request),
                span: Span::none(),
                measurement: None,
            };
        }
        let shared = &self.shared;
        let method = shared.methods.get(request.uri().path()).unwrap_or(&shared.unknown);
        let span = shared.sampler.request_span(request.headers(), &method.name);
        let measurement = Measurement {
            shared: Arc::clone(shared),
            method: Arc::clone(&method.name),
            start: clock::instant(),
            code: Code::Cancelled,
            span: if method.is_stream { Span::none() } else { span.clone() },
        };
        let inner = span.in_scope(|| self.inner.call(request));
        MeasuredFuture {
            inner,
            span,
            measurement: Some(measurement),
        }
    }
}

/// A request in flight; recorded when dropped.
#[derive(Debug)]
struct Measurement {
    shared: Arc<Shared>,
    method: Arc<str>,
    start: Instant,
    code: Code,
    /// The span that ends with the request.
    span: Span,
}

impl Measurement {
    /// Takes the code from headers or trailers that contain one, and counts a rejection by its reason.
    fn note(&mut self, headers: &HeaderMap) -> bool {
        let code = headers.get(STATUS_HEADER).map(|code| Code::from_bytes(code.as_bytes()));
        self.code = code.unwrap_or(self.code);
        if code.is_some_and(|code| code != Code::Ok)
            && let Some(reason) = Status::from_header_map(headers).as_ref().and_then(Reason::of)
        {
            self.shared.metrics.refused(reason);
        }
        code.is_some()
    }
}

impl Drop for Measurement {
    fn drop(&mut self) {
        let duration = clock::instant().saturating_duration_since(self.start);
        self.shared
            .metrics
            .request_ended(&self.method, code_name(self.code), duration);
        self.span.record("rpc.response.status_code", code_name(self.code));
        if is_fault(self.code) {
            self.span.record("error.type", code_name(self.code));
            self.span.record("otel.status_code", "ERROR");
        }
    }
}

/// Whether a code is a fault of the server, by the conventions of gRPC
/// (<https://opentelemetry.io/docs/specs/semconv/rpc/grpc/>).
fn is_fault(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    )
}

pin_project! {
    /// The response future of [`Requests`].
    #[derive(Debug)]
    pub struct MeasuredFuture<F> {
        #[pin]
        inner: F,
        span: Span,
        measurement: Option<Measurement>,
    }
}

impl<F, B, E> Future for MeasuredFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<MeasuredBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _entered = this.span.enter();
        let response = ready!(this.inner.poll(context))?;
        let mut measurement = this.measurement.take();
        if let Some(measured) = &mut measurement
            && measured.note(response.headers())
        {
            // A rejection in the headers is the whole response.
            measurement = None;
        }
        Poll::Ready(Ok(response.map(|inner| MeasuredBody { inner, measurement })))
    }
}

pin_project! {
    /// A response body whose end is the end of its request.
    #[derive(Debug)]
    pub struct MeasuredBody<B> {
        #[pin]
        inner: B,
        measurement: Option<Measurement>,
    }
}

impl<B: Body> Body for MeasuredBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        let frame = ready!(this.inner.poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(trailers) = frame.trailers_ref()
                    && let Some(mut measurement) = this.measurement.take()
                {
                    measurement.note(trailers);
                }
            }
            Some(Err(_)) | None => {
                if let Some(mut measurement) = this.measurement.take() {
                    measurement.code = Code::Unknown;
                }
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
