//! Connections from within the process, for services that are mounted on the node: they reach it whatever certificate its port has, and
//! are checked as any other caller is.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::io::DuplexStream;
use tokio::sync::mpsc;

/// Connections that were made and not taken yet.
const WAITING_MAX: usize = 16;
/// What is on its way each way.
const BUFFER_BYTES: usize = 64 * 1024;

/// The port of peers that are within the process; no other peer has it.
const PORT: u16 = 0;

/// Makes connections to a node in this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inside(mpsc::Sender<(DuplexStream, SocketAddr)>);

/// Connections that were made, and their peers.
pub(crate) type Dialled = mpsc::Receiver<(DuplexStream, SocketAddr)>;

/// Whether a peer is within the process.
pub(super) fn is_inside(peer: SocketAddr) -> bool {
    peer.port() == PORT
}

impl Inside {
    pub(crate) fn new() -> (Self, Dialled) {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        (Self(sender), receiver)
    }

    /// A connection to the node, which speaks HTTP/2 without TLS. The audit has what is called on it as called from `source`: the address of
    /// the client that a service calls for, or this machine's own.
    ///
    /// # Errors
    /// `ConnectionRefused` once the node does not serve any more.
    pub async fn dial(&self, source: Option<IpAddr>) -> io::Result<DuplexStream> {
        let (ours, theirs) = tokio::io::duplex(BUFFER_BYTES);
        let source = source.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let taken = self.0.send((theirs, SocketAddr::new(source, PORT))).await;
        taken.map_err(|_| io::ErrorKind::ConnectionRefused)?;
        Ok(ours)
    }
}
