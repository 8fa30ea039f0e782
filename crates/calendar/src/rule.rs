//! Rules of dates and times, before any zone: which local seconds match.

use crate::{
    civil::{DAY, LOCAL_END, LOCAL_MIN, Month},
    cron,
    error::{Error, Field, Reason},
    rrule,
    spec::MonthEnd,
    times::Times,
};

/// Dates.
#[derive(Clone, Debug)]
pub(crate) enum Days {
    Cron(cron::Days),
    Rrule(rrule::Days),
}

/// Dates and times.
#[derive(Clone, Debug)]
pub(crate) struct CivilRule {
    pub days: Days,
    pub times: Times,
    pub month_end: MonthEnd,
    /// Whether hours and minutes are single values: gap and overlap policies hold. Otherwise the rule follows elapsed time.
    pub fixed: bool,
    /// Nothing before this local second.
    pub first: i64,
    /// Nothing after it.
    pub last: i64,
}

impl CivilRule {
    /// The rule of a cron expression.
    ///
    /// # Errors
    /// As [`cron::read`].
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
    /// Beside the rule, the last instant in seconds if `UNTIL` says one in UTC.
    ///
    /// # Errors
    /// As [`rrule::read`]; or no date matches.
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

    /// The first local second from `local` on that matches.
    pub fn next(&self, local: i64) -> Option<i64> {
        let from = local.max(self.first).max(LOCAL_MIN);
        let (mut month, day) = Month::of(from);
        let mut days = self.days.of_month(month, self.month_end) & (u32::MAX << day);
        if days & (1 << day) != 0
            && let Some(time) = self.times.next(from.rem_euclid(DAY))
        {
            return self.within(from - from.rem_euclid(DAY) + time);
        }
        // The day itself is done with: day 31 shifts out.
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

    /// The `count`th local second that matches, if there are so many. For rules of one time a day.
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
