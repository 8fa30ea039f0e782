//! Figures of a node, for metrics.

use minoots_store::log::{Log, LogStats};
use minoots_store::tables::{TableStore, Usage};
use openraft::{RaftMetrics, ServerState};

use crate::types::Types;

/// A node's role in openraft. Whether it may act as leader is [`minoots_sequencer::consensus::Leadership`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Has no vote.
    Learner,
    /// Follows a leader, or waits for one.
    Follower,
    /// Requests votes.
    Candidate,
    /// Won its term.
    Leader,
    /// Consensus has ended.
    Stopped,
}

/// Figures of one moment.
#[derive(Clone, Debug)]
pub struct RaftStats {
    /// The role.
    pub role: Role,
    /// The current term.
    pub term: u64,
    /// The leader, if known.
    pub leader: Option<u64>,
    /// The last entry of the log.
    pub last_log_index: Option<u64>,
    /// The last entry known to be committed.
    pub committed_index: Option<u64>,
    /// The last entry applied; 0 before the first.
    pub applied_index: u64,
    /// The last entry whose effects the tables have on disk.
    pub flushed_index: Option<u64>,
    /// The last entry covered by a snapshot.
    pub snapshot_index: Option<u64>,
    /// The last entry openraft has purged, or would have purged without the limit of `flushed_index`.
    pub purged_index: Option<u64>,
    /// The rolling hash of the tables, and the index it belongs to (G16).
    pub hash: Option<(u64, u128)>,
    /// Bytes of the log's segments in use.
    pub log_bytes: u64,
    /// Counts of the log: groups synced, records, segments.
    pub log: LogStats,
    /// Sizes of the tables.
    pub tables: Usage,
}

impl RaftStats {
    pub(crate) fn new(metrics: &RaftMetrics<Types>, applied_index: u64, tables: &TableStore, log: &Log) -> Self {
        Self {
            role: role(metrics.state),
            term: metrics.current_term,
            leader: metrics.current_leader,
            last_log_index: metrics.last_log_index,
            committed_index: metrics.local_committed.as_ref().map(|id| id.index()),
            applied_index,
            flushed_index: tables.flushed_applied(),
            snapshot_index: metrics.snapshot.as_ref().map(|id| id.index()),
            purged_index: metrics.purged.as_ref().map(|id| id.index()),
            hash: tables.applied().map(|applied| (applied.index, applied.hash)),
            log_bytes: log.size_bytes(),
            log: log.stats(),
            tables: tables.usage(),
        }
    }
}

fn role(state: ServerState) -> Role {
    match state {
        ServerState::Learner => Role::Learner,
        ServerState::Follower => Role::Follower,
        ServerState::Candidate => Role::Candidate,
        ServerState::Leader => Role::Leader,
        ServerState::Shutdown => Role::Stopped,
    }
}
