//! The JSON of instants and durations: how `well_known::Timestamp` and `well_known::Duration` are written and read.
//!
//! Invariants:
//! - Only values that protobuf allows are read or written, in protobuf's own form when written. Forms on which JSON
//!   parsers of protobuf disagree are rejected; no text causes a panic.
//! - Reading accepts more than protobuf: durations as people write them, and bare numbers, which are milliseconds.

mod duration;
mod instant;
mod number;

#[cfg(test)]
mod tests;
