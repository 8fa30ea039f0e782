//! Dates and times without a zone.
//!
//! A *local second* is the reading of a wall clock, counted like Unix time: seconds since the reading
//! 1970-01-01T00:00:00. Within a span of one offset, it is the UTC second plus the offset.

use crate::limits::{SECOND_END, SECOND_MIN};

/// Seconds of a day without clock changes.
pub(crate) const DAY: i64 = 86_400;
/// Bounds of the relevant local seconds, two days wider than those of the instants.
pub(crate) const LOCAL_MIN: i64 = SECOND_MIN - 2 * DAY;
pub(crate) const LOCAL_END: i64 = SECOND_END + 2 * DAY;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month {
    pub year: i64,
    /// Number of the month, from 1.
    pub month: u32,
}

impl Month {
    /// The month of a local second, and its day in that month, from 1.
    pub fn of(local: i64) -> (Self, u32) {
        // If years begin in March, the leap day is the last day, and one formula gives the days before each month.
        let days = local.div_euclid(DAY) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let year = year_of_era + 400 * era + i64::from(month <= 2);
        let month = Month {
            year,
            month: u32::try_from(month).unwrap_or(1),
        };
        (month, u32::try_from(day).unwrap_or(1))
    }

    /// Days from 1970-01-01 to the first day of the month.
    pub fn first_day(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let march_month = (i64::from(self.month) + 9) % 12;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_era = 365 * year_of_era + year_of_era / 4 - year_of_era / 100 + (153 * march_month + 2) / 5;
        era * 146_097 + day_of_era - 719_468
    }

    /// Number of days in the month.
    pub fn days(self) -> u32 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Weekday of the first day, 0 = Sunday.
    pub fn first_weekday(self) -> u32 {
        weekday(self.first_day())
    }

    pub fn next(self) -> Self {
        match self.month {
            12 => Self {
                year: self.year + 1,
                month: 1,
            },
            month => Self {
                year: self.year,
                month: month + 1,
            },
        }
    }

    pub fn previous(self) -> Self {
        match self.month {
            1 => Self {
                year: self.year - 1,
                month: 12,
            },
            month => Self {
                year: self.year,
                month: month - 1,
            },
        }
    }

    /// Months since year 0, for differences between months.
    pub fn ordinal(self) -> i64 {
        self.year * 12 + i64::from(self.month) - 1
    }
}

/// Weekday of the day `day` days after 1970-01-01, 0 = Sunday.
pub(crate) fn weekday(day: i64) -> u32 {
    u32::try_from((day + 4).rem_euclid(7)).unwrap_or(0)
}

/// The days of a month that fall on the given weekdays (bit 0 = Sunday), as bits: bit 1 is the first day.
pub(crate) fn days_of_weekdays(month: Month, weekdays: u8) -> u32 {
    const EVERY_SEVENTH: u32 = 1 | 1 << 7 | 1 << 14 | 1 << 21 | 1 << 28;
    let first = month.first_weekday();
    let days = (0..7)
        .filter(|weekday| weekdays & (1 << weekday) != 0)
        .fold(0, |days, weekday| {
            days | EVERY_SEVENTH << (1 + (weekday + 7 - first) % 7)
        });
    days & all_days(month)
}

/// Bits of all days of a month.
pub(crate) fn all_days(month: Month) -> u32 {
    let end = 1_u64 << (month.days() + 1);
    u32::try_from(end - 2).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn dates_agree_with_jiff_on_every_day_there_is() {
        let mut date = jiff::civil::date(1677, 12, 1);
        let mut day = i64::from(date.since(jiff::civil::date(1970, 1, 1)).unwrap().get_days());
        while date < jiff::civil::date(2262, 2, 1) {
            let (month, of_month) = Month::of(day * DAY + 86_399);
            assert_eq!(
                (month.year, month.month, of_month),
                (i64::from(date.year()), date.month() as u32, date.day() as u32),
            );
            assert_eq!(month.first_day() + i64::from(of_month) - 1, day);
            assert_eq!(month.days(), date.days_in_month() as u32);
            assert_eq!(weekday(day), date.weekday().to_sunday_zero_offset() as u32);
            assert_ne!(days_of_weekdays(month, 1 << weekday(day)) & 1 << of_month, 0);
            assert_eq!(days_of_weekdays(month, 0x7f), all_days(month));
            (date, day) = (date.tomorrow().unwrap(), day + 1);
        }
    }

    #[test]
    fn months_follow_each_other() {
        let month = Month { year: 2026, month: 12 };
        assert_eq!(month.next(), Month { year: 2027, month: 1 });
        assert_eq!(month.next().previous(), month);
        assert_eq!(month.next().ordinal() - month.ordinal(), 1);
    }
}
