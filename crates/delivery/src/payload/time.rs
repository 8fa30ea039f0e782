//! RFC 3339 in UTC, by integer arithmetic alone: its bytes are signed and must not change with a library.

const SECOND_NS: i64 = 1_000_000_000;
const DAY_SECONDS: i64 = 86_400;

/// The length of `1970-01-01T00:00:00.000000001Z`. Every year that nanoseconds since 1970 can express has four digits.
const LONGEST: usize = 30;

/// Days in 400 years of the Gregorian calendar.
const ERA_DAYS: i64 = 146_097;

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAYS: i64 = 719_468;

/// Formats an instant, in nanoseconds since the Unix epoch, with the fewest of 0, 3, 6 or 9 fraction digits that are
/// exact.
pub(crate) fn rfc3339(instant_ns: i64) -> String {
    let (seconds, nanos) = (instant_ns.div_euclid(SECOND_NS), instant_ns.rem_euclid(SECOND_NS));
    let (year, month, day) = civil(seconds.div_euclid(DAY_SECONDS));
    let in_day = seconds.rem_euclid(DAY_SECONDS);
    let (hour, minute, second) = (in_day / 3600, in_day / 60 % 60, in_day % 60);
    let (fraction, digits) = match nanos {
        0 => (0, 0),
        _ if nanos % 1_000_000 == 0 => (nanos / 1_000_000, 3),
        _ if nanos % 1_000 == 0 => (nanos / 1_000, 6),
        _ => (nanos, 9),
    };
    let mut text = String::with_capacity(LONGEST);
    push(&mut text, year, 4);
    for (before, number) in [('-', month), ('-', day), ('T', hour), (':', minute), (':', second)] {
        text.push(before);
        push(&mut text, number, 2);
    }
    if digits > 0 {
        text.push('.');
        push(&mut text, fraction, digits);
    }
    text.push('Z');
    text
}

/// Writes the last `digits` decimal digits of a non-negative number. `format` takes several times as long, and every
/// event needs this.
fn push(text: &mut String, number: i64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_i64.pow(place) % 10;
        text.push(char::from(b'0' + digit as u8));
    }
}

/// The year, month and day of a number of days since the Unix epoch. Years start in March, so that a leap day is the
/// last of a year.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH_DAYS;
    let (era, in_era) = (days.div_euclid(ERA_DAYS), days.rem_euclid(ERA_DAYS));
    let leap_days = in_era / 1_460 - in_era / 36_524 + in_era / 146_096;
    let year_in_era = (in_era - leap_days) / 365;
    let in_year = in_era - (365 * year_in_era + year_in_era / 4 - year_in_era / 100);
    // From March the months have 31, 30, 31, 30, 31 days twice and a rest: 153 days in five months.
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
