//! The interface between the sequencer and the replication layer. Implemented by `minoots-raft`, and by a model of
//! consensus in simulation.

use bytes::Bytes;
use minoots_kernel::{
    Effect, Entry, Failure, Reply,
    tables::{Read, Row},
};
use std::{future::Future, pin::Pin, sync::Arc, time::Instant};
use tokio::sync::watch;

/// An entry on its way to the log: the value to apply, and the bytes to store.
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
    /// The position in the log.
    pub at: Position,
    /// One reply for each command, in order.
    pub replies: Vec<Reply>,
}

/// The reason why a proposal has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProposeError {
    /// The entry was never handed to Raft: nothing happened.
    NotLeader {
        /// The leader, if known.
        leader: Option<u64>,
    },
    /// The entry may or may not be in the log.
    OutcomeUnknown,
}

/// A callback that runs once with the result, on the thread that applies. It must not block.
pub type ProposeDone = Box<dyn FnOnce(Result<Committed, ProposeError>) + Send>;

/// Whether this node may act as leader, and since which entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leadership {
    /// Another node leads, or no node does.
    Following {
        /// The leader, if known.
        leader: Option<u64>,
    },
    /// This node leads and has applied an entry of its own term (G24).
    Leading {
        /// The term.
        term: u64,
        /// The index of the first applied entry of this term.
        since: u64,
    },
}

/// The layer that replicates entries.
pub trait Consensus: Send + Sync + 'static {
    /// Hands an entry to the log. Never blocks. Several entries may be in flight; they are applied in the order of
    /// these calls.
    fn propose(&self, proposal: Proposal, done: ProposeDone);
    /// Subscribes to changes of leadership.
    fn leadership(&self) -> watch::Receiver<Leadership>;
    /// Returns a consistent view of everything applied so far. Cheap; drop it soon.
    fn view(&self) -> Result<Box<dyn View>, Failure>;
    /// The last applied index, and its changes.
    fn applied(&self) -> watch::Receiver<u64>;
    /// The index that a linearizable read must find applied: every write acknowledged before this call is at or below
    /// it. A follower asks the leader. Reads that wait together share one round.
    fn read_index(&self) -> ReadIndex;
    /// The present leadership state of this node. Costs no call and no wait.
    fn standing(&self) -> Standing;
    /// Hands leadership over to another voter, if this node leads and another voter is available. It does so at most
    /// once a minute, and stands for no election meanwhile. Returns at once.
    fn abdicate(&self);
}

/// The result of [`Consensus::read_index`].
pub type ReadIndex = Pin<Box<dyn Future<Output = Result<u64, ReadIndexError>> + Send>>;

/// The reason why there is no index to read at. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadIndexError {
    /// There is a leader, but no majority confirms it.
    NoQuorum,
    /// No leader is known, or the leader does not answer.
    NoLeader,
}

/// The leadership state of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether the node leads and a quorum answered within the lease, by a clock that advances while the machine
    /// sleeps.
    pub leased: bool,
    /// The term that it leads; 0 if it does not lead.
    pub term: u64,
    /// The number of voters, including this node. While the membership changes, the voters of both configurations
    /// count. 0 if the node does not lead.
    pub voters: usize,
    /// The time of a quorum's clocks; `None` while too few voters answered recently.
    pub quorum_time: Option<QuorumTime>,
}

/// Two bounds on the wall clocks of a majority of the voters. They are close while every voter answers at once. They
/// are apart while a voter is silent whose clock might show anything. To get the present bounds, add the time since
/// `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuorumTime {
    /// A majority has reached this time, nanoseconds UTC, at `at`.
    pub reached: i64,
    /// No majority has passed this time, nanoseconds UTC, at `at`.
    pub not_passed: i64,
    /// The instant at which the bounds held.
    pub at: Instant,
}

/// A consistent, read-only view of the tables.
pub trait View: Read + Send {
    /// The index of the last entry in this state.
    fn index(&self) -> u64;

    /// Caches a row that was read here, for entries that will read it soon. Returns false if it was not cached; then
    /// the entries read it themselves.
    fn keep(&self, _row: &Row) -> bool {
        false
    }
}

/// The properties of an applied entry besides its effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Log time after the entry, nanoseconds UTC.
    pub time: i64,
    /// Sweeps stopped at their limit, so another entry is needed soon.
    pub unfinished: bool,
    /// The time of the next work that needs no command; `None` if there is none.
    pub next_deadline: Option<i64>,
}

/// A sink that receives every applied entry, in log order, on the thread that applies. It must not block for long.
pub trait EffectSink: Send + Sync + 'static {
    /// Receives an applied entry. Raft's own entries have no kernel content; they come with no effects and the previous
    /// time.
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]);
}
