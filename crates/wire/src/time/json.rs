//! Instants and durations as JSON: what `well_known::Timestamp` and `well_known::Duration` are written as and read from.
//!
//! Invariants:
//! - Only values that protobuf allows are read or written, and they are written as protobuf has them. What JSON parsers of
//!   protobuf disagree about is refused; no text makes one panic.
//! - Read is more than protobuf has: durations as people write them, and bare numbers, which are milliseconds.

mod duration;
mod instant;
mod number;

#[cfg(test)]
mod tests;
