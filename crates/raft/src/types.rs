//! The types that instantiate openraft.
//!
//! Invariant: none of them is visible outside this crate.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use minoots_kernel::{Entry, Failure, Reply};
use openraft::alias::{CommittedLeaderIdOf, EntryOf, LogIdOf, StoredMembershipOf, VoteOf};
use openraft::raft::responder::Responder;
use openraft::{EntryPayload, RaftTypeConfig};

/// The openraft instantiation of this crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Types;

pub(crate) type LogId = LogIdOf<Types>;
pub(crate) type LeaderTerm = CommittedLeaderIdOf<Types>;
pub(crate) type Vote = VoteOf<Types>;
pub(crate) type LogEntry = EntryOf<Types>;
pub(crate) type Payload = EntryPayload<Command, u64, Member>;
pub(crate) type Membership = openraft::Membership<u64, Member>;
pub(crate) type StoredMembership = StoredMembershipOf<Types>;

impl RaftTypeConfig for Types {
    type D = Command;
    type R = Answer;
    type NodeId = u64;
    type Node = Member;
    type Term = u64;
    // One leader per term, because a fence begins with the term.
    type LeaderId = openraft::impls::leader_id_std::LeaderId<u64, u64>;
    type Vote = openraft::impls::Vote<Self::LeaderId>;
    type Payload = Payload;
    type Entry = openraft::Entry<LeaderTerm, Payload>;
    type AsyncRuntime = openraft_rt_tokio::TokioRuntime;
    type Responder<T>
        = Completion<T>
    where
        T: Send + 'static;
    type Batch<T>
        = openraft::impls::InlineBatch<T>
    where
        T: Send + 'static;
    type ErrorSource = openraft::impls::BoxedErrorSource;
}

/// The position of an entry in the log.
pub(crate) fn log_id(term: u64, index: u64) -> LogId {
    LogId::new(LeaderTerm::new(term), index)
}

/// The leader term of a log id.
pub(crate) fn term_of(id: &LogId) -> u64 {
    id.committed_leader_id().term
}

/// The content of a normal log entry.
///
/// The proposing node carries the entry decoded, so that it does not decode what it has just encoded.
#[derive(Clone)]
pub(crate) struct Command {
    pub(crate) bytes: Bytes,
    entry: Option<Arc<Entry>>,
}

impl Command {
    /// An entry and its encoding, as a proposer passes them.
    pub(crate) fn proposed(bytes: Bytes, entry: Arc<Entry>) -> Self {
        Self {
            bytes,
            entry: Some(entry),
        }
    }

    /// A command read from the log or received from a peer.
    pub(crate) fn stored(bytes: Bytes) -> Self {
        Self { bytes, entry: None }
    }

    pub(crate) fn is_decoded(&self) -> bool {
        self.entry.is_some()
    }

    /// The same command with its encoding in other memory.
    pub(crate) fn with_bytes(self, bytes: Bytes) -> Self {
        Self { bytes, ..self }
    }

    /// The entry, decoded on demand.
    pub(crate) fn entry(&self) -> Result<Arc<Entry>, Failure> {
        match &self.entry {
            Some(entry) => Ok(Arc::clone(entry)),
            None => Entry::from_bytes(&self.bytes).map(Arc::new),
        }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Command({} bytes)", self.bytes.len())
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The result of applying an entry: one reply per command.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Vec<Reply>);

/// A node as the membership knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Member {
    /// The address at which peers reach it; empty on a node that accepts no peers.
    pub(crate) address: String,
    /// The address at which clients reach it; empty if the node has not given one.
    pub(crate) client_address: String,
    /// The incarnation of the admitted data directory: a node with an emptied directory is not the same node (G21).
    pub(crate) incarnation: u128,
}

/// A callback that runs exactly once: with the result, or with `None` if openraft dropped the request without one.
pub(crate) struct Completion<T>(Option<Callback<T>>);

type Callback<T> = Box<dyn FnOnce(Option<T>) + Send>;

impl<T> Completion<T> {
    pub(crate) fn new(callback: impl FnOnce(Option<T>) + Send + 'static) -> Self {
        Self(Some(Box::new(callback)))
    }
}

impl<T: Send + 'static> Responder<Types, T> for Completion<T> {
    fn on_complete(mut self, result: T) {
        if let Some(callback) = self.0.take() {
            callback(Some(result));
        }
    }
}

impl<T> Drop for Completion<T> {
    fn drop(&mut self) {
        if let Some(callback) = self.0.take() {
            callback(None);
        }
    }
}
