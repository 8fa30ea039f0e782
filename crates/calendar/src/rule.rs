//! Rules of dates and times, before any zone: which local seconds match.

use crate::{
    civil::{DAY, LOCAL_END, LOCAL_MIN, Month},
    cron, rrule,
    spec::MonthEnd,
};

/// Times of a day: each combination of an hour, a minute and a second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    pub hours: u64,
    pub minutes: u64,
    pub seconds: u64,
}

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

impl Times {
    /// The first time of day from `from` on, in seconds.
    pub fn next(&self, from: i64) -> Option<i64> {
        let (hour, minute, second) = (from / 3_600, from / 60 % 60, from % 60);
        if has(self.hours, hour) {
            if has(self.minutes, minute)
                && let Some(second) = first_from(self.seconds, second)
            {
                return Some(hour * 3_600 + minute * 60 + second);
            }
            if let Some(minute) = first_from(self.minutes, minute + 1) {
                return Some(hour * 3_600 + minute * 60 + first_from(self.seconds, 0)?);
            }
        }
        let hour = first_from(self.hours, hour + 1)?;
        Some(hour * 3_600 + first_from(self.minutes, 0)? * 60 + first_from(self.seconds, 0)?)
    }

    /// The shortest time from one to the next, seconds, on clocks that nobody sets; a day if there is one time.
    pub fn shortest(&self) -> i64 {
        let second = spread(self.seconds);
        let minute = (spread(self.minutes).0 * 60, spread(self.minutes).1 * 60 + second.1);
        let hour = (spread(self.hours).0 * 3_600, spread(self.hours).1 * 3_600 + minute.1);
        let within_hour = minute.0 - second.1;
        let within_day = hour.0 - minute.1;
        let next_day = DAY - hour.1;
        [second.0, within_hour, within_day, next_day]
            .into_iter()
            .min()
            .unwrap_or(DAY)
    }
}

/// The least distance between two bits that are set (a day's worth if there is one), and from the first to the last.
fn spread(bits: u64) -> (i64, i64) {
    let mut positions = (0..64).filter(|position| has(bits, *position));
    let Some(first) = positions.next() else {
        return (DAY, 0);
    };
    let (least, last) = positions.fold((DAY, first), |(least, previous), position| {
        (least.min(position - previous), position)
    });
    (least, last - first)
}

fn has(bits: u64, position: i64) -> bool {
    first_from(bits, position) == Some(position)
}

/// The position of the first bit from `from` on.
fn first_from(bits: u64, from: i64) -> Option<i64> {
    let from = u32::try_from(from).ok().filter(|from| *from < 64)?;
    let left = bits >> from << from;
    (left != 0).then(|| i64::from(left.trailing_zeros()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn times_of_a_day_come_in_order_and_none_is_left_out() {
        let times = Times {
            hours: 1 | 1 << 5 | 1 << 23,
            minutes: 1 | 1 << 59,
            seconds: 1 << 1 | 1 << 30,
        };
        let naive: Vec<i64> = (0..DAY)
            .filter(|time| {
                [0, 5, 23].contains(&(time / 3_600))
                    && [0, 59].contains(&(time / 60 % 60))
                    && [1, 30].contains(&(time % 60))
            })
            .collect();
        for from in 0..DAY {
            assert_eq!(times.next(from), naive.iter().copied().find(|time| *time >= from));
        }
    }

    #[test]
    fn the_shortest_time_between_two_is_found_at_every_level() {
        let shortest = |hours, minutes, seconds| {
            Times {
                hours,
                minutes,
                seconds,
            }
            .shortest()
        };
        assert_eq!(shortest(1 << 3, 1, 1), DAY);
        assert_eq!(shortest(1 << 3 | 1 << 6, 1, 1), 3 * 3_600);
        assert_eq!(shortest(1 | 1 << 23, 1, 1), 3_600);
        assert_eq!(shortest(0b11, 1 | 1 << 59, 1), 60);
        assert_eq!(shortest(1, 1 | 1 << 15, 1), 15 * 60);
        assert_eq!(shortest(1, 0b11, 1 | 1 << 59), 1);
        assert_eq!(shortest(1, 1, 1 | 1 << 20), 20);
    }
}
