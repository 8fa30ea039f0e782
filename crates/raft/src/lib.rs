//! Replication: openraft, over the store of this project, behind the sequencer's [`Consensus`] trait.
//!
//! The only crate that names openraft. What comes in are encoded kernel entries; what goes out is, on one thread and in log order:
//! rows in the tables, effects to an [`EffectSink`], answers to proposers, and the fact of leadership.
//!
//! # Entry points
//! [`RaftNode::start`] opens a data directory and runs the node on it; [`RaftNode`] is the [`Consensus`] of the sequencer.
//!
//! # Map
//! - `directory`, `storage`: whose data a directory holds, and whether its parts fit together.
//! - `log`: openraft's log on the store's segmented log. `format`: the bytes of its entries and records.
//! - `machine`, `apply`: openraft's state machine, and the thread that applies.
//! - `snapshot`: the tables as a snapshot, without copying them.
//! - `retention`: bounding the log by bytes.
//! - `core`, `supervisor`: openraft's core, and the one that replaces it if it dies. `start`: a node, put together.
//! - `propose`, `leadership`: the way in, and whether it is open.
//! - `read_index`: what linearizable reads wait for.
//! - `peer`, `service`: the way to peers, and what they are answered. `heard`: what was heard of them. `abstention`: what a restarted voter forgot.
//! - `equality`, `quarantine`: whether replicas are equal, in what they write and in what they hold, and what becomes of one that is
//!   not. `export`: a copy for a backup.
//! - `offline`: a backup restored, a lost majority given up, a directory verified, while no node runs on it.
//! - `cluster`: how a cluster begins, and how it is changed.
//! - [`platform`]: threads, files and sockets, or what a simulation has instead.
//!
//! # Invariants
//! - An answer or an effect exists only for an entry that is on disk, committed and applied (G1).
//! - A process leads only terms it won itself, and says so only after an entry of that term was applied (G24).
//! - A proposal that was handed on is answered once: with its result, or with `OutcomeUnknown`.
//! - Any failure of log, tables or kernel ends the node; none is skipped or retried (G20).
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
pub use cluster::change::ChangeError;
pub use cluster::status::{ClusterStatus, NodeRole, NodeStatus};
pub use directory::{has_secrets_key, wants_keys};
pub use error::{StartError, StopError};
pub use export::Export;
pub use hooks::{HandOver, Hooks};
pub use minoots_store::tables::EngineChoice;
pub use node::RaftNode;
pub use options::RaftOptions;
pub use peer::join::{JoinAsked, JoinCall, JoinFailure, JoinSpent, Joined, RenewAsked, ask_to_join};
pub use peer::passes::Passes;
pub use peer::transport::{Mutual, Plain, Transport};
pub use stats::{RaftStats, Role};
pub use storage::LOG_THREAD;
pub use timing::Timing;
