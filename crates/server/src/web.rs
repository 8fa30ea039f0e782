//! gRPC-Web: gRPC calls in the form that a browser page can send, also over HTTP/1.1.
//!
//! A call is translated to gRPC first, and its response is translated back, with the trailers as the last frame of the
//! body. `tonic-web` implements both forms (<https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md>).
//! Invariants:
//! - A page may not send the content types of gRPC-Web across origins without a preflight. The preflight succeeds only
//!   for pages of the origins that `--cors-origins` names.
//! - A body is streamed: no body is read before its credential is checked.

use crate::{
    http::Problem,
    origins::{self, Origins},
    telemetry::Metrics,
};
use axum::{body::Body, response::IntoResponse as _};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version,
    header::{CONNECTION, CONTENT_TYPE, EXPECT, HOST, TRANSFER_ENCODING, UPGRADE},
};
use minoots_wire::error::{Reason, status};
use std::{
    convert::Infallible,
    fmt::Display,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tonic::Code;
use tonic_web::{GrpcWebLayer, GrpcWebService};
use tower::{BoxError, Layer as _, Service, ServiceExt as _};

/// The methods of a method's path.
const ALLOW: HeaderValue = HeaderValue::from_static("OPTIONS, POST");

/// Whether a request for a method's path is a gRPC-Web call, or a browser's preflight for one.
pub(crate) fn is_call<B>(request: &Request<B>) -> bool {
    match *request.method() {
        Method::OPTIONS => origins::is_preflight(request),
        _ => has_web_type(request.headers()),
    }
}

fn has_web_type(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    matches!(
        kind,
        Some(
            b"application/grpc-web"
                | b"application/grpc-web+proto"
                | b"application/grpc-web-text"
                | b"application/grpc-web-text+proto"
        )
    )
}

/// Answers gRPC-Web calls.
#[derive(Clone)]
pub(crate) struct WebCalls<C> {
    calls: GrpcWebService<C>,
    shared: Arc<Shared>,
}

struct Shared {
    origins: Origins,
    metrics: Metrics,
}

impl<C> WebCalls<C> {
    /// Makes a service that translates for `calls`, for web pages of these origins and for all other clients.
    pub(crate) fn new(calls: C, origins: Origins, metrics: Metrics) -> WebCalls<C> {
        WebCalls {
            calls: GrpcWebLayer::new().layer(calls),
            shared: Arc::new(Shared { origins, metrics }),
        }
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

impl<C, B> Service<Request<Body>> for WebCalls<C>
where
    C: Service<Request<tonic::body::Body>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    C::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError> + Display,
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
        Box::pin(async move {
            let admitted = shared.origins.admitted(request.headers());
            let mut response = match *request.method() {
                Method::POST => calls.oneshot(as_http2(request)).await?.map(Body::new),
                Method::OPTIONS => permission(),
                _ => shared.without_method(),
            };
            shared.origins.tell(admitted.as_ref(), &mut response);
            Ok(response)
        })
    }
}

/// Converts a request to HTTP/2, because the node may forward it. It drops the headers of a single connection (RFC
/// 9110, section 7.6.1), and the host, which the URI contains.
fn as_http2(mut request: Request<Body>) -> Request<Body> {
    *request.version_mut() = Version::HTTP_2;
    let headers = request.headers_mut();
    let named: Vec<String> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|named| named.to_str().ok())
        .flat_map(|named| named.split(','))
        .map(|name| name.trim().to_owned())
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in [CONNECTION, TRANSFER_ENCODING, UPGRADE, EXPECT, HOST] {
        headers.remove(name);
    }
    headers.remove("keep-alive");
    headers.remove("proxy-connection");
    // Hides the length: base64 text is longer than the decoded bytes, and a forwarded request would announce the wrong
    // length.
    request.map(|body| Body::from_stream(body.into_data_stream()))
}

/// The response to a browser's preflight.
fn permission() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    origins::permit(response.headers_mut(), &ALLOW);
    response
}

impl Shared {
    fn without_method(&self) -> Response<Body> {
        self.metrics.refused(Reason::Method);
        let refused = status(Code::Unimplemented, Reason::Method, "a call of gRPC-Web is a POST").build();
        Problem::of(&refused).into_response()
    }
}
