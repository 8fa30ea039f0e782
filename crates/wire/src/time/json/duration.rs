//! The JSON of [`Duration`]: decimal seconds.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{self, Serialize, Serializer};

use super::number;
use crate::time::{TextError, duration, fraction};
use crate::well_known::Duration;

const EXAMPLE: &str = "25s or 1.500s";
const MILLIS_PER_SECOND: i64 = 1_000;
const NANOS_PER_MILLI: i64 = 1_000_000;

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        duration::check_proto(self).map_err(ser::Error::custom)?;
        let sign = if self.seconds < 0 || self.nanos < 0 { "-" } else { "" };
        let seconds = self.seconds.unsigned_abs();
        let fraction = fraction(self.nanos.unsigned_abs());
        serializer.collect_str(&format_args!("{sign}{seconds}{fraction}s"))
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DurationVisitor)
    }
}

struct DurationVisitor;

impl Visitor<'_> for DurationVisitor {
    type Value = Duration;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "a duration such as {EXAMPLE} or 1h30m, or a whole number of milliseconds"
        )
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
        if is_of_another_form(text) {
            return duration::parse(text).map(duration::to_proto).map_err(E::custom);
        }
        parse(text).map_err(|problem| E::custom(TextError::new(text, problem, EXAMPLE)))
    }

    fn visit_i64<E: de::Error>(self, millis: i64) -> Result<Duration, E> {
        let nanos = i32::try_from(millis % MILLIS_PER_SECOND * NANOS_PER_MILLI).unwrap_or_default();
        let duration = Duration {
            seconds: millis / MILLIS_PER_SECOND,
            nanos,
        };
        duration::check_proto(&duration).map_err(E::custom)?;
        Ok(duration)
    }

    fn visit_u64<E: de::Error>(self, millis: u64) -> Result<Duration, E> {
        self.visit_i64(i64::try_from(millis).map_err(|_| E::custom(BEYOND))?)
    }

    fn visit_f64<E: de::Error>(self, millis: f64) -> Result<Duration, E> {
        self.visit_i64(number::whole(millis).map_err(E::custom)?)
    }
}

const BEYOND: &str = "is beyond 315,576,000,000 seconds";

/// Whether this is meant as a duration in another form than protobuf's: it has a unit other than seconds.
fn is_of_another_form(text: &str) -> bool {
    let begins = text.starts_with(|first: char| first.is_ascii_digit() || first == 'P');
    let number = text.strip_suffix('s').unwrap_or(text);
    begins && number.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn parse(text: &str) -> Result<Duration, &'static str> {
    let number = text.strip_suffix('s').ok_or("does not end with s")?;
    let (negative, number) = match number.strip_prefix('-') {
        Some(magnitude) => (true, magnitude),
        None => (false, number),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let seconds = whole_seconds(whole)?;
    let nanos = fraction.map_or(Ok(0), nanos)?;
    // Both are parsed from digits alone, so neither is the minimum, which cannot be negated.
    let (seconds, nanos) = if negative { (-seconds, -nanos) } else { (seconds, nanos) };
    let duration = Duration { seconds, nanos };
    duration::check_proto(&duration).map_err(|_| BEYOND)?;
    Ok(duration)
}

fn whole_seconds(digits: &str) -> Result<i64, &'static str> {
    if !is_digits(digits) {
        return Err("is not decimal seconds");
    }
    if digits.len() > 1 && digits.starts_with('0') {
        return Err("has a leading zero");
    }
    digits.parse().map_err(|_| BEYOND)
}

fn nanos(digits: &str) -> Result<i32, &'static str> {
    if !is_digits(digits) {
        return Err("is not decimal seconds");
    }
    if digits.len() > 9 {
        return Err("is finer than a nanosecond");
    }
    format!("{digits:0<9}").parse().map_err(|_| "is not decimal seconds")
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
