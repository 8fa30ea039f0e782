//! Parser of whole expressions.

use super::{
    Days, Expression,
    field::{self, Text},
    times,
};
use crate::{
    error::{Error, Field, Reason},
    limits::CRON_BYTES_MAX,
};

const EXAMPLE: &str = "minute hour day month weekday, as in `30 9 * * MON-FRI`";
const NICKNAMES: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// Parses a whole expression.
pub(super) fn expression(text: &str, seconds: bool) -> Result<Expression, Error> {
    if text.len() > CRON_BYTES_MAX {
        let message = format!(
            "has {} bytes, at most {CRON_BYTES_MAX} are allowed; split it into several schedules",
            text.len()
        );
        return Err(Error::new(Reason::CronTooLong, Field::Cron, message));
    }
    let trimmed = text.trim_matches([' ', '\t']);
    if trimmed.starts_with('@') {
        let column = 1 + text.chars().take_while(|character| " \t".contains(*character)).count();
        let five = nickname(Text { text: trimmed, column })?;
        return fields(&split(five), false);
    }
    let parts = split(text);
    check_number(text, &parts, seconds)?;
    fields(&parts, seconds)
}

fn fields(parts: &[Text<'_>], seconds: bool) -> Result<Expression, Error> {
    let (second, parts) = match parts {
        [second, parts @ ..] if seconds => (Some(field::SECOND.read(*second)?), parts),
        parts => (None, parts),
    };
    let &[minute, hour, day, month, weekday] = parts else {
        return Err(Error::new(Reason::CronSyntax, Field::Cron, EXAMPLE));
    };
    let (minute, hour) = (field::MINUTE.read(minute)?, field::HOUR.read(hour)?);
    let (day, month, weekday) = (
        field::DAY.read(day)?,
        field::MONTH.read(month)?,
        field::WEEKDAY.read(weekday)?,
    );
    let days = Days {
        months: month.bits,
        days: day.bits,
        single_days: day.singles,
        last_day: day.last_day,
        any_day: day.star,
        weekdays: weekday.bits,
        last_weekdays: weekday.last,
        nth_weekdays: weekday.nth,
        any_weekday: weekday.star,
    };
    let (times, fixed) = times(second.as_ref(), &minute, &hour);
    Ok(Expression { days, times, fixed })
}

fn nickname(text: Text<'_>) -> Result<&'static str, Error> {
    let known = NICKNAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text.text));
    known.map(|(_, five)| *five).ok_or_else(|| {
        let message = "is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly; for every so often use an interval";
        text.error(Reason::CronSyntax, message)
    })
}

fn check_number(text: &str, parts: &[Text<'_>], seconds: bool) -> Result<(), Error> {
    let wanted = if seconds { 6 } else { 5 };
    if parts.len() == wanted {
        return Ok(());
    }
    let end = Text {
        text: "",
        column: text.trim_end_matches([' ', '\t']).chars().count() + 1,
    };
    let at = parts.get(wanted).copied().unwrap_or(end);
    let hint = match (parts.len(), seconds) {
        (6, false) => "the sixth is read as seconds, before the others, only if seconds are asked for".to_owned(),
        (5, true) => "seconds are asked for and come first, as in `0 30 9 * * MON-FRI`".to_owned(),
        (_, false) => format!("write {EXAMPLE}"),
        (_, true) => "write second minute hour day month weekday, as in `0 30 9 * * MON-FRI`".to_owned(),
    };
    let message = format!("{} fields where {wanted} are expected; {hint}", parts.len());
    Err(at.error(Reason::CronSyntax, message))
}

/// Splits at blanks and records the columns.
fn split(text: &str) -> Vec<Text<'_>> {
    let mut parts = Vec::new();
    let mut column = 1;
    for part in text.split([' ', '\t']) {
        if !part.is_empty() {
            parts.push(Text { text: part, column });
        }
        column += part.chars().count() + 1;
    }
    parts
}
