//! gRPC-Web: calls of gRPC as a page of a browser can send them, over HTTP/1.1 too.
//!
//! A call becomes one of gRPC before anything looks at it, and its answer is put back into the form that it came in, with the trailers as the
//! last frame of the body. `tonic-web` knows both forms (<https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md>). Invariants:
//! - The content types of gRPC-Web are none that a page may send to another place unasked, so a browser asks first; only pages that
//!   `--cors-origins` names hear that they may.
//! - A body is passed on as it comes: none is read before its credential is judged.

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

/// The methods that a method's path has here.
const ALLOW: HeaderValue = HeaderValue::from_static("OPTIONS, POST");

/// Whether a request for a method's path is a call of gRPC-Web, or a browser's question whether a page may make one.
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

/// Answers calls of gRPC-Web.
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
    /// By what answers calls of gRPC, for pages of these origins and for everything that is no page.
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
        // A clone of the service is asked whether it is ready, when the request is known to need it.
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

/// The request as it would have come over HTTP/2, since another node may be asked in its place: without what is said of one connection alone
/// (RFC 9110, section 7.6.1), and without the host, which the URI names there.
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
    // Text is longer than the bytes that it encodes, and a node that is asked would be told its length for theirs.
    request.map(|body| Body::from_stream(body.into_data_stream()))
}

/// The answer to a browser's question what a page may send.
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
