//! The protobuf duration. [`time`](crate::time) implements its JSON and its conversion to nanoseconds.

/// `google.protobuf.Duration`: a signed length of time, in seconds and nanoseconds of the same sign.
///
/// Valid up to 315,576,000,000 seconds (about 10,000 years) and 999,999,999 nanoseconds either way. As JSON it is
/// decimal seconds followed by `s`: written with 0, 3, 6 or 9 fraction digits, read with up to nine. Reading also
/// accepts durations as people write them, such as `1h30m` or `PT5M` (see [`parse`](crate::time::duration::parse)), and
/// a bare number, which counts milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Duration {
    /// Whole seconds, towards zero.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// The remaining nanoseconds; never with the opposite sign of `seconds`.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}
