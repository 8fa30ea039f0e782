//! How nodes reach each other: the place for TLS, and for tests that put something in between.

use std::fmt;
use std::time::Duration;

use tonic::transport::{Endpoint, Server};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(500);

/// A peer that answers no ping for this long is dialled anew.
const PING_INTERVAL: Duration = Duration::from_secs(1);
const PING_TIMEOUT: Duration = Duration::from_secs(2);

/// Bytes on their way in one stream or connection, beyond which the sender waits.
const WINDOW_BYTES: u32 = 4 << 20;

/// How connections between nodes are made. Both sides add what they need, such as certificates, to what [`Plain`] makes.
pub trait Transport: Send + Sync + 'static {
    /// The way to a peer address (`host:port`).
    ///
    /// # Errors
    /// The address or the transport's settings are not valid.
    fn dial(&self, address: &str) -> Result<Endpoint, tonic::transport::Error>;

    /// What serves the peers of this node.
    ///
    /// # Errors
    /// The transport's settings are not valid.
    fn listen(&self) -> Result<Server, tonic::transport::Error>;
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

impl fmt::Debug for dyn Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}
