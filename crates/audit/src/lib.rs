//! The audit for its readers: records, signed heads, the export file, and its verification without a server.
//!
//! The kernel links the rows of a tenant's log ([`minoots_kernel::chain`]). This crate converts a row to a readable
//! [`Record`], and the links and signatures around it to [`Line`]s. A [`Verifier`] reports which lines were removed,
//! altered, moved or cut off, and where. docs/audit.md documents the format.

mod line;
mod record;
mod statement;
mod verify;

pub use line::{Line, chain_name, chain_named};
pub use record::Record;
pub use statement::{Statement, StatementError};
pub use verify::{Finding, Report, Verifier, What};
