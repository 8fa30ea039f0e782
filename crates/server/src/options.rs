//! Options of a node.

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

/// Mounted services: they answer at the node's port, behind the same checks, and reach the node in process.
#[derive(Clone)]
pub struct Mount(Arc<Add>);

type Add = dyn Fn(&Inside, &mut RoutesBuilder) -> Result<(), String> + Send + Sync;

impl Mount {
    /// Makes a mount. `add` gets a handle to the node, and adds services that use it.
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

/// The options with which a node starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Further services at the node's port.
    pub mounts: Vec<Mount>,
    /// The data directory. The node makes it if it does not exist.
    pub data: PathBuf,
    /// The listening address. Port 0 takes a free port. Beyond loopback only as [`exposure`](crate::exposure) permits.
    pub listen: SocketAddr,
    /// Serves and listens for peers beyond loopback, even without the protection that [`exposure`](crate::exposure)
    /// requires.
    pub insecure: bool,
    /// The file of the root key. With it, every caller needs a credential; without it, no caller does.
    pub root_key_file: Option<PathBuf>,
    /// The certificate of the client port; `None` serves plain text.
    pub tls: Option<ServerFiles>,
    /// The authorities for other nodes' client certificates; `None` means those of the system.
    pub ca_file: Option<PathBuf>,
    /// The storage engine of the tables. A data directory remembers the engine it was made with.
    pub engine: EngineChoice,
    /// The cluster options of this node; `None` for a single node.
    pub cluster: Option<ClusterOptions>,
    /// The options of consensus.
    pub consensus: ConsensusOptions,
    /// The OTLP gRPC endpoint for spans and metrics; `None` exports nothing.
    pub otlp_endpoint: Option<String>,
    /// Directives of the log to standard error, such as `info,minoots_raft=debug`. `None` leaves logging to the
    /// process, as several nodes in one process need it.
    pub log_filter: Option<String>,
    /// Logs JSON lines instead of text.
    pub log_json: bool,
    /// The origins of web pages that may call this node from a browser.
    pub cors_origins: Origins,
    /// The bytes of the file system that stay free: below, the node rejects new work. `None` means 5 % of the file
    /// system, but at least the space that an orderly stop needs, and at most 4 GiB.
    pub disk_reserve_bytes: Option<u64>,
    /// The limits of connections.
    pub listener: ListenerOptions,
    /// The limits of calls and streams of one API key.
    pub keys: CallerLimits,
    /// The file of the key that seals secrets. With `None`, a single node makes one in its data directory, and a node
    /// of a cluster has none.
    pub secrets_key: Option<PathBuf>,
    /// Makes missing keys anew in a used data directory, instead of refusing to start.
    pub new_keys: bool,
    /// Further authorities for the certificates of webhook endpoints, beside those of the system.
    pub webhook_ca: Option<PathBuf>,
    /// The addresses that webhook endpoints may have, and the responses that their owners may see.
    pub webhook_reach: Reach,
    /// The issuers whose tokens the node exchanges for keys; an empty list exchanges none.
    pub oidc_issuers: IssuerList,
}

/// The options of a node of a cluster.
#[derive(Clone, Debug)]
pub struct ClusterOptions {
    /// This node's id, at least 1, fixed for the life of its data.
    pub node: u64,
    /// The address on which the node listens for peers.
    pub peer_listen: SocketAddr,
    /// The address at which clients reach this node, as `host:port`; if empty, the listening address.
    pub advertise: String,
    /// Whether the node takes the place of an earlier life of itself if its directory is empty, under a new id. `node`
    /// is then the id of its first life.
    pub rejoins: bool,
    /// The addresses at which peers reach each node, this one included, as `host:port` by node id. Required until the
    /// node belongs to a cluster.
    pub peers: BTreeMap<u64, String>,
    /// The certificate files with which nodes authenticate each other; `None` accepts peers without proof.
    pub tls: Option<PeerFiles>,
    /// The file of a join token. A node without a certificate obtains one with it, and writes it to the files of `tls`.
    pub join_token_file: Option<PathBuf>,
    /// The key of the peer authority, on a node that signs the certificates of joining nodes.
    pub peer_ca_key: Option<PathBuf>,
    /// The validity of the certificates that this node signs, in seconds.
    pub peer_cert_life_s: u64,
}

impl Options {
    /// The certificate files with which nodes authenticate each other.
    pub(crate) fn peer_tls(&self) -> Option<&PeerFiles> {
        self.cluster.as_ref()?.tls.as_ref()
    }

    /// Whether the node accepts peers without a certificate. A node that requires credentials of clients requires them
    /// of peers, too: a peer can write whatever a key may.
    pub(crate) fn believes_peers(&self) -> bool {
        self.insecure || self.root_key_file.is_none()
    }

    /// Whether the peer list names other nodes.
    pub(crate) fn has_others(&self) -> bool {
        let cluster = self.cluster.as_ref();
        cluster.is_some_and(|cluster| cluster.peers.keys().any(|node| *node != cluster.node))
    }

    /// Whether the node requires no credential and is reachable from this machine only.
    pub(crate) fn is_for_this_machine(&self) -> bool {
        self.root_key_file.is_none() && self.listen.ip().is_loopback()
    }
}

/// The options of consensus. A single node elects itself, and still keeps its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsensusOptions {
    /// The leader's heartbeat interval, in milliseconds. Equal on every node.
    pub heartbeat_interval_ms: u64,
    /// The minimum of the random time without a heartbeat after which a follower asks for an election, in milliseconds.
    pub election_timeout_ms_min: u64,
    /// The maximum of that time. It is also the leader's lease. Equal on every node.
    pub election_timeout_ms_max: u64,
    /// The number of entries between two snapshots.
    pub snapshot_interval_entries: u64,
    /// The number of entries that stay in the log after a snapshot covers them, for nodes that lag.
    pub log_keep_entries: u64,
    /// The interval at which the leader has nodes compare all their rows, in seconds; 0 disables it.
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
