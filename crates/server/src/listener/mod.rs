//! The node's TCP port: gRPC over HTTP/2 with prior knowledge, and HTTP/1.1, on one listener; and in-process
//! connections.
//!
//! Invariants:
//! - [`ListenerOptions`] bounds everything that a peer can make the node hold: connections, streams, headers, resets,
//!   time. The services that open in-process connections bound them.
//! - No error of a peer or of the operating system ends the accept loop; only the stop signal does.
//! - `serve` returns at most half a second after the drain time, and no connection outlives it.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use minoots_tls::ServerTls;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

mod admission;
mod connection;
mod counters;
mod fault;
mod figures;
mod gather;
mod heard;
mod inside;
mod lane;
mod options;
mod paced;
mod secure;
mod serving;
mod taken;
mod transfers;

#[cfg(test)]
mod tests;

pub use counters::{ListenerCounters, ServeStats};
pub(crate) use figures::observe;
pub(crate) use heard::Heard;
pub use inside::Inside;
pub use options::ListenerOptions;
pub(crate) use transfers::{Arrival, Transfers};

use admission::{Admission, Permit};
pub(crate) use connection::Serve;
use connection::{Connection, Shared, Stream, stopped};
use inside::Dialled;
use lane::{Lane, Moving};

use crate::overload::Door;

/// The maximum number of messages in flight on one stream; more are not read from the socket.
pub(crate) const IN_FLIGHT_MAX: usize = 4_096;
const ACCEPT_BACKOFF_MIN: Duration = Duration::from_millis(5);
const ACCEPT_BACKOFF_MAX: Duration = Duration::from_secs(1);
/// The time for connections to notice that their own drain time is over, before they are aborted.
const DRAIN_MARGIN: Duration = Duration::from_millis(500);

/// Whether a request came over an in-process connection.
pub(crate) fn is_inside<R>(request: &http::Request<R>) -> bool {
    request
        .extensions()
        .get::<Arrival>()
        .is_some_and(|arrival| inside::is_inside(arrival.peer))
}

/// Serves `surface` on `listener` and to in-process connections, until `stop` is `true` or its sender is dropped. It
/// then asks all connections to close (GOAWAY), waits up to `drain_time_max`, drops the rest, and returns the counts. A
/// `door` checks each request first. With `tls`, every connection to `listener` begins with a handshake.
///
/// Each request carries the facts of its connection as an [`Arrival`].
pub(crate) async fn serve<S: Serve>(
    (listener, dialled): (TcpListener, Dialled),
    surface: S,
    door: Option<Door>,
    tls: Option<ServerTls>,
    options: ListenerOptions,
    counters: Arc<ListenerCounters>,
    stop: watch::Receiver<bool>,
) -> ServeStats {
    serve_accepted((listener, dialled), surface, door, tls, options, counters, stop).await
}

/// A source of connections; tests replace the socket with one that injects faults.
trait Accept: Send {
    fn accept(&self) -> impl Future<Output = io::Result<(TcpStream, SocketAddr)>> + Send;
}

impl Accept for TcpListener {
    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        Self::accept(self).await
    }
}

async fn serve_accepted<S: Serve>(
    (source, dialled): (impl Accept, Dialled),
    surface: S,
    door: Option<Door>,
    tls: Option<ServerTls>,
    options: ListenerOptions,
    counters: Arc<ListenerCounters>,
    stop: watch::Receiver<bool>,
) -> ServeStats {
    let drain_time_max = options.drain_time_max;
    let lane = Lane::start();
    let mut port = Port {
        admission: Admission::new(&options, Arc::clone(&counters)),
        shared: Arc::new(Shared {
            protocol: connection::protocol(&options, &counters, lane.handle()),
            surface,
            door,
            tls,
            options,
            counters: Arc::clone(&counters),
        }),
        connections: JoinSet::new(),
        stop,
        number_next: 0,
        lane: lane.handle().clone(),
    };
    port.accept_until_stopped(source, dialled).await;
    port.drain(drain_time_max).await;
    counters.read()
}

struct Port<S> {
    admission: Arc<Admission>,
    shared: Arc<Shared<S>>,
    connections: JoinSet<()>,
    stop: watch::Receiver<bool>,
    number_next: u64,
    lane: Handle,
}

impl<S: Serve> Port<S> {
    async fn accept_until_stopped(&mut self, source: impl Accept, mut dialled: Dialled) {
        let mut backoff = ACCEPT_BACKOFF_MIN;
        loop {
            let accepted = tokio::select! {
                biased;
                () = stopped(&mut self.stop) => return,
                Some(_) = self.connections.join_next() => continue,
                Some((stream, peer)) = dialled.recv() => {
                    self.begin(Stream::Inside(stream), peer, None);
                    continue;
                }
                accepted = source.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    backoff = ACCEPT_BACKOFF_MIN;
                    self.admit(stream, peer);
                }
                Err(error) => {
                    self.shared.counters.accept_failed();
                    if !is_of_one_peer(&error) {
                        tracing::warn!(%error, ?backoff, "accepting connections failed");
                        tokio::select! {
                            () = stopped(&mut self.stop) => return,
                            () = sleep(backoff) => {}
                        }
                        backoff = (backoff * 2).min(ACCEPT_BACKOFF_MAX);
                    }
                }
            }
        }
    }

    /// Starts serving a connection, or closes it if a limit is reached.
    fn admit(&mut self, stream: TcpStream, peer: SocketAddr) {
        let Some(permit) = self.admission.admit(peer.ip()) else {
            return;
        };
        // Fails only on a dead socket, which serving will detect.
        let _ = stream.set_nodelay(true);
        self.begin(Stream::Socket(stream), peer, Some(permit));
    }

    /// Starts serving a connection. In-process ones have no permit: the services that make them are part of this
    /// program and bound them.
    fn begin(&mut self, stream: Stream, peer: SocketAddr, permit: Option<Permit>) {
        let age_max = self.shared.options.connection_age(self.number_next);
        self.number_next += 1;
        let has_consumer = Arc::new(AtomicBool::new(false));
        let connection = Connection {
            stream,
            peer,
            age_max,
            has_consumer: Arc::clone(&has_consumer),
        };
        let (shared, stop) = (Arc::clone(&self.shared), self.stop.clone());
        let served = async move {
            let _permit = permit;
            connection.serve(shared, stop).await;
        };
        self.connections.spawn(Moving::new(served, has_consumer, &self.lane));
    }

    /// Waits for the connections to end. All have been asked to close.
    async fn drain(&mut self, time_max: Duration) {
        let all_ended = async { while self.connections.join_next().await.is_some() {} };
        if timeout(time_max + DRAIN_MARGIN, all_ended).await.is_err() {
            self.shared.counters.cut(self.connections.len() as u64);
            self.connections.shutdown().await;
        }
    }
}

/// Whether an accept failed because of the connection it would have returned: the next accept may succeed.
fn is_of_one_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}
