//! The audit as whoever reads it sees it: records, signed heads, the file that an export is, and its verification without a server.
//!
//! The kernel links the rows of a tenant's log ([`minoots_kernel::chain`]). Here a row becomes a [`Record`] that people can read, the links and
//! signatures around it become [`Line`]s, and a [`Verifier`] says of such lines what was removed, altered, moved or cut off, and where.
//! The format is documented in docs/audit.md.

mod line;
mod record;
mod statement;
mod verify;

pub use line::{Line, chain_name, chain_named};
pub use record::Record;
pub use statement::{Statement, StatementError};
pub use verify::{Finding, Report, Verifier, What};
