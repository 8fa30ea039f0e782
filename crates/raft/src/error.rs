//! Why a node does not start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use minoots_kernel::Failure;
use minoots_store::{log, tables};

/// Why a node does not start. Nothing was repaired or removed.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another process has the data directory open.
    #[error("DATA_IN_USE: {} is in use by {}", directory.display(), holder(*pid))]
    InUse {
        /// The data directory.
        directory: PathBuf,
        /// The process that holds it, if it could be told.
        pid: Option<u32>,
    },
    /// The directory belongs to another user, who could read and change what is in it.
    #[error(
        "DATA_NOT_OURS: {} belongs to user {owner}, and this process runs as user {user}. Start it as user {owner}, or on a directory \
         that it makes itself, such as one below this",
        directory.display()
    )]
    NotOurs {
        /// The data directory.
        directory: PathBuf,
        /// Whose it is.
        owner: u32,
        /// As whom this process runs.
        user: u32,
    },
    /// The directory has a format that this release does not read: a newer one, or none that there ever was.
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
        /// Whose it is.
        found: u64,
        /// Who was to be started on it.
        wanted: u64,
    },
    /// Parts of the directory are missing or contradict each other.
    #[error("{} is not the complete data of one node: {what}. {remedy}", directory.display(), remedy = REMEDY)]
    Incomplete {
        /// The data directory.
        directory: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The file system refused.
    #[error("{} cannot be used: {error}", directory.display())]
    Io {
        /// The data directory, or a path in it.
        directory: PathBuf,
        /// The refusal.
        error: io::Error,
    },
    /// The log does not open.
    #[error(transparent)]
    Log(#[from] log::OpenError),
    /// The tables do not open.
    #[error(transparent)]
    Tables(#[from] tables::OpenError),
    /// What was stored cannot be read.
    #[error(transparent)]
    Stored(#[from] Failure),
    /// The address for peers cannot be listened on.
    #[error("LISTEN_FAILED: {address} cannot be listened on for peers: {error}")]
    PeerListen {
        /// Where.
        address: SocketAddr,
        /// Why not.
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
        /// Who says so.
        node: u64,
    },
    /// Settings that contradict each other.
    #[error("settings of consensus: {0}")]
    Settings(String),
    /// Consensus did not start.
    #[error("consensus did not start: {0}")]
    Consensus(String),
}

/// What did not end as it should. Nothing acknowledged is lost: the next start replays the log.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// The tables could not be brought to disk.
    #[error("the tables were not flushed: {0}")]
    Tables(#[from] Failure),
    /// The log had failed, or could not write its last records.
    #[error("the log was not closed in order: {0}")]
    Log(#[from] log::Error),
    /// The work of closing was cut short.
    #[error("closing was cut short: {0}")]
    CutShort(String),
}

const REMEDY: &str = "Put the missing part back, restore a backup, or start on an empty directory; nothing was changed";

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}
