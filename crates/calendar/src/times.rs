//! Times of day, without a date or zone.

use crate::civil::DAY;

/// A set of times of day: each combination of an hour, a minute and a second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    pub hours: u64,
    pub minutes: u64,
    pub seconds: u64,
}

impl Times {
    /// The single time `time` seconds after midnight.
    pub fn at(time: i64) -> Self {
        Self {
            hours: 1 << (time / 3_600),
            minutes: 1 << (time / 60 % 60),
            seconds: 1 << (time % 60),
        }
    }

    /// The first time of day at or after `from`, in seconds.
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

    /// The shortest time between two times of day in seconds, without clock changes; a day if there is only one.
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

/// The smallest distance between two set bits (a day's worth if there is one), and the distance from the first to the
/// last.
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

/// The position of the first set bit at or after `from`.
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
