//! Settings of a node.

use crate::{
    access::CallerLimits,
    endpoints::Reach,
    listener::{Inside, ListenerOptions},
    origins::Origins,
};
use minoots_oidc::issuer::IssuerList;
use minoots_raft::{EngineChoice, RaftOptions};
use minoots_tls::{PeerFiles, ServerFiles};
use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf, sync::Arc};
use tonic::service::RoutesBuilder;

/// Services that are not the node's own, but answer at its port, behind the same checks. They reach the node from within.
#[derive(Clone)]
pub struct Mount(Arc<Add>);

type Add = dyn Fn(&Inside, &mut RoutesBuilder) -> Result<(), String> + Send + Sync;

impl Mount {
    /// `add` gets a way to the node, and adds services that take it.
    pub fn new(add: impl Fn(&Inside, &mut RoutesBuilder) -> Result<(), String> + Send + Sync + 'static) -> Mount {
        Mount(Arc::new(add))
    }

    pub(crate) fn add(&self, node: &Inside, routes: &mut RoutesBuilder) -> Result<(), String> {
        (self.0)(node, routes)
    }
}

impl fmt::Debug for Mount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mount")
    }
}

/// What a node is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// What else answers at its port.
    pub mounts: Vec<Mount>,
    /// The data directory; made if it does not exist.
    pub data: PathBuf,
    /// Where to serve. Port 0 takes a free one. Beyond loopback only as [`exposure`](crate::exposure) permits.
    pub listen: SocketAddr,
    /// Serve, and listen for peers, beyond loopback whatever the ports lack.
    pub insecure: bool,
    /// The file of the root key. With one, every caller is asked for a credential; without one, nobody is.
    pub root_key_file: Option<PathBuf>,
    /// The certificate that clients see; `None` serves plain text.
    pub tls: Option<ServerFiles>,
    /// The authorities of the certificates that other nodes show clients; the system's when `None`.
    pub ca_file: Option<PathBuf>,
    /// The storage engine of the tables. A data directory remembers the one it was made with.
    pub engine: EngineChoice,
    /// This node, among those of its cluster.
    pub cluster: Option<ClusterOptions>,
    /// Consensus.
    pub consensus: ConsensusOptions,
    /// Where spans and metrics are sent, as an OTLP gRPC endpoint; nowhere when `None`.
    pub otlp_endpoint: Option<String>,
    /// Directives for what is logged to standard error, such as `info,minoots_raft=debug`. `None` leaves logging to the process,
    /// which is what several nodes in one process need.
    pub log_filter: Option<String>,
    /// Log JSON lines instead of text.
    pub log_json: bool,
    /// Web pages that may call this node from a browser.
    pub cors_origins: Origins,
    /// Bytes of the file system that stay free: beyond, new work is refused. `None` means 5 % of it, but at
    /// least what a node needs to stop in order, and 4 GiB at most.
    pub disk_reserve_bytes: Option<u64>,
    /// What connections may take.
    pub listener: ListenerOptions,
    /// What one API key may have under way.
    pub keys: CallerLimits,
    /// The file of the key that secrets are kept sealed by. `None` makes one in the data directory of a node that is alone; one of
    /// several then keeps none.
    pub secrets_key: Option<PathBuf>,
    /// Makes keys anew that are missing in a data directory that was used, instead of refusing to start.
    pub new_keys: bool,
    /// Authorities that endpoints' certificates may be of, beside the system's.
    pub webhook_ca: Option<PathBuf>,
    /// Addresses that owners of webhook endpoints may reach, and answers that they may see.
    pub webhook_reach: Reach,
    /// Issuers whose tokens are exchanged for keys; with none, no token is.
    pub oidc_issuers: IssuerList,
}

/// A node that is one of several.
#[derive(Clone, Debug)]
pub struct ClusterOptions {
    /// This node's id, fixed for the life of its data; from 1.
    pub node: u64,
    /// Where to listen for peers.
    pub peer_listen: SocketAddr,
    /// Where clients reach this node, as `host:port`; where it serves when empty.
    pub advertise: String,
    /// Where peers reach each node, this one included, as `host:port` by node id. Needed until the node belongs to a cluster.
    pub peers: BTreeMap<u64, String>,
    /// What nodes prove who they are with; `None` believes what they say.
    pub tls: Option<PeerFiles>,
    /// The file of a token that the node gets its certificate for, into the files of `tls`, where it has none.
    pub join_token_file: Option<PathBuf>,
    /// The key of the nodes' authority, on a node that signs the certificates of those that join.
    pub peer_ca_key: Option<PathBuf>,
    /// How long the certificates are valid that it signs, seconds.
    pub peer_cert_life_s: u64,
}

impl Options {
    /// What nodes prove who they are with.
    pub(crate) fn peer_tls(&self) -> Option<&PeerFiles> {
        self.cluster.as_ref()?.tls.as_ref()
    }

    /// Whether peers without a certificate are believed. A node that asks its clients who they are asks its peers, too: a peer can write
    /// whatever a key may.
    pub(crate) fn believes_peers(&self) -> bool {
        self.insecure || self.root_key_file.is_none()
    }

    /// Whether other nodes are listed as peers.
    pub(crate) fn has_others(&self) -> bool {
        let cluster = self.cluster.as_ref();
        cluster.is_some_and(|cluster| cluster.peers.keys().any(|node| *node != cluster.node))
    }

    /// Whether nobody is asked who they are, and nobody can call from elsewhere.
    pub(crate) fn is_for_this_machine(&self) -> bool {
        self.root_key_file.is_none() && self.listen.ip().is_loopback()
    }
}

/// What consensus is told. A node that is alone elects nobody else, and keeps its log all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsensusOptions {
    /// A leader is heard at least this often, in milliseconds. Equal on every node.
    pub heartbeat_interval_ms: u64,
    /// A follower that hears nothing for a random time from here, in milliseconds,
    pub election_timeout_ms_min: u64,
    /// to here asks for an election. This is also the leader's lease, and equal on every node.
    pub election_timeout_ms_max: u64,
    /// A snapshot is built every so many entries.
    pub snapshot_interval_entries: u64,
    /// Entries kept in the log although a snapshot covers them, for nodes that lag.
    pub log_keep_entries: u64,
    /// The leader has the nodes compare all their rows this often, in seconds; 0 is never.
    pub comparison_interval_s: u64,
}

impl Default for ConsensusOptions {
    fn default() -> Self {
        let raft = RaftOptions::new(0, PathBuf::new());
        ConsensusOptions {
            heartbeat_interval_ms: raft.timing.heartbeat_interval_ms,
            election_timeout_ms_min: raft.timing.election_timeout_ms_min,
            election_timeout_ms_max: raft.timing.election_timeout_ms_max,
            snapshot_interval_entries: raft.snapshot_interval_entries,
            log_keep_entries: raft.log_keep_entries,
            comparison_interval_s: raft.comparison_interval_s,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            mounts: Vec::new(),
            data: PathBuf::from("minoots-data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 7411)),
            insecure: false,
            root_key_file: None,
            tls: None,
            ca_file: None,
            engine: EngineChoice::default(),
            cluster: None,
            consensus: ConsensusOptions::default(),
            otlp_endpoint: None,
            log_filter: None,
            log_json: false,
            cors_origins: Origins::default(),
            disk_reserve_bytes: None,
            listener: ListenerOptions::default(),
            keys: CallerLimits::default(),
            secrets_key: None,
            new_keys: false,
            webhook_ca: None,
            webhook_reach: Reach::default(),
            oidc_issuers: IssuerList::default(),
        }
    }
}
