//! Accepts a bounded number of connections, and closes them when the server ends.

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Door;
use crate::limits::{CONNECTIONS_MAX, HEAD_PATIENCE};

/// The time for answers in progress at the end.
const GRACE: Duration = Duration::from_secs(5);
/// The pause after a failed accept, for example without free file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// Runs until `stop` is cancelled, and then finishes the answers in progress.
pub(super) async fn accept(listener: TcpListener, door: Arc<Door>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let connections = TaskTracker::new();
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = stop.cancelled() => break,
        };
        // The semaphore is never closed.
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let (door, stop) = (Arc::clone(&door), stop.clone());
        connections.spawn(async move {
            serve(stream, door, stop).await;
            drop(place);
        });
    }
    connections.close();
    // Connections still busy are dropped.
    let _ = tokio::time::timeout(GRACE, connections.wait()).await;
}

async fn serve(stream: TcpStream, door: Arc<Door>, stop: CancellationToken) {
    let answer = service_fn(move |request: http::Request<Incoming>| {
        let door = Arc::clone(&door);
        async move { Ok::<_, std::convert::Infallible>(door.answer(request).await) }
    });
    // HTTP/1.1 only: its header timeout starts with the first byte. Protocol detection would have no timeout.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE);
    let connection = builder.serve_connection(TokioIo::new(stream), answer);
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
