//! What the sequencer asks of the layer that replicates, and what that layer tells it. Implemented by `minoots-raft`, and by a
//! model of consensus in simulation.

use bytes::Bytes;
use minoots_kernel::{
    Effect, Entry, Failure, Reply,
    tables::{Read, Row},
};
use std::{future::Future, pin::Pin, sync::Arc, time::Instant};
use tokio::sync::watch;

/// An entry on its way to the log: what will be applied, and the bytes that will be stored.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The entry.
    pub entry: Arc<Entry>,
    /// Its encoding.
    pub bytes: Bytes,
}

/// A position in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Raft log index.
    pub index: u64,
    /// Leader term of the entry.
    pub term: u64,
}

/// The result of an entry that was applied.
#[derive(Clone, Debug)]
pub struct Committed {
    /// Where it stands in the log.
    pub at: Position,
    /// One reply per command, in order.
    pub replies: Vec<Reply>,
}

/// Why a proposal has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProposeError {
    /// It was never handed to Raft: nothing happened.
    NotLeader {
        /// Who leads, if known.
        leader: Option<u64>,
    },
    /// It may or may not be in the log.
    OutcomeUnknown,
}

/// Called once with the result, on the thread that applies; must not block.
pub type ProposeDone = Box<dyn FnOnce(Result<Committed, ProposeError>) + Send>;

/// Whether this node may act, and as of when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leadership {
    /// Another node leads, or none.
    Following {
        /// Who leads, if known.
        leader: Option<u64>,
    },
    /// This node leads and has applied an entry of its own term (G24).
    Leading {
        /// The term.
        term: u64,
        /// Index of the first entry of this term that was applied.
        since: u64,
    },
}

/// Replicates entries.
pub trait Consensus: Send + Sync + 'static {
    /// Hands an entry to the log. Never blocks. Several may be in flight; they are applied in the order of these calls.
    fn propose(&self, proposal: Proposal, done: ProposeDone);
    /// Follows leadership.
    fn leadership(&self) -> watch::Receiver<Leadership>;
    /// A consistent view of everything applied so far. Cheap; drop it soon.
    fn view(&self) -> Result<Box<dyn View>, Failure>;
    /// The last applied index, and its changes.
    fn applied(&self) -> watch::Receiver<u64>;
    /// The index that a linearizable read must find applied: every write acknowledged before this call is at or below it. On a
    /// follower the leader is asked. Reads that wait together share one round.
    fn read_index(&self) -> ReadIndex;
    /// How this node stands as a leader, now. Costs no call and no wait.
    fn standing(&self) -> Standing;
    /// Hands leadership over to another voter, if this node leads and one is there; at most once a minute, and
    /// stands for no election meanwhile. Returns at once.
    fn abdicate(&self);
}

/// The answer to [`Consensus::read_index`].
pub type ReadIndex = Pin<Box<dyn Future<Output = Result<u64, ReadIndexError>> + Send>>;

/// Why there is no index to read at. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadIndexError {
    /// There is a leader, but no majority confirms it.
    NoQuorum,
    /// No leader is known, or it does not answer.
    NoLeader,
}

/// How a node stands as a leader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It leads, and a quorum answered within the lease, by a clock that goes on while the machine sleeps.
    pub leased: bool,
    /// The term it leads; 0 if it does not.
    pub term: u64,
    /// Nodes that vote, this one included; while the membership changes, those of both configurations. 0 if it does not lead.
    pub voters: usize,
    /// What a quorum says of the time; `None` while too few voters answered lately.
    pub quorum_time: Option<QuorumTime>,
}

/// What a majority of the voters' wall clocks show, between two bounds: they are close while every voter answers at once, and
/// apart while one is silent whose clock might show anything. The instant goes with them: what the clocks show now is that and the time since `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuorumTime {
    /// A majority has reached this, nanoseconds UTC, at `at`.
    pub reached: i64,
    /// No majority has passed this, nanoseconds UTC, at `at`.
    pub not_passed: i64,
    /// When they held.
    pub at: Instant,
}

/// A consistent, read-only view of the tables.
pub trait View: Read + Send {
    /// The state is that after this index.
    fn index(&self) -> u64;

    /// Entries will look at this row soon, which was read here: it may be kept in memory for them. False when it was not: then they read
    /// it themselves.
    fn keep(&self, _row: &Row) -> bool {
        false
    }
}

/// What an applied entry says besides its effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Log time after the entry, nanoseconds UTC.
    pub time: i64,
    /// Sweeps stopped at their limit: another entry is wanted soon.
    pub unfinished: bool,
    /// When time alone makes work; `None` when it never does.
    pub next_deadline: Option<i64>,
}

/// Told of every applied entry, in log order, on the thread that applies. Must not block for long.
pub trait EffectSink: Send + Sync + 'static {
    /// Entries without kernel content (of Raft's own) are told with no effects and the time before them.
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]);
}
