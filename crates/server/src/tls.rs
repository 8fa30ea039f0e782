//! The certificates of a node: those that it presents to clients and peers, and the authorities that it trusts when it
//! forwards requests.

mod figures;

pub(crate) use figures::{observe, observe_renewals};

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use minoots_tls::{Connector, Figures, FileError, PeerAuthority, PeerTls, ServerTls, Trust};
use tokio::task::JoinSet;
use tonic::transport::{Channel, Endpoint};

use crate::options::Options;

/// The TLS files of a node. They are read at the start, and again when they change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tls {
    pub(crate) server: Option<ServerTls>,
    pub(crate) peers: Option<PeerTls>,
    /// Set on a node that signs certificates of joining nodes.
    pub(crate) authority: Option<AuthorityFiles>,
    /// Counters of renewals of this node's own peer certificate.
    pub(crate) renewals: Arc<Renewals>,
    /// Set if this node, and thus the others, has a certificate for clients.
    trust: Option<Trust>,
}

/// The files of the authority's key and of the trusted authorities. They are read for each signature, so that the key
/// stays in memory no longer than that.
#[derive(Clone, Debug)]
pub(crate) struct AuthorityFiles {
    pub(crate) key: PathBuf,
    pub(crate) ca: PathBuf,
    /// The validity of signed certificates, in seconds.
    pub(crate) life_s: i64,
}

/// Counters of the renewals of this node's certificate, since the start.
#[derive(Debug, Default)]
pub(crate) struct Renewals {
    /// Renewed certificates that were installed.
    pub done: AtomicU64,
    /// Attempts in which no member issued a certificate.
    pub failed: AtomicU64,
}

/// The connector to the client ports of other nodes: with TLS if its own port has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach(Option<Connector>);

impl Tls {
    /// Reads every configured file.
    pub(crate) fn open(options: &Options, node: u64) -> Result<Tls, FileError> {
        let server = options.tls.clone().map(ServerTls::open).transpose()?;
        let peers = options.peer_tls().map(|files| PeerTls::open(files, node)).transpose()?;
        let authority = authority(options)?;
        let trust = match (&server, &options.ca_file) {
            (None, None) => None,
            (_, Some(path)) => Some(Trust::file(path)?),
            (Some(_), None) => match Trust::system() {
                Ok(trust) => Some(trust),
                // A single node needs none.
                Err(error) => {
                    tracing::warn!(%error, "no other node's certificate is believed: requests are not passed on");
                    Some(Trust::nobody()?)
                }
            },
        };
        Ok(Tls {
            server,
            peers,
            authority,
            renewals: Arc::default(),
            trust,
        })
    }

    /// Starts watching the files.
    pub(crate) fn watch(&self, tasks: &mut JoinSet<()>) {
        if let Some(server) = &self.server {
            tasks.spawn(server.watched().clone().follow());
        }
        if let Some(peers) = &self.peers {
            tasks.spawn(peers.clone().follow());
        }
        if let Some(trust) = &self.trust {
            tasks.spawn(trust.watched().clone().follow());
        }
    }

    /// The read counters of the files.
    pub(crate) fn figures(&self) -> Vec<Figures> {
        let server = self.server.iter().map(|server| server.watched().figures());
        let trust = self.trust.iter().map(|trust| trust.watched().figures());
        server
            .chain(self.peers.iter().map(PeerTls::figures))
            .chain(trust)
            .collect()
    }

    pub(crate) fn reach(&self) -> Reach {
        let trust = self.trust.clone().filter(|_| self.server.is_some());
        Reach(trust.map(Connector::new))
    }
}

/// The files of the peer authority, checked for use.
fn authority(options: &Options) -> Result<Option<AuthorityFiles>, FileError> {
    let key = options.cluster.as_ref().and_then(|cluster| cluster.peer_ca_key.clone());
    let (Some(key), Some(peers)) = (key, options.peer_tls()) else {
        return Ok(None);
    };
    let ca = peers.ca.clone();
    PeerAuthority::open(&key, &ca)?;
    let life_s = options.cluster.as_ref().map_or(0, |cluster| cluster.peer_cert_life_s);
    let life_s = i64::try_from(life_s).unwrap_or(i64::MAX);
    Ok(Some(AuthorityFiles { key, ca, life_s }))
}

impl Reach {
    pub(crate) fn scheme(&self) -> &'static str {
        match self.0 {
            None => "http",
            Some(_) => "https",
        }
    }

    /// The URL of a node for its clients.
    pub(crate) fn url(&self, address: &str) -> String {
        format!("{}://{address}", self.scheme())
    }

    pub(crate) fn connector(&self) -> Option<&Connector> {
        self.0.as_ref()
    }

    /// A lazy connection to a node; `None` if the address is invalid.
    pub(crate) fn channel(&self, address: &str) -> Option<Channel> {
        let endpoint = Endpoint::from_shared(self.url(address)).ok()?.tcp_nodelay(true);
        Some(match &self.0 {
            None => endpoint.connect_lazy(),
            Some(connector) => endpoint.connect_with_connector_lazy(connector.clone()),
        })
    }
}

/// Reads the counters when metrics are collected.
pub(crate) type ReadFigures = Arc<dyn Fn() -> Vec<Figures> + Send + Sync>;
