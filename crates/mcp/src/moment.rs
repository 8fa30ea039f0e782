//! Instants and durations in the agents' notation.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use minoots_wire::time::{duration, instant};

const DURATIONS: &str = "give text such as \"25s\", \"1h30m\" or \"PT1H30M\", longest unit first";
const INSTANTS: &str = "give text such as \"2031-05-06T07:08:09Z\" or \"2031-05-06T09:08:09+02:00\"";

/// Parses a duration with its unit.
///
/// # Errors
/// The violated rule, and an example.
pub fn read_duration(text: &str) -> Result<Duration, String> {
    let ns = duration::parse(text).map_err(|error| format!("{text:?} {}: {DURATIONS}", error.problem()))?;
    Ok(Duration::from_nanos(ns.unsigned_abs()))
}

/// Parses an RFC 3339 instant.
///
/// # Errors
/// The violated rule, and an example.
pub fn read_instant(text: &str) -> Result<SystemTime, String> {
    let ns = instant::parse(text).map_err(|error| format!("{text:?} {}: {INSTANTS}", error.problem()))?;
    let since = Duration::from_nanos(ns.unsigned_abs());
    let moment = match ns {
        0.. => UNIX_EPOCH.checked_add(since),
        _ => UNIX_EPOCH.checked_sub(since),
    };
    moment.ok_or_else(|| format!("{text:?} is no instant of this machine's calendar: {INSTANTS}"))
}

/// Formats an instant as RFC 3339 in UTC.
pub fn instant_text(moment: SystemTime) -> String {
    let ns = match moment.duration_since(UNIX_EPOCH) {
        Ok(since) => nanos(since),
        Err(before) => -nanos(before.duration()),
    };
    instant::format(ns)
}

/// Formats a duration with units, such as `1h30m`.
pub fn duration_text(length: Duration) -> String {
    duration::format(nanos(length))
}

/// Milliseconds since 1970 UTC, the stored form.
pub fn millis(moment: SystemTime) -> u64 {
    moment.duration_since(UNIX_EPOCH).map(millis_of).unwrap_or_default()
}

/// A duration in milliseconds.
pub fn millis_of(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

/// A duration beyond the range of text and API becomes the longest one.
fn nanos(length: Duration) -> i64 {
    i64::try_from(length.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_durations_round_trip() {
        let text = "2031-05-06T07:08:09Z";
        assert_eq!(read_instant(text).map(instant_text).as_deref(), Ok(text));
        assert_eq!(read_duration("PT1H30M").map(duration_text).as_deref(), Ok("1h30m"));
        assert_eq!(
            read_instant("1969-12-31T23:59:59Z").map(instant_text).as_deref(),
            Ok("1969-12-31T23:59:59Z")
        );
    }

    #[test]
    fn a_bare_number_is_refused_with_what_to_write() {
        let refused = read_duration("25");
        assert!(
            refused
                .as_ref()
                .is_err_and(|rule| rule.contains("\"25\"") && rule.contains("\"25s\"")),
            "{refused:?}"
        );
        assert!(read_instant("tomorrow").is_err());
    }
}
