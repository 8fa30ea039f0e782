//! Connections to receivers: look up the name once, check every address, connect to a checked address.
//!
//! Invariants:
//! - An attempt looks a name up once and connects only to an address from that answer. It never asks again, so a
//!   changed answer has no effect (DNS rebinding).
//! - One blocked address in the answer blocks the whole attempt. A name that leads both inside and outside is an attack
//!   or a mistake.
//! - A private address needs two permissions: the endpoint may use private addresses, and the operator permits the
//!   network. Every request to an address that a third party chose uses this module: webhooks, key sets of issuers, and
//!   responses to Slack.
//! - TLS verifies the host name of the URL, whatever the address.
//! - No environment variable changes the target of a connection.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout_at;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::address::{self, Networks};
use crate::clock::Deadline;
use crate::failure::{Failure, Phase};
use crate::url::{EndpointUrl, Target};

mod dial;
mod resolve;
mod roots;

pub use dial::{Dial, Dialed, SystemDialer};
pub use resolve::{Lookup, Resolve, SystemResolver};
pub use roots::{Roots, RootsError};

/// Maximum number of addresses tried in sequence before an attempt fails.
const ADDRESSES_TRIED_MAX: usize = 4;

/// Connects to receivers. One connector serves all endpoints.
pub struct Connector {
    resolver: Box<dyn Resolve>,
    dialer: Box<dyn Dial>,
    tls: TlsConnector,
    networks: Networks,
}

/// A connection for one attempt.
pub(crate) struct Connection {
    pub(crate) stream: Stream,
    pub(crate) is_http2: bool,
}

pub(crate) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A byte stream that carries HTTP.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin + 'static {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> Wire for T {}

impl Connector {
    /// Creates a connector with the system's resolver and dialer.
    ///
    /// # Errors
    /// The root certificates cannot be used.
    pub fn new(roots: Roots) -> Result<Self, RootsError> {
        Self::with(SystemResolver::default(), SystemDialer, roots)
    }

    /// Creates a connector with this resolver and dialer. The dialer gets checked addresses and must connect to no
    /// other.
    ///
    /// # Errors
    /// The root certificates cannot be used.
    pub fn with(resolver: impl Resolve, dialer: impl Dial, roots: Roots) -> Result<Self, RootsError> {
        Ok(Self {
            resolver: Box::new(resolver),
            dialer: Box::new(dialer),
            tls: TlsConnector::from(Arc::new(roots.client_config()?)),
            networks: Networks::default(),
        })
    }

    /// Also permits connections into these private networks, for endpoints that may use private addresses.
    #[must_use]
    pub fn permitting(self, networks: Networks) -> Self {
        Self { networks, ..self }
    }

    pub(crate) async fn connect(&self, url: &EndpointUrl, deadline: &Deadline) -> Result<Connection, Failure> {
        let addresses = self.checked_addresses(url, deadline).await?;
        let stream = self.dial_one(&addresses, deadline).await?;
        if !url.is_tls() {
            return Ok(Connection {
                stream: Stream::Plain(stream),
                is_http2: false,
            });
        }
        let name = server_name(url.target())?;
        let handshake = timeout_at(deadline.end(), self.tls.connect(name, stream)).await;
        let stream = handshake
            .map_err(|_| Failure::Timeout(Phase::Tls))?
            .map_err(|error| Failure::tls(&error))?;
        Ok(Connection {
            is_http2: stream.get_ref().1.alpn_protocol() == Some(roots::HTTP_2),
            stream: Stream::Tls(Box::new(stream)),
        })
    }

    async fn checked_addresses(&self, url: &EndpointUrl, deadline: &Deadline) -> Result<Vec<SocketAddr>, Failure> {
        let addresses = match url.target() {
            Target::Address(address) => vec![*address],
            Target::Name(name) => timeout_at(deadline.end(), self.resolver.resolve(name))
                .await
                .map_err(|_| Failure::Timeout(Phase::Resolve))?
                .map_err(|error| Failure::resolve(&error))?,
        };
        let mut checked = Vec::new();
        for address in addresses {
            address::check_within(address, url.allows_private(), &self.networks).map_err(Failure::Blocked)?;
            let address = SocketAddr::new(address.to_canonical(), url.port());
            if !checked.contains(&address) && checked.len() < ADDRESSES_TRIED_MAX {
                checked.push(address);
            }
        }
        Ok(checked)
    }

    /// Dials the addresses in sequence. Each gets an equal share of the remaining time.
    async fn dial_one(&self, addresses: &[SocketAddr], deadline: &Deadline) -> Result<TcpStream, Failure> {
        let mut failure = Failure::NoAddress;
        for (index, address) in addresses.iter().enumerate() {
            let share = deadline.share(addresses.len() - index);
            match timeout_at(share.end(), self.dialer.dial(*address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => failure = Failure::connect(&error),
                Err(_) => failure = Failure::Timeout(Phase::Connect),
            }
        }
        Err(failure)
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Connector")
    }
}

fn server_name(target: &Target) -> Result<ServerName<'static>, Failure> {
    match target {
        Target::Address(address) => Ok(ServerName::from(IpAddr::to_canonical(address))),
        Target::Name(name) => ServerName::try_from(name.clone())
            .map_err(|_| Failure::Tls("the host is no name that a certificate can be for".to_owned())),
    }
}
