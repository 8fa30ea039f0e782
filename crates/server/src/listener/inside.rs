//! In-process connections, for services that are mounted on the node. They work with any certificate of the port, and
//! their calls pass the same checks as other callers'.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::telemetry::Metrics;
use opentelemetry::metrics::Meter;
use tokio::io::DuplexStream;
use tokio::sync::mpsc;

/// The number of connections that may wait to be accepted.
const WAITING_MAX: usize = 16;
/// The buffer size in bytes, each way.
const BUFFER_BYTES: usize = 64 * 1024;

/// The port number of in-process peers; no other peer has it.
const PORT: u16 = 0;

/// Makes in-process connections to a node. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inside {
    connections: mpsc::Sender<(DuplexStream, SocketAddr)>,
    metrics: Metrics,
}

/// New connections, with their peer addresses.
pub(crate) type Dialled = mpsc::Receiver<(DuplexStream, SocketAddr)>;

/// Whether a peer is in this process.
pub(super) fn is_inside(peer: SocketAddr) -> bool {
    peer.port() == PORT
}

impl Inside {
    pub(crate) fn new(metrics: Metrics) -> (Self, Dialled) {
        let (connections, receiver) = mpsc::channel(WAITING_MAX);
        (Self { connections, metrics }, receiver)
    }

    /// Counts a committed event of an execution or an agent in the metrics of the node.
    pub fn workflow_event(&self, kind: &'static str) {
        self.metrics.workflow_event(kind);
    }

    /// The meter of the node, for the figures of a mounted service.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        self.metrics.observed.meter()
    }

    /// Opens a connection to the node, which speaks HTTP/2 without TLS. The audit records its calls with the source
    /// `source`: the address of the client that a service calls for, or of this machine.
    ///
    /// # Errors
    /// `ConnectionRefused` once the node no longer serves.
    pub async fn dial(&self, source: Option<IpAddr>) -> io::Result<DuplexStream> {
        let (ours, theirs) = tokio::io::duplex(BUFFER_BYTES);
        let source = source.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let taken = self.connections.send((theirs, SocketAddr::new(source, PORT))).await;
        taken.map_err(|_| io::ErrorKind::ConnectionRefused)?;
        Ok(ours)
    }
}
