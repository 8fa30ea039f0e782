//! When a schedule runs.

use std::time::{Duration, SystemTime};

use minoots_wire::schedule::v1 as proto;
use minoots_wire::schedule::v1::{GapPolicy, MonthEndPolicy, RepeatPolicy};

use crate::time;

/// A rule, the zone it is meant in, and what happens around changes of the clock.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a calendar is given to a schedule or a preview"]
pub struct Calendar {
    calendar: proto::Calendar,
}

impl Calendar {
    /// `minute hour day month weekday`, or a nickname such as `@daily`.
    pub fn cron(expression: impl Into<String>) -> Self {
        Self::read(proto::Calendar {
            cron: expression.into(),
            ..proto::Calendar::default()
        })
    }

    /// An expression of six fields, of which the first is the second.
    pub fn cron_with_seconds(expression: impl Into<String>) -> Self {
        Self::read(proto::Calendar {
            cron: expression.into(),
            seconds: true,
            ..proto::Calendar::default()
        })
    }

    /// Every so much elapsed time.
    pub fn every(interval: Duration) -> Self {
        Self::read(proto::Calendar {
            interval: Some(time::to_duration(interval)),
            ..proto::Calendar::default()
        })
    }

    /// A recurrence rule of RFC 5545, from a local date and time on, such as `2026-03-01T09:00:00`.
    pub fn rrule(rule: impl Into<String>, dtstart: impl Into<String>) -> Self {
        Self::read(proto::Calendar {
            rrule: rule.into(),
            dtstart: dtstart.into(),
            ..proto::Calendar::default()
        })
    }

    /// At these instants, at most 1,000, in any order.
    pub fn at(instants: impl IntoIterator<Item = SystemTime>) -> Self {
        Self::read(proto::Calendar {
            instants: instants.into_iter().map(time::to_timestamp).collect(),
            ..proto::Calendar::default()
        })
    }

    /// The IANA zone that the rule is meant in. Default: UTC.
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.calendar.zone = zone.into();
        self
    }

    /// Of an interval: an instant that is an occurrence. Default: the start, or 1970 without one.
    pub fn anchor(mut self, anchor: SystemTime) -> Self {
        self.calendar.anchor = Some(time::to_timestamp(anchor));
        self
    }

    /// What becomes of a local time that a change of the clock leaves out. Default: the first instant after the gap.
    pub fn gap(mut self, policy: GapPolicy) -> Self {
        self.calendar.gap = policy.into();
        self
    }

    /// Which pass counts of a local time that a change of the clock repeats. Default: the first.
    pub fn repeat(mut self, policy: RepeatPolicy) -> Self {
        self.calendar.repeat = policy.into();
        self
    }

    /// What becomes of a day that a month does not have. Default: skipped.
    pub fn month_end(mut self, policy: MonthEndPolicy) -> Self {
        self.calendar.month_end = policy.into();
        self
    }

    /// No occurrence before this.
    pub fn start(mut self, start: SystemTime) -> Self {
        self.calendar.start = Some(time::to_timestamp(start));
        self
    }

    /// No occurrence from here on.
    pub fn end(mut self, end: SystemTime) -> Self {
        self.calendar.end = Some(time::to_timestamp(end));
        self
    }

    /// At most so many occurrences from the start, which it needs.
    pub fn count(mut self, count: u32) -> Self {
        self.calendar.count = count;
        self
    }

    /// Occurrences are due up to so much after their instant, always the same for each.
    pub fn jitter(mut self, jitter: Duration) -> Self {
        self.calendar.jitter = Some(time::to_duration(jitter));
        self
    }

    /// As the API carries it; the server has filled in defaults.
    #[must_use]
    pub fn as_message(&self) -> &proto::Calendar {
        &self.calendar
    }

    pub(super) fn read(calendar: proto::Calendar) -> Self {
        Self { calendar }
    }

    pub(super) fn into_message(self) -> proto::Calendar {
        self.calendar
    }
}

/// One run of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The nominal instant, without jitter.
    pub time: Option<SystemTime>,
    /// What the wall shows then, as RFC 9557 writes it.
    pub local: String,
    /// What a change of the clock did to it; empty if nothing.
    pub note: String,
}

impl From<proto::Occurrence> for Occurrence {
    fn from(occurrence: proto::Occurrence) -> Self {
        Self {
            time: occurrence.time.as_ref().and_then(time::instant),
            local: occurrence.local,
            note: occurrence.note,
        }
    }
}
