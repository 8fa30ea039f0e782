//! What stops a node, as opposed to what refuses a command.

use alloc::string::String;
use core::fmt;

/// State that cannot be trusted or read. Never part of a reply: whoever sees one stops applying.
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
