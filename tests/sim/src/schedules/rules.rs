//! A second implementation of rules, minute by minute, from the documentation. It uses only zone offsets of the
//! product.

use super::draw::RELEASES;
use minoots_calendar::zone::Zone;
use minoots_kernel::internal::{CalendarGap, CalendarRepeat, CalendarSpec};
use std::collections::BTreeSet;

pub const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// The minutes or hours of a cron expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Any,
    Step(i64),
    List(Vec<i64>),
}

impl Part {
    fn matches(&self, value: i64) -> bool {
        match self {
            Part::Any => true,
            Part::Step(step) => value % step == 0,
            Part::List(values) => values.contains(&value),
        }
    }

    fn text(&self) -> String {
        match self {
            Part::Any => "*".to_owned(),
            Part::Step(step) => format!("*/{step}"),
            Part::List(values) => {
                let values: Vec<String> = values.iter().map(i64::to_string).collect();
                values.join(",")
            }
        }
    }

    fn is_fixed(&self) -> bool {
        matches!(self, Part::List(_))
    }
}

/// The times of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    Cron {
        minute: Part,
        hour: Part,
        weekday: Option<i64>,
    },
    /// Interval in seconds.
    Every { every: i64, anchor: i64 },
    /// Instants in seconds.
    Once(Vec<i64>),
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub when: When,
    pub zone: &'static str,
    pub gap: CalendarGap,
    pub repeat: CalendarRepeat,
    /// The start in seconds, and the number of occurrences.
    pub count: Option<(i64, u32)>,
    /// Jitter in nanoseconds.
    pub jitter: u64,
}

impl Rule {
    /// The rule in its stored form.
    pub fn stored(&self) -> CalendarSpec {
        let mut spec = CalendarSpec {
            zone: self.zone.to_owned(),
            start: self.count.map(|(start, _)| start * SECOND),
            count: self.count.map_or(0, |(_, count)| count),
            jitter: self.jitter,
            ..CalendarSpec::default()
        };
        spec.set_gap(self.gap);
        spec.set_repeat(self.repeat);
        match &self.when {
            When::Cron { minute, hour, weekday } => {
                let weekday = weekday.map_or_else(|| "*".to_owned(), |day| day.to_string());
                spec.cron = format!("{} {} * * {weekday}", minute.text(), hour.text());
            }
            When::Every { every, anchor } => {
                spec.interval = (every * SECOND).unsigned_abs();
                spec.anchor = Some(anchor * SECOND);
            }
            When::Once(seconds) => spec.instants = seconds.iter().map(|second| second * SECOND).collect(),
        }
        spec
    }

    /// The instants after `after` up to `until`, in nanoseconds, by this release.
    pub fn instants(&self, release: usize, after: i64, until: i64) -> BTreeSet<i64> {
        let (after, until) = (after.div_euclid(SECOND), until.div_euclid(SECOND));
        let seconds = match self.count {
            None => self.seconds(release, after + 1, until),
            Some((start, count)) => {
                let all = self.seconds(release, start, until);
                let counted = all.into_iter().take(count as usize);
                counted.filter(|second| *second > after).collect()
            }
        };
        seconds.into_iter().map(|second| second * SECOND).collect()
    }

    /// The seconds from `from` to `until`, both inclusive.
    fn seconds(&self, release: usize, from: i64, until: i64) -> BTreeSet<i64> {
        match &self.when {
            When::Every { every, anchor } => {
                let first = from + (anchor - from).rem_euclid(*every);
                (first..=until).step_by(*every as usize).collect()
            }
            When::Once(seconds) => {
                let within = seconds.iter().copied().filter(|second| (from..=until).contains(second));
                within.collect()
            }
            When::Cron { .. } => self.minutes(release, from, until),
        }
    }

    fn minutes(&self, release: usize, from: i64, until: i64) -> BTreeSet<i64> {
        let Ok(zone) = Zone::named(RELEASES[release].data_of(self.zone)) else {
            return BTreeSet::new();
        };
        let mut found = BTreeSet::new();
        let first = from + (-from).rem_euclid(MINUTE);
        for second in (first..=until).step_by(MINUTE as usize) {
            let local = second + zone.offset_at(second);
            if self.names(local) && (!self.is_fixed() || self.passes(&zone, second, local)) {
                found.insert(second);
            }
        }
        if self.is_fixed() && self.gap == CalendarGap::Unspecified {
            for change in zone.changes(from..until + 1) {
                let gap = change + zone.offset_at(change - 1)..change + zone.offset_at(change);
                if gap.step_by(MINUTE as usize).any(|local| self.names(local)) {
                    found.insert(change);
                }
            }
        }
        found
    }

    fn is_fixed(&self) -> bool {
        matches!(&self.when, When::Cron { minute, hour, .. } if minute.is_fixed() && hour.is_fixed())
    }

    fn names(&self, local: i64) -> bool {
        let When::Cron { minute, hour, weekday } = &self.when else {
            return false;
        };
        let of_day = local.rem_euclid(DAY);
        // 1 January 1970 was a Thursday.
        let day = (local.div_euclid(DAY) + 4).rem_euclid(7);
        minute.matches(of_day / 60 % 60) && hour.matches(of_day / 3_600) && weekday.is_none_or(|weekday| weekday == day)
    }

    /// Whether this pass of a local time counts, if the time repeats.
    fn passes(&self, zone: &Zone, second: i64, local: i64) -> bool {
        let shows = |other: i64| other + zone.offset_at(other) == local;
        let before = zone
            .changes(second - 2 * DAY..second + 1)
            .any(|change| shows(local - zone.offset_at(change - 1)) && local - zone.offset_at(change - 1) < second);
        let after = zone
            .changes(second + 1..second + 2 * DAY)
            .any(|change| shows(local - zone.offset_at(change)) && local - zone.offset_at(change) > second);
        match self.repeat {
            CalendarRepeat::Unspecified => !before,
            CalendarRepeat::Second => !after,
            CalendarRepeat::Both => true,
        }
    }
}
