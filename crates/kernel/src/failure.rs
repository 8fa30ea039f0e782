//! Failures, which stop a node. A rejection, in contrast, only refuses a command.

use alloc::string::String;
use core::fmt;

/// A state that cannot be trusted or read. It is never part of a reply; a node with a failure stops applying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The tables could not be read.
    Tables(String),
    /// A row or an entry does not decode, or contradicts another.
    Corrupt(String),
    /// The cluster has a level that this program does not know.
    NewerLevel {
        /// The level that the log or the tables need.
        level: u32,
        /// The newest level that this program knows.
        newest: u32,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Tables(what) => write!(f, "tables cannot be read: {what}"),
            Failure::Corrupt(what) => write!(f, "state is corrupt: {what}"),
            Failure::NewerLevel { level, newest } => write!(
                f,
                "LEVEL_UNKNOWN: the cluster is at level {level}, and this program knows levels up to {newest}: start the \
                 release that the other nodes run"
            ),
        }
    }
}

impl core::error::Error for Failure {}
