//! Accepts a bounded number of connections, and closes them when the endpoint stops.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::answer;
use crate::app::App;
use crate::limits::{CONNECTION_AGE_MAX, CONNECTIONS_MAX, GRACE, REQUEST_PATIENCE};

/// The pause after a failed accept, for example when no file descriptors are left.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts connections until `stop` is cancelled, and then completes the answers in progress.
pub async fn accept(listener: TcpListener, app: Arc<App>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = async { (Arc::clone(&places).acquire_owned().await, listener.accept().await) } => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            (Ok(place), Ok((stream, _))) => {
                let serving = serve(stream, Arc::clone(&app), stop.clone());
                connections.spawn(async move {
                    let _place = place;
                    if timeout(CONNECTION_AGE_MAX, serving).await.is_err() {
                        tracing::debug!("a connection was closed, as it stood for too long");
                    }
                });
            }
            (_, Err(error)) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(PAUSE).await;
            }
            // The semaphore is never closed.
            (Err(_), _) => break,
        }
    }
    connections.close();
    // Connections that are still open after the grace period are closed.
    let _ = timeout(GRACE, connections.wait()).await;
}

async fn serve(stream: TcpStream, app: Arc<App>, stop: CancellationToken) {
    let service = service_fn(move |request| {
        let app = Arc::clone(&app);
        async move { answer(&app, request).await }
    });
    let mut builder = http1::Builder::new();
    // A connection serves one request. With keep-alive, unsigned requests with unread answers could hold a permit for
    // ever.
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_PATIENCE)
        .keep_alive(false);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}
