//! Cron expressions.
//!
//! Five fields (minute, hour, day of the month, month, day of the week), or six with the second before them where that was asked for. They
//! are read here and not by a library: of those looked at (croner 4.0, cronexpr 1.7, cron 0.17, saffron 0.1) none tells where an error
//! is, or a list of hours from a range of them, and both are needed.
//!
//! Invariants:
//! - An expression that is accepted matches a date in every span of 28 years between 1901 and 2099.
//! - Whether both day fields must match or one is enough depends on their first characters alone, as in Vixie's cron.

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
    /// Those of them that are named by themselves, to which the month-end policy applies.
    pub single_days: u64,
    pub last_day: bool,
    /// Whether the field begins with a star.
    pub any_day: bool,
    /// Days of the week, 0 = Sunday.
    pub weekdays: u64,
    /// Of each, the last in the month.
    pub last_weekdays: u64,
    /// The first to fifth of each in the month.
    pub nth_weekdays: [u64; 5],
    pub any_weekday: bool,
}

/// An expression that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    pub days: Days,
    pub times: Times,
    /// Whether hours and minutes are single values.
    pub fixed: bool,
}

/// Reads an expression.
///
/// # Errors
/// The first place in it that is wrong; or that it never matches a date, with this policy for the ends of months.
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

    /// The first of the month, if a day of the month before is moved to it.
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

    /// Whether it names a day that this month does not have.
    fn exceeds(&self, month: Month) -> bool {
        self.single_days >> (month.days() + 1) != 0
    }

    /// The days of a month that the field of weekdays matches.
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

    /// Whether any date matches. 28 years hold every kind of year: leap or not, beginning on each weekday.
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

/// Times and whether they are fixed, from the fields.
fn times(second: Option<&field::Set>, minute: &field::Set, hour: &field::Set) -> (Times, bool) {
    let fixed = minute.singles_only && hour.singles_only && second.is_none_or(|second| second.singles_only);
    let times = Times {
        hours: hour.bits,
        minutes: minute.bits,
        seconds: second.map_or(1, |second| second.bits),
    };
    (times, fixed)
}
