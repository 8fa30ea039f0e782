//! Judges histories of MINOOTS.
//!
//! Whoever drives the system, a simulator or a test with real processes, writes down what happened as a [`History`] of [`record`]s.
//! [`check`] then says which guarantees the history violates. It shares no code with the product: a misunderstanding there is not repeated
//! here.

mod coverage;
mod history;
mod options;
pub mod record;
mod report;

pub use coverage::{Calls, Coverage, Injections};
pub use history::{Error, History, write_record};
pub use options::Options;
pub use report::{Report, Rule, Verdict};
