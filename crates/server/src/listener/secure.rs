//! Connections to a TLS port: the handshake, or a rejection of plain text.
//!
//! Invariants:
//! - Only requests over TLS are served. A plain-text request gets one rejection, over the same protocols and within the
//!   same limits; its body is not read.
//! - A handshake holds a connection's permit for its deadline at most.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::IntoResponse as _;
use http::header::{CONNECTION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response, StatusCode, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use minoots_tls::ServerTls;
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

use super::connection::{About, Serve, Shared, stopped};
use super::taken::{Place, arrived};
use crate::http::Problem;
use crate::refusal;

/// The first byte of a TLS handshake; no HTTP begins with it.
const HANDSHAKE: u8 = 0x16;
/// The time for a response to be sent.
const LEAVE_WITHIN: Duration = Duration::from_secs(1);

/// The start of a connection.
enum Begun {
    Secured(Box<TlsStream<TcpStream>>),
    Plain(TcpStream),
    Failed,
}

pub(super) async fn serve<S: Serve>(
    tls: ServerTls,
    stream: TcpStream,
    about: About,
    shared: Arc<Shared<S>>,
    mut stop: watch::Receiver<bool>,
) {
    let begun = tokio::select! {
        () = stopped(&mut stop) => return,
        begun = timeout(shared.options.handshake_deadline, begin(&tls, stream)) => begun,
    };
    match begun {
        Ok(Begun::Secured(stream)) => about.serve(tokio::io::split(*stream), shared, stop).await,
        Ok(Begun::Plain(stream)) => {
            shared.counters.plain_text();
            turn_away(stream, about, &shared, stop).await;
        }
        Ok(Begun::Failed) => shared.counters.handshake_failed(),
        Err(_) => shared.counters.handshake_missed(),
    }
}

async fn begin(tls: &ServerTls, stream: TcpStream) -> Begun {
    let mut first = [0];
    match stream.peek(&mut first).await {
        Ok(1..) if first[0] != HANDSHAKE => Begun::Plain(stream),
        Ok(1..) => match tls.acceptor().accept(stream).await {
            Ok(stream) => Begun::Secured(Box::new(stream)),
            Err(error) => {
                tracing::debug!(%error, "a TLS handshake failed");
                Begun::Failed
            }
        },
        // The peer disconnected without data, as a port probe does.
        _ => Begun::Failed,
    }
}

/// Rejects a plain-text connection with the instruction to use TLS.
async fn turn_away<S>(stream: TcpStream, about: About, shared: &Shared<S>, mut stop: watch::Receiver<bool>) {
    let told = Notify::new();
    let service = service_fn(|request: http::Request<Incoming>| {
        told.notify_one();
        // This connection takes no calls.
        arrived(Place::Elsewhere);
        std::future::ready(Ok::<_, Infallible>(tls_required(request.version(), request.headers())))
    });
    let connection = shared.protocol.serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = told.notified() => {}
        () = about.first_request => return,
        () = stopped(&mut stop) => return,
    }
    connection.as_mut().graceful_shutdown();
    // No response is ever known to have arrived.
    let _ = timeout(LEAVE_WITHIN, connection).await;
}

fn tls_required(version: Version, headers: &HeaderMap) -> Response<Body> {
    let status = refusal::tls_required();
    let is_grpc = |value: &HeaderValue| value.as_bytes().starts_with(b"application/grpc");
    if headers.get(CONTENT_TYPE).is_some_and(is_grpc) {
        return status.into_http();
    }
    let mut response = Problem::new(StatusCode::BAD_REQUEST, "TLS_REQUIRED", status.message()).into_response();
    if version < Version::HTTP_2 {
        response
            .headers_mut()
            .insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
