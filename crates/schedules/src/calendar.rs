//! Builds a calendar from a stored rule.

use crate::zones::Zones;
use minoots_calendar::{Calendar, Error, Gap, Limits, MonthEnd, Overlap, Rule, Spec};
use minoots_kernel::{
    internal::{CalendarGap, CalendarMonthEnd, CalendarRepeat, CalendarSpec},
    limits::SCHEDULE_PERIOD_MIN,
};

/// Reads a rule. If the rule has a count, computes the instant of its last occurrence.
///
/// # Errors
/// All validation errors of the rule.
pub fn read(stored: &CalendarSpec, zones: Zones) -> Result<Calendar, Vec<Error>> {
    read_counted(stored, zones, 0)
}

/// Reads a rule whose count is known to end at `ends` under these zone data. 0 means that the end is unknown.
pub(crate) fn read_counted(stored: &CalendarSpec, zones: Zones, ends: i64) -> Result<Calendar, Vec<Error>> {
    let limits = Limits {
        period_ns_min: SCHEDULE_PERIOD_MIN,
    };
    let mut spec = spec(stored, zones);
    spec.last_ns = Some(ends).filter(|ends| *ends != 0);
    Calendar::new(&spec, &limits)
}

fn spec(stored: &CalendarSpec, zones: Zones) -> Spec {
    let rule = if !stored.cron.is_empty() {
        Rule::Cron {
            expression: stored.cron.clone(),
            seconds: stored.seconds,
        }
    } else if !stored.rrule.is_empty() {
        Rule::Rrule {
            rule: stored.rrule.clone(),
            dtstart: stored.dtstart.clone(),
        }
    } else if !stored.instants.is_empty() {
        Rule::Instants(stored.instants.clone())
    } else {
        Rule::Interval {
            every_ns: signed(stored.interval),
            anchor_ns: stored.anchor,
        }
    };
    Spec {
        gap: match stored.gap() {
            CalendarGap::Unspecified => Gap::After,
            CalendarGap::Skip => Gap::Skip,
        },
        overlap: match stored.repeat() {
            CalendarRepeat::Unspecified => Overlap::First,
            CalendarRepeat::Second => Overlap::Second,
            CalendarRepeat::Both => Overlap::Both,
        },
        month_end: match stored.month_end() {
            CalendarMonthEnd::Unspecified => MonthEnd::Skip,
            CalendarMonthEnd::LastDay => MonthEnd::LastDay,
            CalendarMonthEnd::NextDay => MonthEnd::NextDay,
        },
        start_ns: stored.start,
        end_ns: stored.end,
        count: Some(stored.count).filter(|count| *count != 0),
        jitter_ns: signed(stored.jitter),
        ..Spec::new(rule, zones.data_of(&stored.zone))
    }
}

fn signed(nanos: u64) -> i64 {
    i64::try_from(nanos).unwrap_or(i64::MAX)
}
