//! Holds what [`apply`](minoots_kernel::apply) costs: how many instructions it executes and how often it allocates, for each of the
//! main commands.
//!
//! No clock is involved, so a busy machine changes nothing: a second process (`minoots-counts`, `src/main.rs`) prepares a state and
//! applies entries between marks; the test runs it under ptrace and steps it from mark to mark, an instruction at a time.
//!
//! - `os`: everything `unsafe`: ptrace, marks, the allocator that counts;
//! - [`stepping`]: runs the program and counts steps;
//! - [`cases`]: what is counted;
//! - [`table`]: the counts that are kept, and what differs from them.

pub mod cases;
pub mod os;
pub mod stepping;
pub mod table;
