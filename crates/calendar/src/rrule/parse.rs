//! Parser of recurrence rules.

use super::{Days, Frequency, Recurrence};
use crate::{
    civil::{DAY, LOCAL_END, LOCAL_MIN, weekday},
    error::{Error, Field, Reason},
    limits::{LOCAL_BYTES_MAX, RRULE_BYTES_MAX, RRULE_NUMBER_MAX, YEARS},
};

const EXAMPLE: &str = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE";
const WEEKDAYS: [&str; 7] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const UNSUPPORTED: [&str; 7] = [
    "BYSECOND",
    "BYMINUTE",
    "BYHOUR",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYMONTH",
    "BYSETPOS",
];

/// A date and time of `DTSTART` or `UNTIL`, local or UTC.
enum Moment {
    Local(i64),
    Date(i64),
    Utc(i64),
}

/// The value of a part, with its position.
#[derive(Clone, Copy)]
struct Value<'a> {
    name: &'a str,
    text: &'a str,
    column: usize,
}

impl Value<'_> {
    fn error(&self, reason: Reason, message: impl Into<String>) -> Error {
        Error::at(reason, Field::Rrule, self.column, message)
    }

    fn number(&self, text: &str, max: u32) -> Result<u32, Error> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.error(
                Reason::RruleSyntax,
                format!("{} holds {text:?} where a number is expected", self.name),
            ));
        }
        let number = text.parse().unwrap_or(u32::MAX);
        if !(1..=max).contains(&number) {
            return Err(self.error(
                Reason::RruleRange,
                format!("{} is 1 to {max}; {text} is not", self.name),
            ));
        }
        Ok(number)
    }

    /// Parses a number with an optional sign. Returns its absolute value and whether it is negative.
    fn signed(&self, text: &str, max: u32) -> Result<(u32, bool), Error> {
        let (digits, negative) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
            (Some(digits), _) => (digits, true),
            (_, Some(digits)) => (digits, false),
            _ => (text, false),
        };
        Ok((self.number(digits, max)?, negative))
    }

    fn weekday(&self, text: &str) -> Result<u32, Error> {
        let found = (0..).zip(WEEKDAYS).find(|(_, name)| name.eq_ignore_ascii_case(text));
        found.map(|(weekday, _)| weekday).ok_or_else(|| {
            let message = format!(
                "{} holds {text:?}; weekdays are MO, TU, WE, TH, FR, SA and SU",
                self.name
            );
            self.error(Reason::RruleSyntax, message)
        })
    }
}

/// Parses the first local date and time.
pub(super) fn dtstart(text: &str) -> Result<i64, Error> {
    let message = "is a local date and time without offset, as in 2026-03-01T09:00:00; the zone stands beside it";
    let refused = || Error::new(Reason::RruleSyntax, Field::Dtstart, message);
    match moment(text) {
        Some(Moment::Local(local)) if (LOCAL_MIN..LOCAL_END).contains(&local) => Ok(local),
        Some(Moment::Local(_)) => {
            let message = format!("is outside the years {} to {}", YEARS.start(), YEARS.end());
            Err(Error::new(Reason::RruleRange, Field::Dtstart, message))
        }
        None if has_the_form(text) => {
            let message = "is a day or a time of day that does not exist";
            Err(Error::new(Reason::RruleSyntax, Field::Dtstart, message))
        }
        _ => Err(refused()),
    }
}

/// Whether a text has the form of a local date and time, with any digits.
fn has_the_form(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|character| if character.is_ascii_digit() { '0' } else { character })
        .collect();
    ["0000-00-00T00:00:00", "00000000T000000"].contains(&shape.to_ascii_uppercase().as_str())
}

fn moment(text: &str) -> Option<Moment> {
    if text.len() > LOCAL_BYTES_MAX || !text.is_ascii() {
        return None;
    }
    let (local, utc) = match text.strip_suffix(['Z', 'z']) {
        Some(local) => (local, true),
        None => (text, false),
    };
    let (date, time) = match local.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (local, None),
    };
    let digits = |text: &str, separator: char, lengths: [usize; 3]| {
        let short: String = text.chars().filter(|character| *character != separator).collect();
        let separated = text.len() == short.len() + 2
            && text.as_bytes().get(lengths[0]) == Some(&(separator as u8))
            && text.as_bytes().get(lengths[0] + 1 + lengths[1]) == Some(&(separator as u8));
        let whole = short.len() == lengths.iter().sum::<usize>() && short.bytes().all(|byte| byte.is_ascii_digit());
        let (first, rest) = (whole && (separated || text.len() == short.len())).then(|| short.split_at(lengths[0]))?;
        let (second, third) = rest.split_at(lengths[1]);
        Some((
            first.parse::<i16>().ok()?,
            second.parse::<i8>().ok()?,
            third.parse::<i8>().ok()?,
        ))
    };
    let (year, month, day) = digits(date, '-', [4, 2, 2])?;
    let date = jiff::civil::Date::new(year, month, day).ok()?;
    let month = crate::civil::Month {
        year: i64::from(date.year()),
        month: u32::try_from(date.month()).ok()?,
    };
    let midnight = (month.first_day() + i64::from(date.day()) - 1) * DAY;
    let Some(time) = time else {
        return (!utc).then_some(Moment::Date(midnight));
    };
    let (hour, minute, second) = digits(time, ':', [2, 2, 2])?;
    jiff::civil::Time::new(i8::try_from(hour).ok()?, minute, second, 0).ok()?;
    let second = midnight + i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    Some(if utc {
        Moment::Utc(second)
    } else {
        Moment::Local(second)
    })
}

/// Parses a rule whose first local second is `first`.
pub(super) fn rule(text: &str, first: i64) -> Result<Recurrence, Error> {
    if text.len() > RRULE_BYTES_MAX {
        let message = format!("has {} bytes, at most {RRULE_BYTES_MAX} are allowed", text.len());
        return Err(Error::new(Reason::RruleTooLong, Field::Rrule, message));
    }
    let mut parsed = Recurrence {
        first,
        days: Days {
            frequency: Frequency::Daily,
            interval: 1,
            first_day: first.div_euclid(DAY),
            week_start: 1,
            weekdays: 0,
            nth_weekdays: Vec::new(),
            days: 0,
            days_from_end: 0,
        },
        count: None,
        until_local: None,
        until_second: None,
    };
    let parts = parts(text)?;
    let frequency = parts.iter().find(|part| part.name == "FREQ");
    let Some(frequency) = frequency else {
        let message = format!("FREQ is missing; write a rule such as {EXAMPLE}");
        return Err(Error::new(Reason::RruleSyntax, Field::Rrule, message));
    };
    read_frequency(frequency, &mut parsed)?;
    for part in &parts {
        read_part(part, &mut parsed)?;
    }
    check(&parts, &parsed)?;
    imply(&mut parsed.days);
    Ok(parsed)
}

fn parts(text: &str) -> Result<Vec<Value<'_>>, Error> {
    let prefix = "RRULE:";
    let named = text
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let (rest, mut column) = if named {
        (&text[prefix.len()..], prefix.len() + 1)
    } else {
        (text, 1)
    };
    let mut found: Vec<Value<'_>> = Vec::new();
    for part in rest.split(';') {
        let Some((name, text)) = part.split_once('=') else {
            let message = format!("{part:?} is no NAME=VALUE; write a rule such as {EXAMPLE}");
            return Err(Error::at(Reason::RruleSyntax, Field::Rrule, column, message));
        };
        if found.iter().any(|earlier| earlier.name == name) {
            let message = format!("{name} is there twice; write it once");
            return Err(Error::at(Reason::RruleSyntax, Field::Rrule, column, message));
        }
        found.push(Value { name, text, column });
        column += part.chars().count() + 1;
    }
    Ok(found)
}

fn read_frequency(part: &Value<'_>, parsed: &mut Recurrence) -> Result<(), Error> {
    parsed.days.frequency = match part.text {
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "SECONDLY" | "MINUTELY" | "HOURLY" => {
            let message = "FREQ is DAILY, WEEKLY or MONTHLY; for shorter ones use an interval or a cron expression";
            return Err(part.error(Reason::RruleUnsupported, message));
        }
        "YEARLY" => {
            let message = "FREQ is DAILY, WEEKLY or MONTHLY; for a year write FREQ=MONTHLY;INTERVAL=12";
            return Err(part.error(Reason::RruleUnsupported, message));
        }
        _ => return Err(part.error(Reason::RruleSyntax, "FREQ is DAILY, WEEKLY or MONTHLY, in capitals")),
    };
    Ok(())
}

fn read_part(part: &Value<'_>, parsed: &mut Recurrence) -> Result<(), Error> {
    match part.name {
        "FREQ" => {}
        "INTERVAL" => parsed.days.interval = i64::from(part.number(part.text, RRULE_NUMBER_MAX)?),
        "COUNT" => parsed.count = Some(part.number(part.text, RRULE_NUMBER_MAX)?),
        "WKST" => parsed.days.week_start = part.weekday(part.text)?,
        "UNTIL" => match moment(part.text) {
            Some(Moment::Local(local)) => parsed.until_local = Some(local),
            Some(Moment::Date(midnight)) => parsed.until_local = Some(midnight + DAY - 1),
            Some(Moment::Utc(second)) => parsed.until_second = Some(second),
            None => {
                let message = "UNTIL is a date or a date and time, as in 20261231, 20261231T090000 or 20261231T080000Z";
                return Err(part.error(Reason::RruleSyntax, message));
            }
        },
        "BYDAY" => read_by_day(part, &mut parsed.days)?,
        "BYMONTHDAY" => read_by_month_day(part, &mut parsed.days)?,
        name if UNSUPPORTED.contains(&name) => {
            let message =
                format!("{name} is not supported; say it with BYDAY and BYMONTHDAY, or with a cron expression");
            return Err(part.error(Reason::RruleUnsupported, message));
        }
        name => {
            let message = format!(
                "{name:?} is no part of a rule; there are FREQ, INTERVAL, BYDAY, BYMONTHDAY, WKST, UNTIL and COUNT, in capitals"
            );
            return Err(part.error(Reason::RruleSyntax, message));
        }
    }
    Ok(())
}

fn read_by_day(part: &Value<'_>, days: &mut Days) -> Result<(), Error> {
    for item in part.text.split(',') {
        let at = item.len().saturating_sub(2);
        let (nth, name) = item.split_at_checked(at).unwrap_or(("", item));
        let weekday = part.weekday(name)?;
        if nth.is_empty() {
            days.weekdays |= 1 << weekday;
            continue;
        }
        if days.frequency != Frequency::Monthly {
            let message = format!("a number before a weekday, as in {item}, goes with FREQ=MONTHLY only; leave it out");
            return Err(part.error(Reason::RruleSyntax, message));
        }
        let (number, negative) = part.signed(nth, 5)?;
        let number = i32::try_from(number).unwrap_or(1);
        days.nth_weekdays
            .push((if negative { -number } else { number }, weekday));
    }
    Ok(())
}

fn read_by_month_day(part: &Value<'_>, days: &mut Days) -> Result<(), Error> {
    if days.frequency == Frequency::Weekly {
        let message = "BYMONTHDAY does not go with FREQ=WEEKLY; use FREQ=DAILY or FREQ=MONTHLY";
        return Err(part.error(Reason::RruleSyntax, message));
    }
    for item in part.text.split(',') {
        let (day, negative) = part.signed(item, 31)?;
        if negative {
            days.days_from_end |= 1 << day;
        } else {
            days.days |= 1 << day;
        }
    }
    Ok(())
}

fn check(parts: &[Value<'_>], parsed: &Recurrence) -> Result<(), Error> {
    let until = parts.iter().find(|part| part.name == "UNTIL");
    match until {
        Some(until) if parsed.count.is_some() => {
            Err(until.error(Reason::RruleSyntax, "UNTIL and COUNT exclude each other; leave one out"))
        }
        _ => Ok(()),
    }
}

/// Derives missing parts from the first date: the weekday of a weekly rule, the day of a monthly one.
fn imply(days: &mut Days) {
    let by_week = days.weekdays != 0 || !days.nth_weekdays.is_empty();
    let by_month = days.days != 0 || days.days_from_end != 0;
    match days.frequency {
        Frequency::Weekly if !by_week => days.weekdays = 1 << weekday(days.first_day),
        Frequency::Monthly if !by_week && !by_month => {
            days.days = 1 << crate::civil::Month::of(days.first_day * DAY).1;
        }
        Frequency::Daily | Frequency::Weekly | Frequency::Monthly => {}
    }
}
