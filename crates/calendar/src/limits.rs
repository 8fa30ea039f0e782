//! Limits of schedules, and what of them a tenant may move.

use std::ops::RangeInclusive;

/// Years, UTC, that have occurrences: those whose instants fit 64-bit nanoseconds, without the two that fit in part.
pub const YEARS: RangeInclusive<i16> = 1678..=2261;
/// 1678-01-01T00:00:00Z.
pub(crate) const SECOND_MIN: i64 = -9_214_560_000;
/// 2262-01-01T00:00:00Z, which is no longer within.
pub(crate) const SECOND_END: i64 = 9_214_646_400;
/// Longest cron expression, bytes.
pub const CRON_BYTES_MAX: usize = 256;
/// Longest recurrence rule, bytes.
pub const RRULE_BYTES_MAX: usize = 512;
/// Longest text of a local date and time, bytes.
pub(crate) const LOCAL_BYTES_MAX: usize = 32;
/// Longest zone name, bytes.
pub(crate) const ZONE_BYTES_MAX: usize = 64;
/// Instants in a list.
pub const INSTANTS_MAX: usize = 1_000;
/// Occurrences that `count` of a schedule may ask for, since it means going through all of them once.
pub const COUNT_MAX: u32 = 100_000;
/// Times a recurrence rule may repeat by its own `COUNT`, and steps of its `INTERVAL`.
pub const RRULE_NUMBER_MAX: u32 = 1_000_000;
/// Longest interval, nanoseconds: 100 years of 366 days.
pub const INTERVAL_NS_MAX: i64 = 100 * 366 * 86_400 * 1_000_000_000;
/// Longest jitter, nanoseconds: a day.
pub const JITTER_NS_MAX: i64 = 86_400 * 1_000_000_000;
/// Missed runs made up for at once.
pub const CATCH_UP_MAX: u32 = 1_000;
/// Instants of one backfill.
pub const BACKFILL_MAX: u64 = 1_000;
/// Instants that are counted to say how many there are too many.
pub const BACKFILL_COUNT_MAX: u64 = 1_000_000;

const _: () = assert!(INTERVAL_NS_MAX < i64::MAX / 2 && JITTER_NS_MAX < INTERVAL_NS_MAX);

/// What a tenant may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Shortest time between two occurrences, nanoseconds.
    pub period_ns_min: i64,
}

impl Default for Limits {
    /// Ten seconds.
    fn default() -> Self {
        Self {
            period_ns_min: 10_000_000_000,
        }
    }
}
