//! Instants and durations as text, as protobuf and as JSON.
//!
//! Both are `i64` nanoseconds here: instants since the Unix epoch in UTC (years 1677 to 2262), durations up to 292
//! years. Conversions are exact: there is no floating point, and values finer than a nanosecond are rejected, not
//! rounded.

pub mod duration;
pub mod instant;
mod json;

#[cfg(test)]
mod tests;

/// Nanoseconds in a second.
pub(crate) const SECOND_NS: i64 = 1_000_000_000;

/// A time for a timer, as a person writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At this instant, in nanoseconds since the Unix epoch.
    At(i64),
    /// This many nanoseconds from now; never negative.
    After(i64),
}

impl When {
    /// Parses an RFC 3339 instant (`2030-01-02T03:04:05Z`) or a duration (`25s`, `1h30m`, `PT1H30M`).
    ///
    /// # Errors
    /// As [`instant::parse`] for text that begins like a date, else as [`duration::parse`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let looks_like_date =
            text.bytes().take_while(u8::is_ascii_digit).count() == 4 && text.as_bytes().get(4) == Some(&b'-');
        if looks_like_date {
            instant::parse(text).map(Self::At)
        } else {
            duration::parse(text).map(Self::After)
        }
    }
}

/// An error of parsing an instant or a duration: it describes the problem and shows a correct text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{input}\" {problem}; write for example {example}")]
pub struct TextError {
    input: String,
    problem: String,
    example: &'static str,
}

impl TextError {
    const INPUT_CHARS_MAX: usize = 64;

    pub(crate) fn new(input: &str, problem: impl Into<String>, example: &'static str) -> Self {
        let mut shown: String = input
            .chars()
            .take(Self::INPUT_CHARS_MAX)
            .flat_map(char::escape_debug)
            .collect();
        if input.chars().nth(Self::INPUT_CHARS_MAX).is_some() {
            shown.push('…');
        }
        Self {
            input: shown,
            problem: problem.into(),
            example,
        }
    }

    /// The problem, without the text and the example.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// An error of converting a protobuf `Timestamp` or `Duration`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// Not a value the protobuf type allows: nanos, the year or the sign is out of range.
    #[error("{0}")]
    Invalid(&'static str),
    /// Allowed, but before (shorter than) the range of 64-bit nanoseconds.
    #[error("below the range of 64-bit nanoseconds")]
    Below,
    /// Allowed, but after (longer than) the range of 64-bit nanoseconds.
    #[error("above the range of 64-bit nanoseconds")]
    Above,
}

/// Joins seconds and nanos to one count, if it fits.
pub(crate) fn join(seconds: i64, nanos: i32) -> Result<i64, RangeError> {
    let total = i128::from(seconds) * i128::from(SECOND_NS) + i128::from(nanos);
    i64::try_from(total).map_err(|_| {
        if total < 0 {
            RangeError::Below
        } else {
            RangeError::Above
        }
    })
}

/// The whole seconds at or before a count of nanoseconds, and the nanoseconds after them, never negative.
fn split(total_ns: i64) -> (i64, i32) {
    // Below a billion, so it fits.
    let nanos = i32::try_from(total_ns.rem_euclid(SECOND_NS)).unwrap_or_default();
    (total_ns.div_euclid(SECOND_NS), nanos)
}

/// The decimal point and as few of 0, 3, 6 or 9 digits as represent `nanos` exactly.
pub(crate) fn fraction(nanos: u32) -> String {
    match nanos {
        0 => String::new(),
        _ if nanos.is_multiple_of(1_000_000) => format!(".{:03}", nanos / 1_000_000),
        _ if nanos.is_multiple_of(1_000) => format!(".{:06}", nanos / 1_000),
        _ => format!(".{nanos:09}"),
    }
}
