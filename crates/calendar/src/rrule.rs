//! Recurrence rules: the part of RFC 5545 for daily, weekly or monthly recurrence at one time of day.
//!
//! Supported are `FREQ`, `INTERVAL`, `BYDAY`, `BYMONTHDAY`, `WKST`, `UNTIL` and `COUNT`, with a separate first local
//! date and time. That start is an occurrence only if it matches the rule. `COUNT` counts dates, including those that a
//! clock change skips or repeats.

mod parse;
#[cfg(test)]
mod tests;

use crate::{
    civil::{DAY, Month, all_days, days_of_weekdays},
    error::Error,
    spec::MonthEnd,
};

/// The unit of recurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frequency {
    Daily,
    Weekly,
    Monthly,
}

/// The dates of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub frequency: Frequency,
    /// Number of days, weeks or months between two recurrences, from 1.
    pub interval: i64,
    /// The first date in days since 1970-01-01, the origin of intervals.
    pub first_day: i64,
    /// The first day of a week, 0 = Sunday.
    pub week_start: u32,
    /// Weekdays, bit 0 = Sunday. No bit means all weekdays.
    pub weekdays: u8,
    /// Numbered weekdays of a month: the fourth is `(4, weekday)`, the last is `(-1, weekday)`.
    pub nth_weekdays: Vec<(i32, u32)>,
    /// Days of the month, bit n is day n.
    pub days: u32,
    /// Days from the end of the month, bit 1 is the last.
    pub days_from_end: u32,
}

/// A parsed rule, with its first date and time.
pub(crate) struct Recurrence {
    /// The first local second.
    pub first: i64,
    pub days: Days,
    pub count: Option<u32>,
    /// The last local second.
    pub until_local: Option<i64>,
    /// The last second, UTC.
    pub until_second: Option<i64>,
}

/// Parses a rule and its first date and time.
///
/// # Errors
/// The rule or the start has a syntax error or is not supported.
pub(crate) fn read(rule: &str, dtstart: &str) -> Result<Recurrence, Error> {
    parse::rule(rule, parse::dtstart(dtstart)?)
}

impl Days {
    /// The days of a month that match, as bits.
    pub fn of_month(&self, month: Month, month_end: MonthEnd) -> u32 {
        match self.frequency {
            Frequency::Daily => {
                self.of_days(month, self.interval, self.first_day) & self.of_month_days(month) & self.of_week(month)
            }
            Frequency::Weekly => self.of_week(month) & self.of_weeks(month),
            Frequency::Monthly => self.monthly(month, month_end),
        }
    }

    fn monthly(&self, month: Month, month_end: MonthEnd) -> u32 {
        let mut days = 0;
        if self.is_its_month(month) {
            let mut of_month = self.of_month_days(month);
            if month_end == MonthEnd::LastDay && self.exceeds(month) {
                of_month |= 1 << month.days();
            }
            days = of_month & self.of_week(month);
        }
        if month_end == MonthEnd::NextDay && self.is_its_month(month.previous()) && self.exceeds(month.previous()) {
            days |= 0b10 & self.of_week(month);
        }
        days
    }

    fn is_its_month(&self, month: Month) -> bool {
        let (first, _) = Month::of(self.first_day * DAY);
        (month.ordinal() - first.ordinal()).rem_euclid(self.interval) == 0
    }

    /// Every `interval`th day.
    fn of_days(&self, month: Month, interval: i64, origin: i64) -> u32 {
        let before = (month.first_day() - origin).rem_euclid(interval);
        let mut day = 1 + (interval - before) % interval;
        let mut days = 0;
        while day <= i64::from(month.days()) {
            days |= 1 << day;
            day += interval;
        }
        days
    }

    /// The days of every `interval`th week.
    fn of_weeks(&self, month: Month) -> u32 {
        if self.interval == 1 {
            return all_days(month);
        }
        // Thursday 1970-01-01 is day 0. Weeks count from the week start before it.
        let week = |day: i64| (day + 4 - i64::from(self.week_start)).div_euclid(7);
        let first = month.first_day();
        (1..=i64::from(month.days()))
            .filter(|day| (week(first + day - 1) - week(self.first_day)).rem_euclid(self.interval) == 0)
            .fold(0, |days, day| days | 1 << day)
    }

    fn of_month_days(&self, month: Month) -> u32 {
        if self.days == 0 && self.days_from_end == 0 {
            return all_days(month);
        }
        let from_end = (1..=month.days())
            .filter(|day| self.days_from_end & (1 << (month.days() + 1 - day)) != 0)
            .fold(0, |days, day| days | 1 << day);
        (self.days | from_end) & all_days(month)
    }

    fn of_week(&self, month: Month) -> u32 {
        if self.weekdays == 0 && self.nth_weekdays.is_empty() {
            return all_days(month);
        }
        let mut days = days_of_weekdays(month, self.weekdays);
        for &(nth, weekday) in &self.nth_weekdays {
            let of_weekday = days_of_weekdays(month, 1 << weekday);
            let weeks = 7 * nth.unsigned_abs();
            let in_week = match nth {
                1.. => (0b1111_1110_u64 << weeks) >> 7,
                // The last week ends with the last day.
                _ => (0b111_1111_u64 << (month.days() + 1)) >> weeks,
            };
            days |= of_weekday & u32::try_from(in_week & u64::from(u32::MAX)).unwrap_or(0);
        }
        days
    }

    /// Whether the rule has a numbered day that this month lacks.
    fn exceeds(&self, month: Month) -> bool {
        u64::from(self.days) >> (month.days() + 1) != 0
    }
}
