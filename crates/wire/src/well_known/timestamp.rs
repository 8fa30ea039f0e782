//! The protobuf timestamp. [`time`](crate::time) implements its JSON and its conversion to nanoseconds.

/// `google.protobuf.Timestamp`: an instant, in seconds since 1970-01-01T00:00:00Z and nanoseconds after them.
///
/// Valid in the years 1 to 9999 with 0 to 999,999,999 nanoseconds. As JSON it is RFC 3339: written in UTC with `Z` and
/// 0, 3, 6 or 9 fraction digits; read with any offset and up to nine digits, `T` and `Z` in upper case. Reading also
/// accepts a bare number, which counts milliseconds since the epoch.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Timestamp {
    /// Since the Unix epoch; negative before it.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Forward in time from `seconds`, also before the epoch.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}
