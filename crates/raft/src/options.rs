//! Settings of a node, and their translation to openraft.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use minoots_sequencer::clock::Clock;
use minoots_store::log::LogOptions;
use minoots_store::tables::TableOptions;
use openraft::{Config, SnapshotPolicy};
use tokio::sync::mpsc;

use crate::error::StartError;
use crate::peer::join::JoinCall;
use crate::peer::transport::{Plain, Transport};
use crate::platform::Platform;
use crate::timing::Timing;

/// Settings of a node.
#[derive(Clone)]
pub struct RaftOptions {
    /// This node's id, fixed for the life of its directory. With `rejoins` the id of its first life, by which `peers`
    /// lists it.
    pub node_id: u64,
    /// Whether a node with an empty directory takes the place of an earlier life of itself, under a new id. Its
    /// `node_id` is then below [`IDS_STEP`](minoots_tls::IDS_STEP).
    pub rejoins: bool,
    /// The data directory; made if it does not exist.
    pub directory: PathBuf,
    /// The address at which clients reach this node. The membership records it, so that other nodes can name it.
    pub address: String,
    /// The id of the key with which this node seals secrets; empty if it has none. The node returns it to every caller
    /// that asks for its identity.
    pub secrets_key: Vec<u8>,
    /// The peer address (`host:port`) of each node of the cluster, this one included, by node id. The node reads it
    /// only until it belongs to a cluster; the membership replaces it. If it is empty, or lists this node alone, a
    /// cluster of one begins.
    pub peers: BTreeMap<u64, String>,
    /// The address to bind for peers; `None` accepts no peers.
    pub peer_listen: Option<SocketAddr>,
    /// Whether the node accepts callers of that port without a certificate. If `false` and `transport` has no
    /// certificate, this node answers no peer, and refuses to start as a member of several.
    pub believes_peers: bool,
    /// How connections between nodes are made.
    pub transport: Arc<dyn Transport>,
    /// The receiver of join requests on a node that has a certificate; `None` rejects them.
    pub joins: Option<mpsc::Sender<JoinCall>>,
    /// The wall clock, which answers to peers report.
    pub clock: Clock,
    /// Heartbeats and elections.
    pub timing: Timing,
    /// A snapshot is built after this many entries. Building one writes no row: it flushes the tables, so that the log
    /// can be purged.
    pub snapshot_interval_entries: u64,
    /// Entries that the log retains although a snapshot covers them, for peers that lag. A leader retains more while a
    /// live peer needs them.
    pub log_keep_entries: u64,
    /// Above this size, in bytes, the older half of the log is purged, even if a peer needs it.
    pub log_bytes_max: u64,
    /// Interval, in seconds, at which a leader makes the nodes compare all their rows; 0 disables it. The comparison
    /// reads at a tenth of one processor.
    pub comparison_interval_s: u64,
    /// The largest number of entries in one batch of the tables.
    pub apply_entries_max: usize,
    /// Receives the duration of each applied chunk of entries, on the thread that applied it. It must neither block nor
    /// panic.
    pub applied: Option<Arc<dyn Fn(Duration) + Send + Sync>>,
    /// The log. The node overwrites `applied_index` and `thread_start`.
    pub log: LogOptions,
    /// The tables.
    pub tables: TableOptions,
    /// Threads, files and sockets: the operating system's, unless simulated.
    pub platform: Platform,
}

impl RaftOptions {
    /// The defaults, for a node on a local network.
    pub fn new(node_id: u64, directory: impl Into<PathBuf>) -> Self {
        Self {
            node_id,
            rejoins: false,
            directory: directory.into(),
            address: String::new(),
            peers: BTreeMap::new(),
            peer_listen: None,
            believes_peers: true,
            transport: Arc::new(Plain),
            joins: None,
            clock: Clock::default(),
            timing: Timing::LAN,
            snapshot_interval_entries: 50_000,
            log_keep_entries: 200_000,
            secrets_key: Vec::new(),
            log_bytes_max: 256 << 20,
            comparison_interval_s: 3_600,
            apply_entries_max: 1_024,
            applied: None,
            log: LogOptions::default(),
            tables: TableOptions::default(),
            platform: Platform::default(),
        }
    }
}

/// A leader without a quorum suppresses its heartbeats for at least this long, and then tries again for as long.
const QUORUM_LOSS_PROBE_MS_MIN: u64 = 500;

pub(crate) fn config(options: &RaftOptions) -> Result<Arc<Config>, StartError> {
    let timing = options.timing;
    let config = Config {
        cluster_name: "minoots".to_owned(),
        heartbeat_interval: timing.heartbeat_interval_ms,
        election_timeout_min: timing.election_timeout_ms_min,
        election_timeout_max: timing.election_timeout_ms_max,
        enable_pre_vote: Some(true),
        quorum_loss_probe_interval: Some(QUORUM_LOSS_PROBE_MS_MIN.max(2 * timing.election_timeout_ms_max)),
        // A process never leads a term that it did not win itself: the state of the term's fences is lost with the
        // process.
        enable_leader_restore: Some(false),
        snapshot_policy: SnapshotPolicy::LogsSinceLast(options.snapshot_interval_entries),
        // `retention` purges the log.
        max_in_snapshot_log_to_keep: u64::MAX,
        // A follower behind the retained log gets a snapshot. Within the log, entries are always cheaper.
        replication_lag_threshold: options
            .log_keep_entries
            .max(options.snapshot_interval_entries.saturating_add(1)),
        install_snapshot_timeout: 1_500,
        api_batch_linger_ms: 0,
        backoff: "50ms".to_owned(),
        ..Config::default()
    };
    config
        .validate()
        .map(Arc::new)
        .map_err(|error| StartError::Settings(error.to_string()))
}
