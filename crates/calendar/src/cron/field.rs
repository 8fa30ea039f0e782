//! One field of an expression: comma-separated items, each a star, a value or a range, with an optional step.

use crate::error::{Error, Field, Reason};

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The permitted content of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub name: &'static str,
    pub min: u32,
    pub max: u32,
    names: &'static [&'static str],
}

pub(super) const SECOND: Kind = kind("second", 0, 59, &[]);
pub(super) const MINUTE: Kind = kind("minute", 0, 59, &[]);
pub(super) const HOUR: Kind = kind("hour", 0, 23, &[]);
pub(super) const DAY: Kind = kind("day of the month", 1, 31, &[]);
pub(super) const MONTH: Kind = kind("month", 1, 12, &MONTHS);
/// Sunday is both 0 and 7.
pub(super) const WEEKDAY: Kind = kind("day of the week", 0, 7, &WEEKDAYS);

const fn kind(name: &'static str, min: u32, max: u32, names: &'static [&'static str]) -> Kind {
    Kind { name, min, max, names }
}

/// The parsed content of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Set {
    /// Bit n is value n. Weekday 7 becomes 0.
    pub bits: u64,
    /// The single values.
    pub singles: u64,
    /// Whether the field has only single values.
    pub singles_only: bool,
    /// Whether the field begins with a star.
    pub star: bool,
    /// `L` among the days of the month.
    pub last_day: bool,
    /// Weekdays with an `L`.
    pub last: u64,
    /// Weekdays with a `#1` to `#5`.
    pub nth: [u64; 5],
}

/// A part of an expression and its first column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub text: &'a str,
    pub column: usize,
}

impl<'a> Text<'a> {
    /// Splits at the first `separator`.
    fn split(self, separator: char) -> (Text<'a>, Option<Text<'a>>) {
        match self.text.split_once(separator) {
            None => (self, None),
            Some((before, after)) => {
                let column = self.column + before.chars().count() + 1;
                (Text { text: before, ..self }, Some(Text { text: after, column }))
            }
        }
    }

    pub fn error(self, reason: Reason, message: impl Into<String>) -> Error {
        Error::at(reason, Field::Cron, self.column, message)
    }
}

impl Kind {
    /// Parses a field.
    pub fn read(&self, field: Text<'_>) -> Result<Set, Error> {
        let mut set = Set {
            singles_only: true,
            star: field.text.starts_with(['*', '?']),
            ..Set::default()
        };
        let mut rest = Some(field);
        while let Some(items) = rest {
            let (item, others) = items.split(',');
            self.item(item, &mut set)?;
            rest = others;
        }
        Ok(set)
    }

    fn item(&self, item: Text<'_>, set: &mut Set) -> Result<(), Error> {
        if item.text.is_empty() {
            let message = format!("a value is missing in the {}; write {} or *", self.name, self.span());
            return Err(item.error(Reason::CronSyntax, message));
        }
        if self.of_months(item, set)? {
            set.singles_only = false;
            return Ok(());
        }
        let (range, step) = item.split('/');
        let (from, to) = range.split('-');
        let (first, last) = match to {
            _ if range.text == "*" => (self.min, self.max),
            _ if range.text == "?" && (*self == DAY || *self == WEEKDAY) => (self.min, self.max),
            None if step.is_some() => (self.value(from)?, self.max),
            None => {
                let value = self.value(from)?;
                set.singles |= 1 << value;
                (value, value)
            }
            Some(to) => (self.value(from)?, self.range_end(to, self.value(from)?)?),
        };
        set.singles_only &= to.is_none() && step.is_none() && first == last;
        if first > last {
            let message = format!(
                "the range ends before it begins; write {last}-{first}, or two ranges such as {first}-{},{}-{last}",
                self.max, self.min
            );
            return Err(range.error(Reason::CronRangeReversed, message));
        }
        let step = step.map_or(Ok(1), |step| self.step(step))?;
        // A star means seven weekdays, not eight.
        let last = if *self == WEEKDAY && range.text == "*" { 6 } else { last };
        let mut value = first;
        while value <= last {
            set.bits |= 1 << (if *self == WEEKDAY { value % 7 } else { value });
            value += step;
        }
        Ok(())
    }

    /// Parses items whose days depend on the month: `L`, `5L`, `5#3`. Returns whether the item is one.
    fn of_months(&self, item: Text<'_>, set: &mut Set) -> Result<bool, Error> {
        if *self == DAY && item.text.eq_ignore_ascii_case("L") {
            set.last_day = true;
            return Ok(true);
        }
        if *self != WEEKDAY {
            return Ok(false);
        }
        if let (weekday, Some(nth)) = item.split('#') {
            let weekday = self.value(weekday)? % 7;
            let week = match nth.text {
                "1" | "2" | "3" | "4" | "5" => usize::from(nth.text.as_bytes()[0] - b'1'),
                _ => {
                    return Err(nth.error(
                        Reason::CronFieldRange,
                        "after # comes the week, 1 to 5; for the last one write L, as in 5L",
                    ));
                }
            };
            set.nth[week] |= 1 << weekday;
            return Ok(true);
        }
        let Some(weekday) = item.text.strip_suffix(['L', 'l']) else {
            return Ok(false);
        };
        if weekday.is_empty() {
            return Err(item.error(
                Reason::CronSyntax,
                "say of which weekday the last one is meant, as in 5L or FRIL",
            ));
        }
        set.last |= 1 << (self.value(Text { text: weekday, ..item })? % 7);
        Ok(true)
    }

    /// The end of a range. In a range of weekdays that starts on another day, the name of Sunday means 7 at the end.
    fn range_end(&self, text: Text<'_>, from: u32) -> Result<u32, Error> {
        let value = self.value(text)?;
        let is_name = text.text.starts_with(|first: char| first.is_ascii_alphabetic());
        Ok(match value {
            0 if *self == WEEKDAY && is_name && from > 0 => 7,
            value => value,
        })
    }

    fn value(&self, text: Text<'_>) -> Result<u32, Error> {
        let name = (self.min..)
            .zip(self.names)
            .find(|(_, name)| name.eq_ignore_ascii_case(text.text));
        if let Some((value, _)) = name {
            return Ok(value);
        }
        if text.text.is_empty() || !text.text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(text.error(Reason::CronSyntax, self.not_a_value(text.text)));
        }
        // A number that overflows also exceeds the maximum.
        let value = text.text.parse().unwrap_or(u32::MAX);
        if !(self.min..=self.max).contains(&value) {
            let message = format!("the {} is {}; {} is not", self.name, self.span(), text.text);
            return Err(text.error(Reason::CronFieldRange, message));
        }
        Ok(value)
    }

    fn step(&self, text: Text<'_>) -> Result<u32, Error> {
        if text.text.is_empty() || !text.text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(text.error(
                Reason::CronSyntax,
                format!("a step is a number, as in */5; {:?} is not", text.text),
            ));
        }
        let step = text.text.parse().unwrap_or(u32::MAX);
        if step == 0 {
            return Err(text.error(Reason::CronStepZero, "a step of 0 goes nowhere; write */1 or *"));
        }
        if step > self.max {
            let message = format!(
                "a step of {} leaves the {} at once, which is {}; for other distances use an interval",
                text.text,
                self.name,
                self.span()
            );
            return Err(text.error(Reason::CronFieldRange, message));
        }
        Ok(step)
    }

    fn not_a_value(&self, text: &str) -> String {
        let names = match self.names {
            [] => String::new(),
            [first, .., last] => format!(" or {first} to {last}"),
            [only] => format!(" or {only}"),
        };
        format!("{text:?} is no {}; write {}{names}", self.name, self.span())
    }

    fn span(&self) -> String {
        format!("{} to {}", self.min, self.max)
    }
}
