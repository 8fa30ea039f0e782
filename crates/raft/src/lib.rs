//! Replication: openraft, over the store of this project, behind the sequencer's [`Consensus`] trait.
//!
//! This is the only crate that names openraft. Its input is encoded kernel entries. Its output, on one thread and in
//! log order, is: table rows, effects to an [`EffectSink`], replies to proposers, and changes of leadership.
//!
//! # Entry points
//! [`RaftNode::start`] opens a data directory and runs the node on it. [`RaftNode`] implements [`Consensus`] for the
//! sequencer.
//!
//! # Map
//! - `directory`, `storage`: the owner of a data directory, and the check that its parts belong together.
//! - `log`: openraft's log on the store's segmented log. `format`: the bytes of its entries and records.
//! - `machine`, `apply`: openraft's state machine, and the thread that applies entries.
//! - `snapshot`: the tables as a snapshot, without a copy.
//! - `retention`: the bound on the log's size in bytes.
//! - `core`, `supervisor`: openraft's core, and the task that replaces a core that panicked. `start`: the assembly of a
//!   node.
//! - `propose`, `leadership`: the queue of proposals, and the decision whether this node may act as leader.
//! - `read_index`: the index that a linearizable read waits for.
//! - `peer`, `service`: calls to peers, and the service that answers them. `heard`: the record of their answers.
//!   `abstention`: a restarted voter's pause before it votes.
//! - `equality`, `quarantine`: the comparison of replicas, by their writes and by their rows, and the exclusion of a
//!   node that differs. `export`: a copy for a backup.
//! - `offline`: restoring a backup, giving up a lost majority, and verifying a directory, while no node runs on it.
//! - `cluster`: the start of a cluster, and changes of its membership.
//! - [`platform`]: threads, files and sockets, or their stand-ins in a simulation.
//!
//! # Invariants
//! - A reply or an effect exists only for an entry that is on disk, committed and applied (G1).
//! - A process leads only terms it won itself. It says so only after it applied an entry of that term (G24).
//! - Each proposal that enters the queue gets one reply: its result, or `OutcomeUnknown`.
//! - Any failure of log, tables or kernel ends the node. The node neither skips nor retries it (G20).
//!
//! [`Consensus`]: minoots_sequencer::consensus::Consensus
//! [`EffectSink`]: minoots_sequencer::consensus::EffectSink

mod abstention;
mod apply;
mod clock;
mod cluster;
mod core;
mod directory;
mod equality;
mod error;
mod export;
mod format;
#[path = "gen/mod.rs"]
mod r#gen;
mod heard;
mod hooks;
mod inline;
mod leadership;
mod log;
mod machine;
mod members;
mod node;
pub mod offline;
mod options;
mod parts;
mod peer;
pub mod platform;
mod propose;
mod quarantine;
mod read_index;
mod retention;
#[path = "gen/secrets.rs"]
#[rustfmt::skip]
mod secrets;
mod service;
mod snapshot;
mod start;
mod stats;
mod storage;
#[cfg(test)]
mod suite;
mod supervisor;
mod timing;
mod types;

pub use apply::APPLY_THREAD;
pub use cluster::change::{ChangeError, Requirements};
pub use cluster::lives::NewLife;
pub use cluster::status::{ClusterStatus, NodeRole, NodeStatus};
pub use directory::{has_secrets_key, wants_keys};
pub use error::{StartError, StopError};
pub use export::Export;
pub use hooks::{HandOver, Hooks};
pub use minoots_store::log::SyncTimer;
pub use minoots_store::tables::EngineChoice;
pub use node::{CommittedLog, RaftNode, StoredEntry};
pub use options::RaftOptions;
pub use peer::join::{JoinAsked, JoinCall, JoinFailure, JoinSpent, Joined, RenewAsked, ask_to_join};
pub use peer::passes::Passes;
pub use peer::transport::{Mutual, Plain, Transport};
pub use stats::{RaftStats, Role};
pub use storage::LOG_THREAD;
pub use timing::Timing;
