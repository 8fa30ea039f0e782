//! Durations in the words of documents.

/// Canonical JSON of a duration: decimal seconds and `s`.
pub fn seconds(nanoseconds: i128) -> String {
    let (whole, part) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    let digits = format!("{part:09}");
    match digits.trim_end_matches('0') {
        "" => format!("{whole}s"),
        digits => format!("{whole}.{digits}s"),
    }
}

/// A duration in its largest whole unit, such as `12 h`.
pub fn people(nanoseconds: i128) -> String {
    const UNITS: [(i128, &str); 6] = [
        // Of 365.25 days.
        (31_557_600_000_000_000, "years"),
        (86_400_000_000_000, "d"),
        (3_600_000_000_000, "h"),
        (60_000_000_000, "min"),
        (1_000_000_000, "s"),
        (1_000_000, "ms"),
    ];
    // 24 h and 60 s, not 1 d and 1 min, as everywhere in the documents.
    let is_several = |name: &str| ["d", "min"].contains(&name);
    let fits = |unit: i128, name: &str| nanoseconds % unit == 0 && (nanoseconds > unit || !is_several(name));
    let whole = UNITS.iter().find(|(unit, name)| fits(*unit, name));
    whole.map_or_else(
        || seconds(nanoseconds),
        |(unit, name)| format!("{} {name}", nanoseconds / unit),
    )
}
