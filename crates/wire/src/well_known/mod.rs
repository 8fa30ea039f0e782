//! `google.protobuf.Timestamp`, `Duration` and `FieldMask`, with the JSON that protobuf specifies.
//!
//! Invariants:
//! - On the wire they are the standard messages. Any `seconds` and `nanos` decode, so that the server can name the
//!   field that is out of range; [`time`](crate::time) checks them.
//! - As `i64`, instants are nanoseconds since the Unix epoch, and durations are nanoseconds. [`time`](crate::time)
//!   converts them, and reads and writes their JSON.

mod duration;
mod field_mask;
mod timestamp;

#[cfg(test)]
mod tests;

pub use duration::Duration;
pub use field_mask::FieldMask;
pub use timestamp::Timestamp;
