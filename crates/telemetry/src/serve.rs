//! The port of a process that serves nothing else over HTTP: `/livez`, `/healthz`, `/readyz` and `/metrics`.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus::Registry;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::pages::{live, metrics, ready, text};

/// The maximum number of connections at once. A monitoring system and a load balancer open one each.
const CONNECTIONS_MAX: usize = 32;
/// The time limit of a request's headers, and of an idle connection.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The time after which a connection is closed, so that silent ones free their permits.
const CONNECTION_AGE_MAX: Duration = Duration::from_secs(60);
/// The pause after a failed accept, for example when no file descriptors are left.
const PAUSE: Duration = Duration::from_millis(100);

/// Returns whether the process is ready, with a notice for its operator, or the reason why not. Must not block.
type ReadyCheck = dyn Fn() -> Result<Option<String>, String> + Send + Sync;

/// The sources of the pages. Cheap to clone.
#[derive(Clone)]
pub struct Pages {
    registry: Registry,
    ready: Arc<ReadyCheck>,
}

impl Pages {
    /// Serves these metrics, and this state as `/readyz`.
    pub fn new(registry: Registry, ready: impl Fn() -> Result<Option<String>, String> + Send + Sync + 'static) -> Self {
        Self {
            registry,
            ready: Arc::new(ready),
        }
    }

    fn response(&self, method: &Method, path: &str) -> Response<String> {
        let is_read = matches!(*method, Method::GET | Method::HEAD);
        match path {
            "/livez" | "/healthz" | "/readyz" | "/metrics" if !is_read => text(
                StatusCode::METHOD_NOT_ALLOWED,
                "this path has GET and HEAD only".to_owned(),
            ),
            "/livez" | "/healthz" => live(),
            "/readyz" => ready((self.ready)()),
            "/metrics" => metrics(&self.registry).unwrap_or_else(|error| {
                tracing::error!(%error, "metrics do not encode");
                text(StatusCode::INTERNAL_SERVER_ERROR, "metrics do not encode".to_owned())
            }),
            _ => text(
                StatusCode::NOT_FOUND,
                "there is nothing at this path: /livez, /readyz and /metrics are the paths".to_owned(),
            ),
        }
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pages")
    }
}

/// Serves the pages until the future is dropped.
pub async fn serve(listener: TcpListener, pages: Pages) -> Infallible {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        // The semaphore is never closed.
        let place = Arc::clone(&places).acquire_owned().await.ok();
        match listener.accept().await {
            Ok((stream, _)) => {
                let pages = pages.clone();
                tokio::spawn(async move {
                    let _place = place;
                    // A connection that broke or grew old affects nothing else.
                    let _ = tokio::time::timeout(CONNECTION_AGE_MAX, answer(stream, pages)).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection for metrics could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn answer(stream: TcpStream, pages: Pages) -> hyper::Result<()> {
    let service = service_fn(move |request: Request<Incoming>| {
        let response = pages.response(request.method(), request.uri().path());
        async move { Ok::<_, Infallible>(response) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn status_and_body(pages: &Pages, path: &str) -> (u16, String) {
        let response = pages.response(&Method::GET, path);
        (response.status().as_u16(), response.into_body())
    }

    #[test]
    fn each_path_answers() {
        let telemetry = crate::Telemetry::without_logs(&crate::TelemetryOptions::default()).unwrap();
        let registry = telemetry.registry().clone();
        let pages = Pages::new(registry.clone(), || Ok(None));
        assert_eq!(status_and_body(&pages, "/livez"), (200, "ok".to_owned()));
        assert_eq!(status_and_body(&pages, "/readyz"), (200, "ready".to_owned()));
        assert!(
            status_and_body(&pages, "/metrics")
                .1
                .contains("process_resident_memory_bytes")
        );
        assert_eq!(status_and_body(&pages, "/").0, 404);
        assert_eq!(pages.response(&Method::POST, "/metrics").status().as_u16(), 405);
        let pages = Pages::new(registry, || Err("no node answers".to_owned()));
        assert_eq!(status_and_body(&pages, "/readyz"), (503, "no node answers".to_owned()));
        assert_eq!(status_and_body(&pages, "/livez").0, 200);
    }
}
