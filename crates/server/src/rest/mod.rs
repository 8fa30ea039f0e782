//! The API over plain HTTP: JSON for a single message, server-sent events for a tail, lines of JSON for a streamed
//! list.
//!
//! This module only translates. A request becomes the corresponding gRPC request, which is then measured, forwarded,
//! checked and answered like any other; the response becomes JSON. Invariants:
//! - No handler knows whether its request came over HTTP/JSON or gRPC.
//! - [`routes::ROUTES`] is the only list of routes; the OpenAPI document is made of it and of the descriptors.
//! - No input causes a 5xx by its content, and no response repeats a value whole.

use crate::{
    http::{CatchPanic, CatchPanicLayer, Problem},
    origins::{self, Origins},
    telemetry::Metrics,
};
use axum::{body::Body, response::IntoResponse};
use bytes::Bytes;
use futures::FutureExt as _;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header::ALLOW};
use http_body::Body as _;
use minoots_wire::error::{Reason, status};
use opentelemetry::metrics::Counter;
use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};
use tonic::{Code, Status};
use tower::{BoxError, Layer, Service, ServiceExt as _};

mod answer;
mod bodies;
mod codec;
mod events;
mod fields;
mod lines;
mod messages;
mod openapi;
mod request;
mod route;
#[path = "../gen/routes.rs"]
#[rustfmt::skip]
mod routes;

use bodies::Bodies;
use fields::Fields;
use route::Route;
use routes::ROUTES;

/// The path of the OpenAPI document.
const DOCUMENT: &str = "/openapi.json";

/// Returns whether access control would reject a call of a path by its headers.
pub(crate) type Judge = Arc<dyn Fn(&str, &HeaderMap) -> bool + Send + Sync>;

struct Shared {
    fields: Fields,
    judge: Judge,
    bodies: Bodies,
    origins: Origins,
    metrics: Metrics,
    /// The OpenAPI document, made at its first request.
    document: OnceLock<Bytes>,
}

/// Whether a path belongs to the API over plain HTTP.
pub(crate) fn is_page(path: &str) -> bool {
    path.strip_prefix("/v1/").is_some_and(|rest| !rest.is_empty()) || path == DOCUMENT
}

/// The service of the API over plain HTTP, for web pages of these origins and for all other clients. It translates a
/// request and passes it to `calls`. `judge` returns whether a call would be rejected by its headers alone.
/// `descriptors` is an encoded `FileDescriptorSet`.
pub(crate) fn pages<C>(
    calls: C,
    judge: Judge,
    origins: Origins,
    (metrics, panics): (Metrics, Counter<u64>),
    descriptors: &[u8],
) -> CatchPanic<Transcode<C>> {
    let shared = Shared {
        fields: Fields::of(descriptors),
        judge,
        bodies: Bodies::default(),
        origins,
        metrics,
        document: OnceLock::new(),
    };
    CatchPanicLayer::new(panics).layer(Transcode {
        calls,
        shared: Arc::new(shared),
    })
}

/// The response future of a call.
type Called = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

/// Answers a request over plain HTTP.
#[derive(Clone)]
pub(crate) struct Transcode<C> {
    calls: C,
    shared: Arc<Shared>,
}

impl<C, B> Service<Request<Body>> for Transcode<C>
where
    C: Service<Request<Body>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    C::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // Always ready: each call polls the readiness of its own clone of the service.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Answering {
        let (calls, shared) = (self.calls.clone(), self.shared.clone());
        let call = move |request| -> Called {
            Box::pin(calls.clone().oneshot(request).map(|answered| match answered {
                Ok(answer) => answer.map(Body::new),
                Err(never) => match never {},
            }))
        };
        Box::pin(async move { Ok(shared.answer(call, request).await) })
    }
}

impl Shared {
    async fn answer(&self, call: impl FnMut(Request<Body>) -> Called + Send, request: Request<Body>) -> Response<Body> {
        let is_head = request.method() == Method::HEAD;
        let admitted = self.origins.admitted(request.headers());
        let mut response = self.admitted(call, request).await;
        self.origins.tell(admitted.as_ref(), &mut response);
        if is_head {
            *response.body_mut() = Body::empty();
        }
        response
    }

    async fn admitted(
        &self,
        mut call: impl FnMut(Request<Body>) -> Called + Send,
        request: Request<Body>,
    ) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let found: Vec<(&'static Route, &str)> = ROUTES
            .iter()
            .filter_map(|route| Some((route, route.matches(&path)?)))
            .collect();
        let is_document = path == DOCUMENT;
        if found.is_empty() && !is_document {
            return self.refused(&status(Code::NotFound, Reason::Path, "there is nothing at this path").build());
        }
        let asked = match *request.method() {
            Method::HEAD => Method::GET,
            ref method => method.clone(),
        };
        if is_document && asked == Method::GET {
            return answer::document(self.document());
        }
        let Some(&(route, text)) = found.iter().find(|(route, _)| route.method == asked) else {
            let methods = found.iter().map(|(route, _)| route.method.clone());
            return self.without_route(&allow(methods.chain(is_document.then_some(Method::GET))), &request);
        };
        let request = match self.judged(&mut call, route, request).await {
            Ok(request) => request,
            Err(refused) => return refused,
        };
        match request::call((&self.fields, &self.bodies), route, text, request).await {
            Ok(made) => answer::of(route, call(made).await).await,
            Err(refused) => self.refused(&refused),
        }
    }

    /// Rejects a request by its headers, before its body is read. A node that does not lead asks the leader, which may
    /// know a newer key, with a call without a message; such a call has no effect.
    async fn judged(
        &self,
        call: &mut (impl FnMut(Request<Body>) -> Called + Send),
        route: &'static Route,
        request: Request<Body>,
    ) -> Result<Request<Body>, Response<Body>> {
        if request.body().is_end_stream() || !(self.judge)(route.rpc.path, request.headers()) {
            return Ok(request);
        }
        let answer = call(request::without_message(route, &request)).await;
        let code = Status::from_header_map(answer.headers()).map(|status| status.code());
        match code {
            Some(Code::Unauthenticated | Code::PermissionDenied | Code::Unavailable | Code::ResourceExhausted) => {
                Err(answer::of(route, answer).await)
            }
            _ => Ok(request),
        }
    }

    /// The response to a method that a path does not support.
    fn without_route(&self, allow: &HeaderValue, request: &Request<Body>) -> Response<Body> {
        let mut response = if request.method() == Method::OPTIONS {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            if origins::is_preflight(request) {
                origins::permit(response.headers_mut(), allow);
            }
            response
        } else {
            self.refused(&status(Code::Unimplemented, Reason::Method, "this path has no such method").build())
        };
        response.headers_mut().insert(ALLOW, allow.clone());
        response
    }

    /// A rejection before any call, counted here.
    fn refused(&self, status: &Status) -> Response<Body> {
        if let Some(reason) = Reason::of(status) {
            self.metrics.refused(reason);
        }
        Problem::of(status).into_response()
    }

    fn document(&self) -> Bytes {
        self.document.get_or_init(openapi::document).clone()
    }
}

/// The methods of a path.
fn allow(methods: impl Iterator<Item = Method>) -> HeaderValue {
    let mut names: Vec<&'static str> = vec!["OPTIONS"];
    for method in methods {
        match method {
            Method::GET => names.extend(["GET", "HEAD"]),
            _ => names.push("POST"),
        }
    }
    names.sort_unstable();
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static("OPTIONS"))
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
