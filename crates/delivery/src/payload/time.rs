//! RFC 3339 in UTC, by integer arithmetic alone: its bytes are signed and may not change with a library.

const SECOND_NS: i64 = 1_000_000_000;
const DAY_SECONDS: i64 = 86_400;

/// Days in 400 years of the Gregorian calendar.
const ERA_DAYS: i64 = 146_097;

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAYS: i64 = 719_468;

/// An instant, in nanoseconds since the Unix epoch, with the fewest of 0, 3, 6 or 9 fraction digits that are exact.
pub(crate) fn rfc3339(instant_ns: i64) -> String {
    let (seconds, nanos) = (instant_ns.div_euclid(SECOND_NS), instant_ns.rem_euclid(SECOND_NS));
    let (year, month, day) = civil(seconds.div_euclid(DAY_SECONDS));
    let in_day = seconds.rem_euclid(DAY_SECONDS);
    let (hour, minute, second) = (in_day / 3600, in_day / 60 % 60, in_day % 60);
    let fraction = match nanos {
        0 => String::new(),
        _ if nanos % 1_000_000 == 0 => format!(".{:03}", nanos / 1_000_000),
        _ if nanos % 1_000 == 0 => format!(".{:06}", nanos / 1_000),
        _ => format!(".{nanos:09}"),
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Year, month and day of so many days since the Unix epoch. Years are counted from March, so that a leap day is a
/// year's last.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH_DAYS;
    let (era, in_era) = (days.div_euclid(ERA_DAYS), days.rem_euclid(ERA_DAYS));
    let leap_days = in_era / 1_460 - in_era / 36_524 + in_era / 146_096;
    let year_in_era = (in_era - leap_days) / 365;
    let in_year = in_era - (365 * year_in_era + year_in_era / 4 - year_in_era / 100);
    // From March the months are 31, 30, 31, 30, 31 days twice and a rest: 153 days in five months.
    let march_month = (5 * in_year + 2) / 153;
    let day = in_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = 400 * era + year_in_era + i64::from(month <= 2);
    (year, month, day)
}
