//! Parsers for texts of a definition: times, names and words.

use std::time::Duration;

use minoots_wire::time::duration;

use super::limits::{NAME_BYTES_MAX, TIME_MAX, WORD_BYTES_MAX};
use super::problem::{Problem, Rule};
use super::source::Text;
use crate::name::is_name;

/// Parses a time, such as `90s` or `1h30m`, from `least` to `most`, and at most a year.
pub(crate) fn time(text: &Text, field: &str, least: Duration, most: Duration) -> Result<Duration, Problem> {
    let most = most.min(TIME_MAX);
    let invalid = |message: String| Problem::at(Rule::Invalid, text.referenced, message);
    let read = duration::parse(&text.value).map_err(|error| invalid(format!("{field}: {error}")))?;
    let read = Duration::from_nanos(u64::try_from(read).unwrap_or_default());
    if read < least || read > most {
        let message = format!(
            "{field}: {} is not allowed; it must be {} to {}",
            text.value,
            words(least),
            words(most)
        );
        return Err(invalid(message));
    }
    Ok(read)
}

fn words(time: Duration) -> String {
    duration::format(i64::try_from(time.as_nanos()).unwrap_or(i64::MAX))
}

/// Checks a name: letters, digits, `.`, `_` and `-`, with a letter or digit first.
pub(crate) fn name(text: &Text, field: &str) -> Result<String, Problem> {
    let value = &text.value;
    if !is_name(value, NAME_BYTES_MAX) {
        let message = format!(
            "{field}: {value:?} is no name; use letters, digits, '.', '_' and '-', a letter or a digit first, at most {NAME_BYTES_MAX}"
        );
        return Err(Problem::at(Rule::Invalid, text.referenced, message));
    }
    Ok(value.clone())
}

/// Checks a text for people and machines: 1 to 255 bytes without control characters.
pub(super) fn word(text: &Text, field: &str) -> Result<String, Problem> {
    let value = &text.value;
    if value.is_empty() || value.len() > WORD_BYTES_MAX || value.chars().any(char::is_control) {
        let message = format!("{field}: must be 1 to {WORD_BYTES_MAX} bytes without control characters");
        return Err(Problem::at(Rule::Invalid, text.referenced, message));
    }
    Ok(value.clone())
}
