//! The JSON of [`Timestamp`]: RFC 3339.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{self, Serialize, Serializer};

use super::number;
use crate::time::{TextError, instant};
use crate::well_known::Timestamp;

const EXAMPLE: &str = "2030-01-02T03:04:05.678Z";
const MILLIS_PER_SECOND: i64 = 1_000;
const NANOS_PER_MILLI: i64 = 1_000_000;

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        instant::check_proto(self).map_err(ser::Error::custom)?;
        serializer.serialize_str(&instant::format_parts(self.seconds, self.nanos))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimestampVisitor)
    }
}

struct TimestampVisitor;

impl Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "an RFC 3339 string such as {EXAMPLE}, or a whole number of milliseconds since 1970"
        )
    }

    fn visit_i64<E: de::Error>(self, millis: i64) -> Result<Timestamp, E> {
        let nanos = i32::try_from(millis.rem_euclid(MILLIS_PER_SECOND) * NANOS_PER_MILLI).unwrap_or_default();
        let timestamp = Timestamp {
            seconds: millis.div_euclid(MILLIS_PER_SECOND),
            nanos,
        };
        instant::check_proto(&timestamp).map_err(|_| E::custom(OUTSIDE))?;
        Ok(timestamp)
    }

    fn visit_u64<E: de::Error>(self, millis: u64) -> Result<Timestamp, E> {
        self.visit_i64(i64::try_from(millis).map_err(|_| E::custom(OUTSIDE))?)
    }

    fn visit_f64<E: de::Error>(self, millis: f64) -> Result<Timestamp, E> {
        self.visit_i64(number::whole(millis).map_err(E::custom)?)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        parse(text).map_err(|problem| E::custom(TextError::new(text, problem, EXAMPLE)))
    }
}

const OUTSIDE: &str = "is outside the years 1 to 9999";

fn parse(text: &str) -> Result<Timestamp, String> {
    let (seconds, nanos) = instant::parse_parts(text)?;
    // Protobuf's RFC 3339 is narrower than general RFC 3339.
    if text.contains(['t', ' ', 'z']) {
        return Err("does not have T and Z in upper case".into());
    }
    let timestamp = Timestamp { seconds, nanos };
    instant::check_proto(&timestamp).map_err(|_| OUTSIDE)?;
    Ok(timestamp)
}
