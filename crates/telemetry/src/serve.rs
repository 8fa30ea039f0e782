//! The port of a process that serves nothing else over HTTP: `/livez`, `/healthz`, `/readyz` and `/metrics`.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus::Registry;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, Id, JoinSet};

use crate::pages::{live, metrics, ready, text};

/// The maximum number of connections at once; one more closes the least active. A monitoring system and a load balancer
/// open one each.
const CONNECTIONS_MAX: usize = 32;
/// The time limit of a request's headers, and of an idle connection.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// The time after which a connection is closed.
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
    let mut open = OpenConnections::default();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = open.one_ended() => continue,
        };
        match accepted {
            Ok((stream, _)) => open.add(stream, pages.clone()),
            Err(error) => {
                tracing::warn!(%error, "a connection for metrics could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// The open connections, at most [`CONNECTIONS_MAX`]. Dropping it closes them.
#[derive(Default)]
struct OpenConnections {
    tasks: JoinSet<()>,
    by_task: HashMap<Id, OpenConnection>,
    /// The number of connections so far.
    accepted: u64,
    /// The number of requests so far.
    requests: Arc<AtomicU64>,
}

struct OpenConnection {
    task: AbortHandle,
    number: u64,
    /// The number of its last request; 0 before the first.
    last_request: Arc<AtomicU64>,
}

impl OpenConnections {
    /// Serves a connection. If there are too many, the least active one is closed: the oldest without a request, else
    /// the one whose last request is the oldest. Silent connections thus delay no answer.
    fn add(&mut self, stream: TcpStream, pages: Pages) {
        if self.by_task.len() >= CONNECTIONS_MAX {
            self.close_least_active();
        }
        self.accepted += 1;
        let last_request = Arc::new(AtomicU64::new(0));
        let (requests, last) = (Arc::clone(&self.requests), Arc::clone(&last_request));
        let on_request = move || last.store(requests.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        let task = self.tasks.spawn(async move {
            // A connection that broke or grew old affects nothing else.
            let _ = tokio::time::timeout(CONNECTION_AGE_MAX, answer(stream, pages, on_request)).await;
        });
        let number = self.accepted;
        let connection = OpenConnection {
            task,
            number,
            last_request,
        };
        self.by_task.insert(connection.task.id(), connection);
    }

    fn close_least_active(&mut self) {
        let activity = |open: &&OpenConnection| (open.last_request.load(Ordering::Relaxed), open.number);
        let Some(id) = self.by_task.values().min_by_key(activity).map(|open| open.task.id()) else {
            return;
        };
        if let Some(open) = self.by_task.remove(&id) {
            open.task.abort();
        }
    }

    /// Waits until a connection has ended, and forgets it.
    async fn one_ended(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => self.by_task.remove(&id),
            Some(Err(ended)) => self.by_task.remove(&ended.id()),
            None => pending().await,
        };
    }
}

async fn answer(stream: TcpStream, pages: Pages, on_request: impl Fn()) -> hyper::Result<()> {
    let service = service_fn(move |request: Request<Incoming>| {
        on_request();
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

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    fn empty_pages() -> Pages {
        Pages::new(Registry::new(), || Ok(None))
    }

    /// Whether a connection gets the answer that the process lives; else it is closed.
    async fn lives(stream: &mut TcpStream) -> bool {
        let request = b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\n";
        let mut answer = Vec::new();
        if stream.write_all(request).await.is_err() {
            return false;
        }
        while !answer.ends_with(b"\r\n\r\nok") {
            if !matches!(stream.read_buf(&mut answer).await, Ok(1..)) {
                return false;
            }
        }
        answer.starts_with(b"HTTP/1.1 200")
    }

    #[tokio::test]
    async fn silent_connections_delay_no_answer() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, empty_pages()));
        let mut active = TcpStream::connect(address).await.unwrap();
        assert!(lives(&mut active).await);
        let mut silent = Vec::new();
        for _ in 1..CONNECTIONS_MAX {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        let mut one_more = TcpStream::connect(address).await.unwrap();
        assert!(lives(&mut one_more).await);
        // The oldest silent one gave way. The others did not have to reach their time limits.
        assert!(!lives(&mut silent[0]).await);
        assert!(lives(&mut silent[1]).await && lives(&mut active).await);
    }

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
