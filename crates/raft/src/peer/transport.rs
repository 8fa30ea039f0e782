//! The transport between nodes: with TLS, without, or through a test's stand-in.

use std::fmt;
use std::time::Duration;

use minoots_tls::PeerTls;
use tonic::transport::{Channel, Endpoint, Server};

/// The time limit for making a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);

/// The interval of pings. A peer that misses their timeout is dialled anew.
const PING_INTERVAL: Duration = Duration::from_secs(1);
const PING_TIMEOUT: Duration = Duration::from_secs(2);

/// The flow-control window of a stream or connection, in bytes. A sender waits beyond it.
const WINDOW_BYTES: u32 = 4 << 20;

/// Makes connections between nodes. An implementation adds its own settings, such as certificates, to those of
/// [`Plain`].
pub trait Transport: Send + Sync + 'static {
    /// The endpoint of a peer address (`host:port`).
    ///
    /// # Errors
    /// The address or the transport's settings are not valid.
    fn dial(&self, address: &str) -> Result<Endpoint, tonic::transport::Error>;

    /// The server for the peers of this node.
    ///
    /// # Errors
    /// The transport's settings are not valid.
    fn listen(&self) -> Result<Server, tonic::transport::Error>;

    /// A connection to a node, made on first use. With [`proof`](Self::proof) only that node can be at its other end.
    ///
    /// # Errors
    /// As [`dial`](Self::dial).
    fn connect(&self, node: u64, address: &str) -> Result<Channel, tonic::transport::Error> {
        let endpoint = self.dial(address)?;
        Ok(match self.proof() {
            None => endpoint.connect_lazy(),
            Some(tls) => endpoint.connect_with_connector_lazy(tls.connector(node)),
        })
    }

    /// The certificate setup by which nodes prove their identity; `None` trusts their metadata.
    fn proof(&self) -> Option<&PeerTls> {
        None
    }
}

/// TCP without encryption.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Transport for Plain {
    fn dial(&self, address: &str) -> Result<Endpoint, tonic::transport::Error> {
        let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
        Ok(endpoint
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(PING_INTERVAL)
            .keep_alive_timeout(PING_TIMEOUT)
            .keep_alive_while_idle(true)
            .initial_stream_window_size(WINDOW_BYTES)
            .initial_connection_window_size(2 * WINDOW_BYTES))
    }

    fn listen(&self) -> Result<Server, tonic::transport::Error> {
        Ok(Server::builder()
            .http2_keepalive_interval(Some(PING_INTERVAL))
            .http2_keepalive_timeout(Some(PING_TIMEOUT))
            .initial_stream_window_size(WINDOW_BYTES)
            .initial_connection_window_size(2 * WINDOW_BYTES))
    }
}

/// TLS 1.3 with certificates on both sides, which prove the node of each.
#[derive(Clone, Debug)]
pub struct Mutual(pub PeerTls);

impl Transport for Mutual {
    fn dial(&self, address: &str) -> Result<Endpoint, tonic::transport::Error> {
        Plain.dial(address)
    }

    fn listen(&self) -> Result<Server, tonic::transport::Error> {
        Plain.listen()
    }

    fn proof(&self) -> Option<&PeerTls> {
        Some(&self.0)
    }
}

impl fmt::Debug for dyn Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}
