//! Limits the cost of [`apply`](minoots_kernel::apply): the number of instructions and allocations of each of the main
//! commands.
//!
//! No clock is involved, so a busy machine changes nothing. A second process (`minoots-counts`, `src/main.rs`) prepares
//! a state and applies entries between marks. The test runs it under ptrace and steps it from mark to mark, one
//! instruction at a time.
//!
//! - `os`: everything `unsafe`: ptrace, marks, the counting allocator;
//! - [`stepping`]: runs the program and counts steps;
//! - [`cases`]: the counted cases;
//! - [`table`]: the stored counts, and the differences from them.

pub mod cases;
pub mod os;
pub mod stepping;
pub mod table;
