//! The on-disk storage of a node.
//!
//! [`tables`] holds the state that entries are applied to. The log, elsewhere in this crate, makes an entry durable.
//! After a crash the tables are rebuilt from the log; they are never the only copy of an acknowledged change.

pub mod io;
pub mod log;
pub mod tables;
