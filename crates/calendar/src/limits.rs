//! Limits of schedules, and the limit that depends on the tenant.

use std::ops::RangeInclusive;

/// Years, UTC, that can have occurrences: the years that fit completely into 64-bit nanoseconds.
pub const YEARS: RangeInclusive<i16> = 1678..=2261;
/// 1678-01-01T00:00:00Z.
pub(crate) const SECOND_MIN: i64 = -9_214_560_000;
/// 2262-01-01T00:00:00Z, exclusive.
pub(crate) const SECOND_END: i64 = 9_214_646_400;
/// Maximum length of a cron expression, in bytes.
pub const CRON_BYTES_MAX: usize = 256;
/// Maximum length of a recurrence rule, in bytes.
pub const RRULE_BYTES_MAX: usize = 512;
/// Maximum length of a local date and time as text, in bytes.
pub(crate) const LOCAL_BYTES_MAX: usize = 32;
/// Maximum length of a zone name, in bytes.
pub(crate) const ZONE_BYTES_MAX: usize = 64;
/// Maximum number of instants in a list.
pub const INSTANTS_MAX: usize = 1_000;
/// Maximum `count` of a schedule. A count requires one walk through all its occurrences.
pub const COUNT_MAX: u32 = 100_000;
/// Maximum `COUNT` of a recurrence rule, and maximum `INTERVAL`.
pub const RRULE_NUMBER_MAX: u32 = 1_000_000;
/// Maximum interval, in nanoseconds: 100 years of 366 days.
pub const INTERVAL_NS_MAX: i64 = 100 * 366 * 86_400 * 1_000_000_000;
/// Maximum jitter, in nanoseconds: a day.
pub const JITTER_NS_MAX: i64 = 86_400 * 1_000_000_000;
/// Maximum number of missed runs that run later.
pub const CATCH_UP_MAX: u32 = 1_000;
/// Maximum number of instants in one backfill.
pub const BACKFILL_MAX: u64 = 1_000;
/// Maximum number of instants that are counted for the error message of a too large backfill.
pub const BACKFILL_COUNT_MAX: u64 = 1_000_000;

const _: () = assert!(INTERVAL_NS_MAX < i64::MAX / 2 && JITTER_NS_MAX < INTERVAL_NS_MAX);

/// Limits of a tenant.
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
