//! Instants and durations as scripts write them: `14d10s`, `12.5s`, `250ms`.

const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1_000 * MILLISECOND;
const DAY: i64 = 86_400 * SECOND;
const UNITS: [(&str, i64); 6] = [
    ("ns", 1),
    ("ms", MILLISECOND),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3_600 * SECOND),
    ("d", DAY),
];

/// Parses a sum of numbers with units; a leading minus negates all of it.
pub fn parse(text: &str) -> i64 {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut total = 0;
    while !rest.is_empty() {
        let number_ends = rest.find(|c: char| !c.is_ascii_digit() && c != '.').expect("a unit");
        let (number, tail) = rest.split_at(number_ends);
        let unit_ends = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_ends);
        let (_, unit) = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .unwrap_or_else(|| panic!("{text}: no unit {unit:?}"));
        total += scaled(number, *unit);
        rest = tail;
    }
    sign * total
}

fn scaled(number: &str, unit: i64) -> i64 {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut value = whole.parse::<i64>().expect("a number") * unit;
    let mut digit_unit = unit;
    for digit in fraction.bytes() {
        digit_unit /= 10;
        value += i64::from(digit - b'0') * digit_unit;
    }
    value
}

/// Formats days, then seconds with as many decimals as needed.
pub fn format(instant: i64) -> String {
    if instant < 0 {
        return format!("-{}", format(-instant));
    }
    let (days, rest) = (instant / DAY, instant % DAY);
    let days = if days == 0 { String::new() } else { format!("{days}d") };
    if rest == 0 && !days.is_empty() {
        return days;
    }
    let (seconds, fraction) = (rest / SECOND, rest % SECOND);
    let decimals = format!("{fraction:09}");
    match decimals.trim_end_matches('0') {
        "" => format!("{days}{seconds}s"),
        decimals => format!("{days}{seconds}.{decimals}s"),
    }
}
