//! Cron expressions.
//!
//! An expression has five fields: minute, hour, day of the month, month, day of the week. If the caller asks for it, a
//! second precedes them. The parser is our own, because it must report the position of an error and distinguish a list
//! of hours from a range. None of the examined libraries does either (croner 4.0, cronexpr 1.7, cron 0.17, saffron
//! 0.1).
//!
//! Invariants:
//! - An accepted expression matches a date in every span of 28 years between 1901 and 2099.
//! - The first characters of the two day fields alone decide whether both must match or one is enough, as in Vixie's
//!   cron.

mod field;
mod parse;
#[cfg(test)]
mod tests;

use crate::{
    civil::{Month, all_days, days_of_weekdays},
    error::{Error, Field, Reason},
    spec::MonthEnd,
    times::Times,
};

/// The dates of an expression. In all bit sets, bit n is value n.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Days {
    pub months: u64,
    /// Days of the month.
    pub days: u64,
    /// Days of the month that are single values, to which the month-end policy applies.
    pub single_days: u64,
    pub last_day: bool,
    /// Whether the field begins with a star.
    pub any_day: bool,
    /// Days of the week, 0 = Sunday.
    pub weekdays: u64,
    /// Weekdays of which the last in the month matches.
    pub last_weekdays: u64,
    /// Weekdays of which the first to fifth in the month matches.
    pub nth_weekdays: [u64; 5],
    pub any_weekday: bool,
}

/// A parsed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    pub days: Days,
    pub times: Times,
    /// Whether hours and minutes are single values.
    pub fixed: bool,
}

/// Parses an expression.
///
/// # Errors
/// The first syntax error, or the fact that no date ever matches under this month-end policy.
pub(crate) fn read(expression: &str, seconds: bool, month_end: MonthEnd) -> Result<Expression, Error> {
    let read = parse::expression(expression, seconds)?;
    if !read.days.ever_match(month_end) {
        let message = "no date ever matches: no month that is named has such a day; change the days or the months, or let the month-end policy move them";
        return Err(Error::new(Reason::CronNeverMatches, Field::Cron, message));
    }
    Ok(read)
}

impl Days {
    /// The days of a month that match, as bits.
    pub fn of_month(&self, month: Month, month_end: MonthEnd) -> u32 {
        let moved = if month_end == MonthEnd::NextDay {
            self.moved_into(month)
        } else {
            0
        };
        if self.months & (1 << month.month) == 0 {
            return moved;
        }
        let all = all_days(month);
        let mut days = low(self.days) & all;
        if self.last_day || (month_end == MonthEnd::LastDay && self.exceeds(month)) {
            days |= 1 << month.days();
        }
        moved | self.combined(days, self.of_week(month)) & all
    }

    /// The first of the month, if a day of the previous month moves to it.
    fn moved_into(&self, month: Month) -> u32 {
        let previous = month.previous();
        if self.months & (1 << previous.month) == 0 || !self.exceeds(previous) {
            return 0;
        }
        self.combined(0b10, self.of_week(month)) & 0b10
    }

    fn combined(&self, days: u32, of_week: u32) -> u32 {
        if self.any_day || self.any_weekday {
            days & of_week
        } else {
            days | of_week
        }
    }

    /// Whether the rule has a single day that this month lacks.
    fn exceeds(&self, month: Month) -> bool {
        self.single_days >> (month.days() + 1) != 0
    }

    /// The days of a month that match the weekday field.
    fn of_week(&self, month: Month) -> u32 {
        let of = |weekdays: u64| days_of_weekdays(month, u8::try_from(weekdays & 0x7f).unwrap_or(0));
        let mut days = of(self.weekdays);
        if self.last_weekdays != 0 {
            days |= of(self.last_weekdays) & (u32::MAX << (month.days() - 6));
        }
        for (week, weekdays) in (0..).zip(self.nth_weekdays) {
            days |= of(weekdays) & (0b1111_1110 << (7 * week));
        }
        days
    }

    /// Whether any date matches. 28 years contain every kind of year: leap or not, with each first weekday.
    fn ever_match(&self, month_end: MonthEnd) -> bool {
        let mut month = Month { year: 2000, month: 1 };
        (0..28 * 12).any(|_| {
            let days = self.of_month(month, month_end);
            month = month.next();
            days != 0
        })
    }
}

fn low(bits: u64) -> u32 {
    u32::try_from(bits & u64::from(u32::MAX)).unwrap_or(0)
}

/// The times of day, and whether they are fixed.
fn times(second: Option<&field::Set>, minute: &field::Set, hour: &field::Set) -> (Times, bool) {
    let fixed = minute.singles_only && hour.singles_only && second.is_none_or(|second| second.singles_only);
    let times = Times {
        hours: hour.bits,
        minutes: minute.bits,
        seconds: second.map_or(1, |second| second.bits),
    };
    (times, fixed)
}
