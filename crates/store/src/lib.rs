//! What a node keeps on disk.
//!
//! [`tables`] holds the state that entries are applied to. The log, elsewhere in this crate, is what makes an entry durable;
//! the tables are rebuilt from it after a crash and never the only copy of an acknowledged change.

pub mod io;
pub mod log;
pub mod tables;
