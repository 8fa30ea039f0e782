//! Durations: `1500ms 25s 5m 2h 3d`, compounds (`1h30m`), ISO 8601 (`PT1H30M`, `P1D`), and protobuf.

use std::fmt::Write as _;

use super::{RangeError, SECOND_NS, TextError, join};
use crate::well_known::Duration;

const EXAMPLE: &str = "1500ms, 25s, 1h30m or PT1H30M";
const TOO_LONG: &str = "is longer than 292 years";

/// The largest magnitude of a protobuf `Duration`, about 10,000 years.
const PROTO_SECONDS_MAX: i64 = 315_576_000_000;

const MINUTE_NS: i64 = 60 * SECOND_NS;
const HOUR_NS: i64 = 60 * MINUTE_NS;
const DAY_NS: i64 = 24 * HOUR_NS;
const WEEK_NS: i64 = 7 * DAY_NS;

/// Units of the short form, longest first. A day is 24 hours.
const SHORT_UNITS: [(&str, i64); 7] = [
    ("d", DAY_NS),
    ("h", HOUR_NS),
    ("m", MINUTE_NS),
    ("s", SECOND_NS),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];
const ISO_DATE_UNITS: [(&str, i64); 2] = [("W", WEEK_NS), ("D", DAY_NS)];
const ISO_TIME_UNITS: [(&str, i64); 3] = [("H", HOUR_NS), ("M", MINUTE_NS), ("S", SECOND_NS)];

/// Parses a duration to nanoseconds, never negative. Units are in descending order, each at most once; the last may
/// have a decimal fraction (`1.5h`) if the whole is an exact number of nanoseconds.
///
/// # Errors
/// Empty, without unit, negative, of calendar units (ISO years and months), finer than a nanosecond, longer than 292
/// years, or otherwise not a duration; the error says which.
pub fn parse(text: &str) -> Result<i64, TextError> {
    parse_parts(text).map_err(|problem| TextError::new(text, problem, EXAMPLE))
}

/// Converts the bare number of a JSON body, which counts milliseconds.
///
/// # Errors
/// Longer than 292 years.
pub fn from_millis(millis: i64) -> Result<i64, RangeError> {
    millis.checked_mul(1_000_000).ok_or(if millis < 0 {
        RangeError::Below
    } else {
        RangeError::Above
    })
}

/// Formats a duration in nanoseconds, such as `1h30m` or `250ms`; [`parse`] reads it back unless negative.
#[must_use]
pub fn format(duration_ns: i64) -> String {
    let mut text = String::from(if duration_ns < 0 { "-" } else { "" });
    let mut rest = duration_ns.unsigned_abs();
    for (unit, unit_ns) in SHORT_UNITS {
        let (count, remainder) = (rest / unit_ns.unsigned_abs(), rest % unit_ns.unsigned_abs());
        if count > 0 {
            // Writing to a string cannot fail.
            let _ = write!(text, "{count}{unit}");
        }
        rest = remainder;
    }
    if duration_ns == 0 {
        text.push_str("0s");
    }
    text
}

/// Converts a protobuf duration, which may be negative, to nanoseconds.
///
/// # Errors
/// `Invalid` outside protobuf's range or with different signs of nanos and seconds; `Below` and `Above` beyond 292
/// years.
pub fn from_proto(duration: &Duration) -> Result<i64, RangeError> {
    check_proto(duration)?;
    join(duration.seconds, duration.nanos)
}

/// The nanoseconds of a duration that its rule has judged; 0 if it is negative or longer than 292 years.
#[must_use]
pub fn nanos(judged: &Duration) -> u64 {
    let nanos = from_proto(judged).unwrap_or_default();
    u64::try_from(nanos).unwrap_or_default()
}

/// A duration that its rule has judged, as [`nanos`].
#[must_use]
pub fn span(judged: &Duration) -> std::time::Duration {
    std::time::Duration::from_nanos(nanos(judged))
}

/// Converts a duration in nanoseconds to protobuf.
#[must_use]
pub fn to_proto(duration_ns: i64) -> Duration {
    let nanos = i32::try_from(duration_ns % SECOND_NS).unwrap_or_default();
    Duration {
        seconds: duration_ns / SECOND_NS,
        nanos,
    }
}

/// In nanoseconds; as [`to_proto`].
impl From<i64> for Duration {
    fn from(duration_ns: i64) -> Self {
        to_proto(duration_ns)
    }
}

/// In nanoseconds; fails as [`from_proto`].
impl TryFrom<Duration> for i64 {
    type Error = RangeError;

    fn try_from(duration: Duration) -> Result<Self, RangeError> {
        from_proto(&duration)
    }
}

/// Checks that protobuf allows this duration, which may still exceed the range of 64-bit nanoseconds.
///
/// # Errors
/// `Invalid` outside protobuf's range or with different signs of nanos and seconds.
pub(crate) fn check_proto(duration: &Duration) -> Result<(), RangeError> {
    let (seconds, nanos) = (duration.seconds, duration.nanos);
    if !(-999_999_999..=999_999_999).contains(&nanos) {
        return Err(RangeError::Invalid("nanos is not within -999,999,999 to 999,999,999"));
    }
    if !(-PROTO_SECONDS_MAX..=PROTO_SECONDS_MAX).contains(&seconds) {
        return Err(RangeError::Invalid("seconds is beyond 10,000 years"));
    }
    if (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0) {
        return Err(RangeError::Invalid("seconds and nanos have different signs"));
    }
    Ok(())
}

fn parse_parts(text: &str) -> Result<i64, String> {
    match text.as_bytes() {
        [] => return Err("is empty".into()),
        [b'-', ..] => return Err("is negative".into()),
        [b'+', ..] => return Err("has a sign".into()),
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => return Err("has no unit".into()),
        _ => {}
    }
    let mut sum = Sum::default();
    match text.strip_prefix('P') {
        Some(iso) => sum.add_iso(iso)?,
        None => sum.add_all(text, &SHORT_UNITS)?,
    }
    i64::try_from(sum.total_ns).map_err(|_| TOO_LONG.into())
}

/// The sum of the parts so far.
#[derive(Default)]
struct Sum {
    total_ns: i128,
    /// The unit of the last part; `None` before the first.
    last_unit_ns: Option<i64>,
    fraction_seen: bool,
}

impl Sum {
    fn add_iso(&mut self, text: &str) -> Result<(), String> {
        let (date, time) = match text.split_once('T') {
            Some((_, "")) => return Err("has nothing after T".into()),
            Some((date, time)) => (date, time),
            None => (text, ""),
        };
        if date.contains(['Y', 'M']) {
            return Err("has years or months, whose length varies".into());
        }
        self.add_all(date, &ISO_DATE_UNITS)?;
        self.add_all(time, &ISO_TIME_UNITS)?;
        if self.last_unit_ns.is_none() {
            Err("has nothing after P".into())
        } else {
            Ok(())
        }
    }

    fn add_all(&mut self, mut text: &str, units: &[(&str, i64)]) -> Result<(), String> {
        while !text.is_empty() {
            let (number, after) = split_where(text, |c| !(c.is_ascii_digit() || c == '.'));
            let (unit, after) = split_where(after, |c| c.is_ascii_digit() || c == '.');
            let Some(&(_, unit_ns)) = units.iter().find(|(name, _)| *name == unit) else {
                return Err(unit_problem(number, unit, units));
            };
            self.add(number, unit, unit_ns)?;
            text = after;
        }
        Ok(())
    }

    fn add(&mut self, number: &str, unit: &str, unit_ns: i64) -> Result<(), String> {
        if self.fraction_seen {
            return Err("has a fraction before its last unit".into());
        }
        if self.last_unit_ns.is_some_and(|last| last <= unit_ns) {
            return Err(format!("has {unit} after a unit that is not longer"));
        }
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let count = digits(whole)?;
        self.total_ns += count * i128::from(unit_ns) + fraction_ns(fraction, unit_ns)?;
        self.last_unit_ns = Some(unit_ns);
        self.fraction_seen = number.contains('.');
        Ok(())
    }
}

/// The exact nanoseconds of `0.<fraction>` units.
fn fraction_ns(fraction: &str, unit_ns: i64) -> Result<i128, String> {
    let significant = fraction.trim_end_matches('0');
    if significant.is_empty() && !fraction.is_empty() {
        return Ok(0);
    }
    // No unit divides by ten, or by two, more than 16 times, so a longer fraction is never exact.
    let scale = u32::try_from(significant.len()).ok().filter(|length| *length <= 16);
    let scale = 10_i128.pow(scale.ok_or("is finer than a nanosecond")?);
    let scaled = digits(significant)? * i128::from(unit_ns);
    if scaled % scale == 0 {
        Ok(scaled / scale)
    } else {
        Err("is finer than a nanosecond".into())
    }
}

fn digits(text: &str) -> Result<i128, String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("has a number that is not digits with at most one point between them".into());
    }
    text.parse::<u64>().map(i128::from).map_err(|_| TOO_LONG.into())
}

fn unit_problem(number: &str, unit: &str, units: &[(&str, i64)]) -> String {
    if number.is_empty() {
        return "is not a duration".into();
    }
    let names: Vec<&str> = units.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    if unit.is_empty() {
        format!("has no unit after {}", shortened(number))
    } else {
        format!("has the unit {:?}, which is none of {names}", shortened(unit))
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(16).collect()
}

fn split_where(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}
