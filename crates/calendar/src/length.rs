//! Durations in error messages.

use std::fmt::Write as _;

/// Nanoseconds per second.
const NS: i64 = 1_000_000_000;

/// Formats a duration, such as `1h30m` or `500ms`.
pub(crate) fn span(ns: i64) -> String {
    let mut text = String::new();
    let mut rest = ns;
    for (unit, unit_ns) in [
        ("d", 86_400 * NS),
        ("h", 3_600 * NS),
        ("m", 60 * NS),
        ("s", NS),
        ("ms", NS / 1_000),
        ("us", NS / 1_000_000),
        ("ns", 1),
    ] {
        let count = rest / unit_ns;
        rest %= unit_ns;
        if count > 0 {
            // Writing to a string cannot fail.
            let _ = write!(text, "{count}{unit}");
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn lengths_are_told_in_the_units_people_write() {
        for (ns, text) in [
            (0, "0s"),
            (500_000_000, "500ms"),
            (1_000_000_000, "1s"),
            (10_000_000_000, "10s"),
            (5_400_000_000_000, "1h30m"),
            (86_400_000_000_000, "1d"),
            (1, "1ns"),
        ] {
            assert_eq!(span(ns), text);
        }
    }
}
