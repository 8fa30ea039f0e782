//! Errors that stop a node from starting.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use minoots_kernel::Failure;
use minoots_store::{log, tables};

/// The reason why a node does not start. The start has repaired and removed nothing.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another process has the data directory open.
    #[error("DATA_IN_USE: {} is in use by {}", directory.display(), holder(*pid))]
    InUse {
        /// The data directory.
        directory: PathBuf,
        /// The process that holds it, if its id could be read.
        pid: Option<u32>,
    },
    /// The directory belongs to another user, who could read and change its content.
    #[error(
        "DATA_NOT_OURS: {} belongs to user {owner}, and this process runs as user {user}. Start it as user {owner}, or on a directory \
         that it makes itself, such as one below this",
        directory.display()
    )]
    NotOurs {
        /// The data directory.
        directory: PathBuf,
        /// The user id of its owner.
        owner: u32,
        /// The user id of this process.
        user: u32,
    },
    /// This release does not read the directory's format: it is newer, or never existed.
    #[error(
        "DATA_FORMAT_UNKNOWN: {} has data format {found}; this release reads 1 to {newest}",
        directory.display()
    )]
    UnknownFormat {
        /// The data directory.
        directory: PathBuf,
        /// The format found.
        found: u32,
        /// The newest format this release reads.
        newest: u32,
    },
    /// The directory belongs to another node of the cluster.
    #[error("{} belongs to node {found}, not to node {wanted}", directory.display())]
    OtherNode {
        /// The data directory.
        directory: PathBuf,
        /// The node id of its owner.
        found: u64,
        /// The node id that should have started on it.
        wanted: u64,
    },
    /// Parts of the directory are missing or contradict each other.
    #[error("{} is not the complete data of one node: {what}. {remedy}", directory.display(), remedy = REMEDY)]
    Incomplete {
        /// The data directory.
        directory: PathBuf,
        /// The missing or contradicting part.
        what: String,
    },
    /// The file system returned an error.
    #[error("{} cannot be used: {error}", directory.display())]
    Io {
        /// The data directory, or a path in it.
        directory: PathBuf,
        /// The error.
        error: io::Error,
    },
    /// The log does not open.
    #[error(transparent)]
    Log(#[from] log::OpenError),
    /// The tables do not open.
    #[error(transparent)]
    Tables(#[from] tables::OpenError),
    /// Stored data cannot be read.
    #[error(transparent)]
    Stored(#[from] Failure),
    /// The address for peers cannot be bound.
    #[error("LISTEN_FAILED: {address} cannot be listened on for peers: {error}")]
    PeerListen {
        /// The address.
        address: SocketAddr,
        /// The error.
        error: io::Error,
    },
    /// The cluster knows this id with other data, or as a node that was removed (G21).
    #[error(
        "NODE_ID_BURNED: node {node} says that id {id} belongs to other data or was removed. \
         An id is never used twice: start with a new one and add it to the cluster"
    )]
    Burned {
        /// The id.
        id: u64,
        /// The node that reports it.
        node: u64,
    },
    /// As [`StartError::Burned`], of a node that takes a new id when it starts again.
    #[error(
        "NODE_ID_BURNED: node {node} says that id {id} belongs to other data or was removed. Started again, the node takes a new id"
    )]
    NextLife {
        /// The id.
        id: u64,
        /// The node that reports it.
        node: u64,
    },
    /// Settings that contradict each other.
    #[error("settings of consensus: {0}")]
    Settings(String),
    /// Consensus did not start.
    #[error("consensus did not start: {0}")]
    Consensus(String),
}

/// An unclean stop. No acknowledged write is lost: the next start replays the log.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// The tables could not be flushed to disk.
    #[error("the tables were not flushed: {0}")]
    Tables(#[from] Failure),
    /// The log had failed, or could not write its last records.
    #[error("the log was not closed in order: {0}")]
    Log(#[from] log::Error),
    /// Closing was interrupted.
    #[error("closing was cut short: {0}")]
    CutShort(String),
}

const REMEDY: &str = "Put the missing part back, restore a backup, or start on an empty directory; nothing was changed";

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}
