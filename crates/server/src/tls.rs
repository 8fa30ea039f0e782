//! The certificates of a node: what it shows clients and peers, and whom it believes when it passes requests on.

mod figures;

pub(crate) use figures::{observe, observe_renewals};

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use minoots_tls::{Connector, Figures, FileError, PeerAuthority, PeerTls, ServerTls, Trust};
use tokio::task::JoinSet;
use tonic::transport::{Channel, Endpoint};

use crate::options::Options;

/// Read at the start, and again when the files change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tls {
    pub(crate) server: Option<ServerTls>,
    pub(crate) peers: Option<PeerTls>,
    /// Given on a node that signs for nodes that join.
    pub(crate) authority: Option<AuthorityFiles>,
    /// Of this node's own certificate for its peers.
    pub(crate) renewals: Arc<Renewals>,
    /// Given when this node has a certificate for clients, and so have the others.
    trust: Option<Trust>,
}

/// Where the authority's key is, and the authorities that nodes believe. Read when something is to be signed: the key is in memory for
/// no longer.
#[derive(Clone, Debug)]
pub(crate) struct AuthorityFiles {
    pub(crate) key: PathBuf,
    pub(crate) ca: PathBuf,
    /// How long what is signed is valid, seconds.
    pub(crate) life_s: i64,
}

/// How renewing this node's certificate went, since the start.
#[derive(Debug, Default)]
pub(crate) struct Renewals {
    /// New certificates that were put in place.
    pub done: AtomicU64,
    /// Times that no member made one.
    pub failed: AtomicU64,
}

/// How this node reaches the client ports of others: as its own is reached.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach(Option<Connector>);

impl Tls {
    /// Reads every file that is named.
    pub(crate) fn open(options: &Options, node: u64) -> Result<Tls, FileError> {
        let server = options.tls.clone().map(ServerTls::open).transpose()?;
        let peers = options.peer_tls().map(|files| PeerTls::open(files, node)).transpose()?;
        let authority = authority(options)?;
        let trust = match (&server, &options.ca_file) {
            (None, None) => None,
            (_, Some(path)) => Some(Trust::file(path)?),
            (Some(_), None) => match Trust::system() {
                Ok(trust) => Some(trust),
                // A node that is alone needs none.
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

    /// Keeps looking at the files.
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

    /// How the files have been read so far.
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

/// The files of the nodes' authority, which can be used.
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

    /// The address of a node as clients call it.
    pub(crate) fn url(&self, address: &str) -> String {
        format!("{}://{address}", self.scheme())
    }

    pub(crate) fn connector(&self) -> Option<&Connector> {
        self.0.as_ref()
    }

    /// A connection to a node, made when it is needed; `None` if that is no address.
    pub(crate) fn channel(&self, address: &str) -> Option<Channel> {
        let endpoint = Endpoint::from_shared(self.url(address)).ok()?.tcp_nodelay(true);
        Some(match &self.0 {
            None => endpoint.connect_lazy(),
            Some(connector) => endpoint.connect_with_connector_lazy(connector.clone()),
        })
    }
}

/// Tells figures when metrics are collected.
pub(crate) type ReadFigures = Arc<dyn Fn() -> Vec<Figures> + Send + Sync>;
