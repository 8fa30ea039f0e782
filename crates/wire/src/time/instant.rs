//! Instants: RFC 3339 text and protobuf timestamps.

use jiff::civil::Date;

use super::{RangeError, TextError, fraction, join, split};
use crate::well_known::Timestamp;

const EXAMPLE: &str = "2030-01-02T03:04:05Z or 2030-01-02T03:04:05.678+02:00";

/// 0001-01-01T00:00:00Z, the first second of a protobuf `Timestamp`.
const PROTO_SECONDS_MIN: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z, its last second.
const PROTO_SECONDS_MAX: i64 = 253_402_300_799;

const DAY_SECONDS: i64 = 86_400;

/// Parses an RFC 3339 instant to nanoseconds since the Unix epoch.
///
/// # Errors
/// Without offset, with more than nine fraction digits, with a date or time that does not exist (Unix time has no leap
/// seconds), outside 1677-09-21 to 2262-04-11, or otherwise not RFC 3339; the error says which.
pub fn parse(text: &str) -> Result<i64, TextError> {
    let parts = parse_parts(text);
    parts
        .and_then(|(seconds, nanos)| join(seconds, nanos).map_err(|_| "is outside the years 1677 to 2262".into()))
        .map_err(|problem| TextError::new(text, problem, EXAMPLE))
}

/// Formats an instant as RFC 3339 in UTC with 0, 3, 6 or 9 fraction digits, as needed; [`parse`] reads it back.
#[must_use]
pub fn format(instant_ns: i64) -> String {
    let (seconds, nanos) = split(instant_ns);
    format_parts(seconds, nanos)
}

/// Converts a protobuf timestamp to nanoseconds since the Unix epoch.
///
/// # Errors
/// `Invalid` outside years 1 to 9999 or with nanos outside 0 to 999,999,999; `Below` before 1677-09-21; `Above` after
/// 2262-04-11.
pub fn from_proto(timestamp: &Timestamp) -> Result<i64, RangeError> {
    check_proto(timestamp)?;
    join(timestamp.seconds, timestamp.nanos)
}

/// Converts an instant in nanoseconds since the Unix epoch to protobuf.
#[must_use]
pub fn to_proto(instant_ns: i64) -> Timestamp {
    let (seconds, nanos) = split(instant_ns);
    Timestamp { seconds, nanos }
}

/// Nanoseconds since the Unix epoch; as [`to_proto`].
impl From<i64> for Timestamp {
    fn from(instant_ns: i64) -> Self {
        to_proto(instant_ns)
    }
}

/// Nanoseconds since the Unix epoch; fails as [`from_proto`].
impl TryFrom<Timestamp> for i64 {
    type Error = RangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, RangeError> {
        from_proto(&timestamp)
    }
}

/// Checks that protobuf allows this timestamp, which may still exceed the range of 64-bit nanoseconds.
///
/// # Errors
/// `Invalid` outside years 1 to 9999 or with nanos outside 0 to 999,999,999.
pub(crate) fn check_proto(timestamp: &Timestamp) -> Result<(), RangeError> {
    if !(0..=999_999_999).contains(&timestamp.nanos) {
        return Err(RangeError::Invalid("nanos is not within 0 to 999,999,999"));
    }
    if !(PROTO_SECONDS_MIN..=PROTO_SECONDS_MAX).contains(&timestamp.seconds) {
        return Err(RangeError::Invalid("seconds is outside the years 1 to 9999"));
    }
    Ok(())
}

/// Like [`format`], for whole seconds since the epoch, within the years 0 to 9999, and nanoseconds after them.
pub(crate) fn format_parts(seconds: i64, nanos: i32) -> String {
    let days = seconds.div_euclid(DAY_SECONDS);
    let in_day = seconds.rem_euclid(DAY_SECONDS);
    let (hour, minute, second) = (in_day / 3600, in_day / 60 % 60, in_day % 60);
    // jiff supports every four-digit year, so nothing is saturated.
    let date = Date::constant(1970, 1, 1).saturating_add(jiff::SignedDuration::from_secs(days * DAY_SECONDS));
    let fraction = fraction(nanos.unsigned_abs());
    format!("{date}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Like [`parse`], to whole seconds since the epoch and nanoseconds after them, for any four-digit year. With an offset
/// the result may be slightly before year 0 or after year 9999.
pub(crate) fn parse_parts(text: &str) -> Result<(i64, i32), String> {
    if text.is_empty() {
        return Err("is empty".into());
    }
    let mut fields = Fields { rest: text };
    let (year, month, day) = (fields.digits(4)?, fields.after("-", 2)?, fields.after("-", 2)?);
    let hour = fields.after("Tt ", 2)?;
    let (minute, second) = (fields.after(":", 2)?, fields.after(":", 2)?);
    let nanos = fields.fraction()?;
    let offset = fields.offset_seconds()?;
    if !fields.rest.is_empty() {
        return Err("has text after its offset".into());
    }
    if hour > 23 || minute > 59 || second > 59 {
        return Err(match second {
            60 => "is a leap second, which has no place in Unix time".into(),
            _ => "has a time of day that does not exist".into(),
        });
    }
    let seconds = days_since_epoch(year, month, day)? * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
    Ok((seconds, nanos))
}

fn days_since_epoch(year: i64, month: i64, day: i64) -> Result<i64, String> {
    let date = match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    let date = date.ok_or("has a date that does not exist")?;
    Ok(date.duration_since(Date::constant(1970, 1, 1)).as_secs() / DAY_SECONDS)
}

/// The unread rest of an RFC 3339 text.
struct Fields<'a> {
    rest: &'a str,
}

impl Fields<'_> {
    /// Reads one of `separators`, then `count` digits.
    fn after(&mut self, separators: &str, count: usize) -> Result<i64, String> {
        let separator = self.rest.chars().next().filter(|c| separators.contains(*c));
        let separator = separator.ok_or("is not an RFC 3339 instant")?;
        self.rest = &self.rest[separator.len_utf8()..];
        self.digits(count)
    }

    fn digits(&mut self, count: usize) -> Result<i64, String> {
        let found = self.rest.bytes().take(count).take_while(u8::is_ascii_digit).count();
        if found < count {
            return Err("is not an RFC 3339 instant".into());
        }
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        digits.parse().map_err(|_| "is not an RFC 3339 instant".into())
    }

    /// Reads `.digits` as nanoseconds; 0 without.
    fn fraction(&mut self) -> Result<i32, String> {
        let Some(after) = self.rest.strip_prefix('.') else {
            return Ok(0);
        };
        let count = after.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = after.split_at(count);
        self.rest = rest;
        match count {
            0 => Err("has a point without digits after it".into()),
            1..=9 => format!("{digits:0<9}")
                .parse()
                .map_err(|_| "is not an RFC 3339 instant".into()),
            _ => Err("is finer than a nanosecond".into()),
        }
    }

    fn offset_seconds(&mut self) -> Result<i64, String> {
        let sign = match self.rest.as_bytes().first() {
            Some(b'Z' | b'z') => {
                self.rest = &self.rest[1..];
                return Ok(0);
            }
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => return Err("has no offset from UTC such as Z or +02:00".into()),
        };
        let (hours, minutes) = (self.after("+-", 2)?, self.after(":", 2)?);
        if hours > 23 || minutes > 59 {
            return Err("has an offset from UTC that does not exist".into());
        }
        Ok(sign * (hours * 3600 + minutes * 60))
    }
}
