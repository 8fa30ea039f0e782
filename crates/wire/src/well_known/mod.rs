//! `google.protobuf.Timestamp`, `Duration` and `FieldMask`, whose JSON is the one protobuf specifies.
//!
//! Invariants:
//! - On the wire they are the standard messages. Any `seconds` and `nanos` decode, so that the server can name the
//!   field that is out of range; [`time`](crate::time) checks them.
//! - As JSON only values that protobuf allows are read or written, and they are written as protobuf has them. What JSON
//!   parsers of protobuf disagree about is refused; no text makes one panic.
//! - Read is more than protobuf has: durations as people write them, and bare numbers, which are milliseconds.
//! - As `i64` they are nanoseconds: since the Unix epoch, or long.

mod duration;
mod field_mask;
mod number;
mod timestamp;

#[cfg(test)]
mod tests;

pub use duration::Duration;
pub use field_mask::FieldMask;
pub use timestamp::Timestamp;
