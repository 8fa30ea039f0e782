//! The way to a receiver: look up once, check every answer, connect to one that was checked.
//!
//! Invariants:
//! - A name is looked up once in an attempt, and what is connected to is an address out of that answer. A second answer, whatever it
//!   would say, is not asked for.
//! - One bad address among the answers is enough to connect to none: a name that leads both inside and outside is an attack or a mistake.
//! - A private address is connected to only if the endpoint may use such and the operator permits its network. Every request to an address that
//!   somebody else chose goes through here: webhooks, key sets of issuers, and what Slack is answered.
//! - TLS is by the name in the URL, whatever the address.
//! - No environment variable changes where a connection goes.

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

/// Addresses that are tried one after the other before an attempt fails.
const ADDRESSES_TRIED_MAX: usize = 4;

/// Connects to receivers. One serves all endpoints.
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

/// What HTTP is spoken over.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin + 'static {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> Wire for T {}

impl Connector {
    /// Looks up and connects as the system does.
    ///
    /// # Errors
    /// The roots cannot be used.
    pub fn new(roots: Roots) -> Result<Self, RootsError> {
        Self::with(SystemResolver::default(), SystemDialer, roots)
    }

    /// Looks up and connects by these. The dialer is handed addresses that were checked, and must connect to nothing else.
    ///
    /// # Errors
    /// The roots cannot be used.
    pub fn with(resolver: impl Resolve, dialer: impl Dial, roots: Roots) -> Result<Self, RootsError> {
        Ok(Self {
            resolver: Box::new(resolver),
            dialer: Box::new(dialer),
            tls: TlsConnector::from(Arc::new(roots.client_config()?)),
            networks: Networks::default(),
        })
    }

    /// Connects into these private networks too, where an endpoint may use private addresses.
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

    /// Each address has an equal share of the time that is left when its turn comes.
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
