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
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Tables(what) => write!(f, "tables cannot be read: {what}"),
            Failure::Corrupt(what) => write!(f, "state is corrupt: {what}"),
        }
    }
}

impl core::error::Error for Failure {}
