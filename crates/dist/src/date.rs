//! The single date of a release, in the forms of its formats.

use anyhow::{Context, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Seconds since 1970. Read from `SOURCE_DATE_EPOCH` or the commit, never from a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(u32);

impl Date {
    /// Parses a number of seconds.
    pub fn parse(text: &str) -> Result<Self> {
        let seconds = text.trim().parse();
        Ok(Self(seconds.with_context(|| {
            format!("{text:?} is not a number of seconds since 1970")
        })?))
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> u32 {
        self.0
    }

    /// As RFC 3339, in UTC.
    pub fn rfc3339(self) -> Result<String> {
        Ok(self.timestamp()?.to_string())
    }

    /// As RFC 2822, in UTC.
    pub fn rfc2822(self) -> Result<String> {
        let zoned = self.timestamp()?.to_zoned(TimeZone::UTC);
        Ok(jiff::fmt::rfc2822::to_string(&zoned)?)
    }

    /// The date and time fields of a ZIP entry: local time to two seconds, from 1980 on.
    pub fn dos(self) -> Result<(u16, u16)> {
        let zoned = self.timestamp()?.to_zoned(TimeZone::UTC);
        let Ok(years) = u16::try_from(zoned.year() - 1980) else {
            return Ok((0x21, 0));
        };
        let field = |value: i8| u16::from(value.unsigned_abs());
        let date = years << 9 | field(zoned.month()) << 5 | field(zoned.day());
        let time = field(zoned.hour()) << 11 | field(zoned.minute()) << 5 | (field(zoned.second()) / 2);
        Ok((date, time))
    }

    fn timestamp(self) -> Result<Timestamp> {
        Ok(Timestamp::from_second(self.0.into())?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Date;

    #[test]
    fn a_date_has_its_forms() {
        let date = Date::parse("1764336123\n").unwrap();
        assert_eq!(date.rfc3339().unwrap(), "2025-11-28T13:22:03Z");
        assert_eq!(date.rfc2822().unwrap(), "Fri, 28 Nov 2025 13:22:03 +0000");
        assert_eq!(date.dos().unwrap(), (45 << 9 | 11 << 5 | 28, 13 << 11 | 22 << 5 | 1));
    }

    #[test]
    fn a_date_before_1980_is_the_first_of_zip() {
        assert_eq!(Date::parse("0").unwrap().dos().unwrap(), (0x21, 0));
    }

    #[test]
    fn a_date_that_is_no_number_is_refused() {
        assert!(Date::parse("today").is_err());
        assert!(Date::parse("-1").is_err());
    }
}
