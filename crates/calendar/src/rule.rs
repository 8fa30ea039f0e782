//! Rules of dates and times without a zone: the set of matching local seconds.

use crate::{
    civil::{DAY, LOCAL_END, LOCAL_MIN, Month},
    cron,
    error::{Error, Field, Reason},
    rrule,
    spec::MonthEnd,
    times::Times,
};

/// The dates of a rule.
#[derive(Clone, Debug)]
pub(crate) enum Days {
    Cron(cron::Days),
    Rrule(rrule::Days),
}

/// The dates and times of a rule.
#[derive(Clone, Debug)]
pub(crate) struct CivilRule {
    pub days: Days,
    pub times: Times,
    pub month_end: MonthEnd,
    /// Whether hours and minutes are single values. If so, gap and overlap policies apply; otherwise the rule follows
    /// elapsed time.
    pub fixed: bool,
    /// The first local second that can match.
    pub first: i64,
    /// The last local second that can match.
    pub last: i64,
}

impl CivilRule {
    /// The rule of a cron expression.
    ///
    /// # Errors
    /// The errors of [`cron::read`].
    pub fn of_cron(expression: &str, seconds: bool, month_end: MonthEnd) -> Result<Self, Error> {
        let read = cron::read(expression, seconds, month_end)?;
        Ok(Self {
            days: Days::Cron(read.days),
            times: read.times,
            month_end,
            fixed: read.fixed,
            first: LOCAL_MIN,
            last: LOCAL_END,
        })
    }

    /// The rule of a recurrence rule and its first date and time.
    ///
    /// Also returns the last instant in seconds, if `UNTIL` is in UTC.
    ///
    /// # Errors
    /// The errors of [`rrule::read`], or the fact that no date matches.
    pub fn of_rrule(rule: &str, dtstart: &str, month_end: MonthEnd) -> Result<(Self, Option<i64>), Error> {
        let read = rrule::read(rule, dtstart)?;
        let mut civil = Self {
            days: Days::Rrule(read.days),
            times: Times::at(read.first.rem_euclid(DAY)),
            month_end,
            fixed: true,
            first: read.first,
            last: read.until_local.unwrap_or(LOCAL_END),
        };
        if let Some(last) = read.count.and_then(|count| civil.nth(count)) {
            civil.last = last;
        }
        if civil.next(civil.first).is_none() {
            let message = "no date from dtstart on matches: check UNTIL, and whether the days of BYMONTHDAY and BYDAY exist in the months that INTERVAL leaves";
            return Err(Error::new(Reason::RruleNeverMatches, Field::Rrule, message));
        }
        Ok((civil, read.until_second))
    }

    /// The first matching local second at or after `local`.
    pub fn next(&self, local: i64) -> Option<i64> {
        let from = local.max(self.first).max(LOCAL_MIN);
        let (mut month, day) = Month::of(from);
        let mut days = self.days.of_month(month, self.month_end) & (u32::MAX << day);
        if days & (1 << day) != 0
            && let Some(time) = self.times.next(from.rem_euclid(DAY))
        {
            return self.within(from - from.rem_euclid(DAY) + time);
        }
        // Clear the days up to and including this one. For day 31, the second shift clears all bits.
        days &= (u32::MAX << day) << 1;
        let time = self.times.next(0)?;
        while days == 0 {
            month = month.next();
            if month.first_day() * DAY > self.last.min(LOCAL_END) {
                return None;
            }
            days = self.days.of_month(month, self.month_end);
        }
        let day = month.first_day() + i64::from(days.trailing_zeros()) - 1;
        self.within(day * DAY + time)
    }

    fn within(&self, local: i64) -> Option<i64> {
        (local <= self.last && local < LOCAL_END).then_some(local)
    }

    /// The `count`th matching local second, if it exists. For rules of one time a day only.
    pub fn nth(&self, count: u32) -> Option<i64> {
        let mut left = count.checked_sub(1)?;
        let first = self.next(self.first)?;
        let (mut month, day) = Month::of(first);
        let mut days = self.days.of_month(month, self.month_end) & (u32::MAX << day);
        while days.count_ones() <= left {
            left -= days.count_ones();
            month = month.next();
            if month.first_day() * DAY >= LOCAL_END {
                return None;
            }
            days = self.days.of_month(month, self.month_end);
        }
        for _ in 0..left {
            days &= days - 1;
        }
        let day = month.first_day() + i64::from(days.trailing_zeros()) - 1;
        self.within(day * DAY + first.rem_euclid(DAY))
    }
}

impl Days {
    /// The days of a month that match, as bits; bit 1 is the first.
    pub fn of_month(&self, month: Month, month_end: MonthEnd) -> u32 {
        match self {
            Self::Cron(days) => days.of_month(month, month_end),
            Self::Rrule(days) => days.of_month(month, month_end),
        }
    }
}
