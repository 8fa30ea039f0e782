//! The API over plain HTTP: JSON for what is one message, server-sent events for a tail, lines of JSON for a list that comes as it is read.
//!
//! Nothing is decided here. A request becomes the gRPC request that it stands for, which goes the way of every other: measured,
//! forwarded, checked, answered; and the answer becomes JSON. Invariants:
//! - No handler knows whether it was asked over HTTP/JSON or gRPC.
//! - The routes stand in [`routes::ROUTES`] alone, and the OpenAPI document is made of it and of the descriptors.
//! - No input is answered with a 5xx for what it is, and no answer repeats a value whole.

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

/// The document of all this.
const DOCUMENT: &str = "/openapi.json";

/// Whether a call of a path would be refused by its headers.
pub(crate) type Judge = Arc<dyn Fn(&str, &HeaderMap) -> bool + Send + Sync>;

struct Shared {
    fields: Fields,
    judge: Judge,
    bodies: Bodies,
    origins: Origins,
    metrics: Metrics,
    /// Made when it is first asked for.
    document: OnceLock<Bytes>,
}

/// Whether a path is one of this surface.
pub(crate) fn is_page(path: &str) -> bool {
    path.strip_prefix("/v1/").is_some_and(|rest| !rest.is_empty()) || path == DOCUMENT
}

/// This surface, for pages of these origins and for everything that is no page. A request is made the call that it stands for, which
/// `calls` answers. `judge` says whether a call would be refused by its headers alone. `descriptors` is an encoded `FileDescriptorSet`.
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

/// A call, until it is answered.
type Called = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

/// Answers a request for a path of this surface.
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
        // A clone of the service is asked whether it is ready, when the request is known to need it.
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

    /// Refuses a request by its headers, before its body is read. A node that does not lead asks the leader, who may know a key that this
    /// one does not know yet; a call without a message does nothing there.
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

    /// The answer to a method that a path does not have.
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

    /// A refusal that no call came of, which is counted where it is made.
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
