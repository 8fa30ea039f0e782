//! Settings of a node, and what they mean to openraft.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// This node's id, fixed for the life of its directory.
    pub node_id: u64,
    /// The data directory; made if it does not exist.
    pub directory: PathBuf,
    /// Where clients reach this node. Recorded in the membership, for others to name it.
    pub address: String,
    /// The id of the key that this node keeps secrets by, told to whoever asks who it is; empty if it has none.
    pub secrets_key: Vec<u8>,
    /// Where the nodes of the cluster reach each other (`host:port`), this one included, by node id. Looked at only until this node
    /// belongs to a cluster; the membership says it from then on. Empty, or this node alone: a cluster of one begins.
    pub peers: BTreeMap<u64, String>,
    /// Where to listen for peers; `None` takes none.
    pub peer_listen: Option<SocketAddr>,
    /// Whether callers of that port are believed without a certificate. If not, and `transport` proves nothing, this node answers no
    /// peer, and refuses to start as a member of several.
    pub believes_peers: bool,
    /// How connections between nodes are made.
    pub transport: Arc<dyn Transport>,
    /// Who answers nodes that join, on a node that proves who it is; `None` turns them away.
    pub joins: Option<mpsc::Sender<JoinCall>>,
    /// The wall clock, which peers are told.
    pub clock: Clock,
    /// Heartbeats and elections.
    pub timing: Timing,
    /// A snapshot is built every so many entries. Building writes no row: it flushes the tables, which lets the log be purged.
    pub snapshot_interval_entries: u64,
    /// Entries kept in the log although a snapshot covers them, for peers that lag. A leader keeps more while a live peer needs it.
    pub log_keep_entries: u64,
    /// Beyond this size, in bytes, the older half of the log is purged, whoever needs it.
    pub log_bytes_max: u64,
    /// A leader has the nodes compare all their rows this often, in seconds; 0 is never. Reading them takes a tenth of a processor.
    pub comparison_interval_s: u64,
    /// At most this many entries share a batch of the tables.
    pub apply_entries_max: usize,
    /// The log. `applied_index` and `thread_start` are set here, whatever they say.
    pub log: LogOptions,
    /// The tables.
    pub tables: TableOptions,
    /// What it stands on: the operating system, unless simulated.
    pub platform: Platform,
}

impl RaftOptions {
    /// The defaults, for a node on a local network.
    pub fn new(node_id: u64, directory: impl Into<PathBuf>) -> Self {
        Self {
            node_id,
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
            log: LogOptions::default(),
            tables: TableOptions::default(),
            platform: Platform::default(),
        }
    }
}

/// A leader without a quorum holds its heartbeats back for at least this long, and then tries again for as long.
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
        // A process never leads a term it did not win itself: what the term's fences told is lost with the process.
        enable_leader_restore: Some(false),
        snapshot_policy: SnapshotPolicy::LogsSinceLast(options.snapshot_interval_entries),
        // Purging is ours: see `retention`.
        max_in_snapshot_log_to_keep: u64::MAX,
        // A follower behind what the log keeps gets a snapshot; within it, entries are always cheaper.
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
