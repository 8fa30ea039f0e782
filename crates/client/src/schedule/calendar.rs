//! The calendar of a schedule: its run times.

use std::time::{Duration, SystemTime};

use minoots_wire::schedule::v1 as proto;
use minoots_wire::schedule::v1::{GapPolicy, MonthEndPolicy, RepeatPolicy};

use crate::time;

/// A rule, its time zone, and the policies for changes of the clock.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a calendar is given to a schedule or a preview"]
pub struct Calendar {
    calendar: proto::Calendar,
}

impl Calendar {
    /// A cron rule: `minute hour day month weekday`, or a nickname such as `@daily`.
    pub fn cron(expression: impl Into<String>) -> Self {
        Self::read(proto::Calendar {
            cron: expression.into(),
            ..proto::Calendar::default()
        })
    }

    /// A cron rule of six fields, with seconds first.
    pub fn cron_with_seconds(expression: impl Into<String>) -> Self {
        Self::read(proto::Calendar {
            cron: expression.into(),
            seconds: true,
            ..proto::Calendar::default()
        })
    }

    /// An interval of elapsed time.
    pub fn every(interval: Duration) -> Self {
        Self::read(proto::Calendar {
            interval: Some(time::to_duration(interval)),
            ..proto::Calendar::default()
        })
    }

    /// A recurrence rule of RFC 5545, starting at a local date and time such as `2026-03-01T09:00:00`.
    pub fn rrule(rule: impl Into<String>, dtstart: impl Into<String>) -> Self {
        Self::read(proto::Calendar {
            rrule: rule.into(),
            dtstart: dtstart.into(),
            ..proto::Calendar::default()
        })
    }

    /// A list of instants, at most 1,000, in any order.
    pub fn at(instants: impl IntoIterator<Item = SystemTime>) -> Self {
        Self::read(proto::Calendar {
            instants: instants.into_iter().map(time::to_timestamp).collect(),
            ..proto::Calendar::default()
        })
    }

    /// Sets the IANA zone of the rule. Default: UTC.
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.calendar.zone = zone.into();
        self
    }

    /// Sets the anchor of an interval, an instant at which it occurs. Default: the start, or 1970 without one.
    pub fn anchor(mut self, anchor: SystemTime) -> Self {
        self.calendar.anchor = Some(time::to_timestamp(anchor));
        self
    }

    /// Sets the policy for a local time that a change of the clock skips. Default: the first instant after the gap.
    pub fn gap(mut self, policy: GapPolicy) -> Self {
        self.calendar.gap = policy.into();
        self
    }

    /// Sets the policy for a local time that a change of the clock repeats. Default: the first pass.
    pub fn repeat(mut self, policy: RepeatPolicy) -> Self {
        self.calendar.repeat = policy.into();
        self
    }

    /// Sets the policy for a day that a month does not have. Default: skipped.
    pub fn month_end(mut self, policy: MonthEndPolicy) -> Self {
        self.calendar.month_end = policy.into();
        self
    }

    /// Sets the start: no occurrence before this.
    pub fn start(mut self, start: SystemTime) -> Self {
        self.calendar.start = Some(time::to_timestamp(start));
        self
    }

    /// Sets the end: no occurrence at or after this.
    pub fn end(mut self, end: SystemTime) -> Self {
        self.calendar.end = Some(time::to_timestamp(end));
        self
    }

    /// Sets the largest number of occurrences, counted from the start, which it requires.
    pub fn count(mut self, count: u32) -> Self {
        self.calendar.count = count;
        self
    }

    /// Sets the jitter: each occurrence is due up to this long after its instant, by a fixed amount.
    pub fn jitter(mut self, jitter: Duration) -> Self {
        self.calendar.jitter = Some(time::to_duration(jitter));
        self
    }

    /// The message of the API, with defaults once the server has filled them in.
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
    /// The local time, in the format of RFC 9557.
    pub local: String,
    /// The effect of a change of the clock; empty if there is none.
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
