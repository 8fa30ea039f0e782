//! The meaning of rules, by example.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_calendar::{Calendar, Gap, Limits, MonthEnd, Occurrence, Overlap, Rule, Spec};

fn instant(text: &str) -> i64 {
    let instant: jiff::Timestamp = text.parse().unwrap();
    i64::try_from(instant.as_nanosecond()).unwrap()
}

fn cron(expression: &str, zone: &str) -> Spec {
    let rule = Rule::Cron {
        expression: expression.to_owned(),
        seconds: expression.split_whitespace().count() == 6,
    };
    Spec::new(rule, zone)
}

fn found(spec: &Spec, from: &str, count: usize) -> Vec<Occurrence> {
    let limits = Limits { period_ns_min: 1 };
    let calendar = Calendar::new(spec, &limits).unwrap_or_else(|errors| panic!("{spec:?}: {errors:?}"));
    calendar.occurrences(instant(from)..i64::MAX).take(count).collect()
}

/// Local date and time without the zone's name, followed by ` *` if a clock change had an effect.
fn locals(spec: &Spec, from: &str, count: usize) -> Vec<String> {
    let text = |one: Occurrence| {
        let (local, _) = one.local.split_once('[').unwrap();
        format!("{local}{}", if one.note.is_some() { " *" } else { "" })
    };
    found(spec, from, count).into_iter().map(text).collect()
}

/// Dates only.
fn dates(spec: &Spec, from: &str, count: usize) -> String {
    let date = |one: Occurrence| one.local[..10].to_owned();
    found(spec, from, count)
        .into_iter()
        .map(date)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn dates_of_cron_expressions() {
    let table = [
        ("0 0 L * *", "2028-01-31 2028-02-29 2028-03-31 2028-04-30"),
        ("0 0 15,L * *", "2028-01-15 2028-01-31 2028-02-15 2028-02-29"),
        ("0 0 29 2 *", "2028-02-29 2032-02-29 2036-02-29 2040-02-29"),
        ("0 0 31 * *", "2028-01-31 2028-03-31 2028-05-31 2028-07-31"),
        ("0 0 * * 5L", "2028-01-28 2028-02-25 2028-03-31 2028-04-28"),
        ("0 0 * 11 5L", "2028-11-24 2029-11-30 2030-11-29 2031-11-28"),
        ("0 0 * * friL", "2028-01-28 2028-02-25 2028-03-31 2028-04-28"),
        ("0 0 * * MON#1", "2028-01-03 2028-02-07 2028-03-06 2028-04-03"),
        ("0 0 * * 1#5", "2028-01-31 2028-05-29 2028-07-31 2028-10-30"),
        ("0 0 * * 0#1,SAT#2", "2028-01-02 2028-01-08 2028-02-06 2028-02-12"),
        ("0 0 * JAN,jul TUE-THU", "2028-01-04 2028-01-05 2028-01-06 2028-01-11"),
        ("0 0 * * FRI-SUN", "2028-01-01 2028-01-02 2028-01-07 2028-01-08"),
        ("0 0 * * 7", "2028-01-02 2028-01-09 2028-01-16 2028-01-23"),
        ("0 0 * * 5-7", "2028-01-01 2028-01-02 2028-01-07 2028-01-08"),
        ("0 0 13 * FRI", "2028-01-07 2028-01-13 2028-01-14 2028-01-21"),
        ("0 0 */10 * SAT", "2028-01-01 2028-03-11 2028-04-01 2028-07-01"),
        ("0 0 1-7 * */7", "2028-01-02 2028-02-06 2028-03-05 2028-04-02"),
        ("0 0 ? * ?", "2028-01-01 2028-01-02 2028-01-03 2028-01-04"),
        ("0 0 29 2 MON#5", "2028-02-29 2032-02-29 2036-02-29 2040-02-29"),
        ("@yearly", "2028-01-01 2029-01-01 2030-01-01 2031-01-01"),
        ("@Monthly", "2028-01-01 2028-02-01 2028-03-01 2028-04-01"),
        ("@weekly", "2028-01-02 2028-01-09 2028-01-16 2028-01-23"),
        ("@daily", "2028-01-01 2028-01-02 2028-01-03 2028-01-04"),
    ];
    for (expression, expected) in table {
        assert_eq!(
            dates(&cron(expression, "UTC"), "2028-01-01T00:00:00Z", 4),
            expected,
            "{expression}"
        );
    }
}

#[test]
fn leap_years_follow_the_gregorian_rule() {
    let leap = cron("0 0 29 2 *", "UTC");
    assert_eq!(dates(&leap, "1896-01-01T00:00:00Z", 2), "1896-02-29 1904-02-29");
    assert_eq!(dates(&leap, "1999-01-01T00:00:00Z", 2), "2000-02-29 2004-02-29");
    assert_eq!(dates(&leap, "2096-01-01T00:00:00Z", 2), "2096-02-29 2104-02-29");
    // One field begins with a star, so both must match: a leap day that is a Sunday.
    assert_eq!(
        dates(&cron("0 0 29 2 */7", "UTC"), "2028-01-01T00:00:00Z", 1),
        "2032-02-29"
    );
}

#[test]
fn times_of_cron_expressions() {
    let table = [
        ("*/20 9-10 * * *", "09:00 09:20 09:40 10:00"),
        ("5/25 12 * * *", "12:05 12:30 12:55 12:05"),
        ("0 1,13 * * *", "01:00 13:00 01:00 13:00"),
        ("@hourly", "00:00 01:00 02:00 03:00"),
        ("  59\t23 * * *  ", "23:59 23:59 23:59 23:59"),
    ];
    for (expression, expected) in table {
        let occurrences = found(&cron(expression, "UTC"), "2028-01-01T00:00:00Z", 4);
        let times: Vec<&str> = occurrences.iter().map(|one| &one.local[11..16]).collect();
        assert_eq!(times.join(" "), expected, "{expression}");
    }
    let seconds = found(&cron("*/40 59 23 * * *", "UTC"), "2028-01-01T00:00:00Z", 3);
    let times: Vec<&str> = seconds.iter().map(|one| &one.local[11..19]).collect();
    assert_eq!(times, ["23:59:00", "23:59:40", "23:59:00"]);
}

#[test]
fn fixed_times_in_gaps() {
    let table = [
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-03-28T12:00:00Z",
            "2026-03-29T03:00:00+02:00 *",
            "2026-03-30T02:30:00+02:00",
        ),
        (
            "30 2 * * *",
            "America/New_York",
            "2026-03-08T00:00:00Z",
            "2026-03-08T03:00:00-04:00 *",
            "2026-03-09T02:30:00-04:00",
        ),
        // A change of half an hour, at 02:00.
        (
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T12:00:00Z",
            "2026-10-04T02:30:00+11:00 *",
            "2026-10-05T02:15:00+11:00",
        ),
        // Midnight itself does not exist.
        (
            "0 0 * * *",
            "America/Sao_Paulo",
            "2018-11-03T12:00:00Z",
            "2018-11-04T01:00:00-02:00 *",
            "2018-11-05T00:00:00-02:00",
        ),
        // The last hour of a Saturday: the run is on Sunday but belongs to Saturday.
        (
            "30 23 * * SAT",
            "America/Nuuk",
            "2026-03-28T12:00:00Z",
            "2026-03-29T00:00:00-01:00 *",
            "2026-04-04T23:30:00-01:00",
        ),
        // Clocks go forward at the end of Ramadan.
        (
            "30 2 * * *",
            "Africa/Casablanca",
            "2026-03-21T12:00:00Z",
            "2026-03-22T03:00:00+01:00 *",
            "2026-03-23T02:30:00+01:00",
        ),
        // Friday 2011-12-30 did not exist. A daily job has no run for it, and no second run the day after.
        (
            "0 9 * * *",
            "Pacific/Apia",
            "2011-12-29T12:00:00Z",
            "2011-12-29T09:00:00-10:00",
            "2011-12-31T09:00:00+14:00",
        ),
        (
            "0 9 * * FRI",
            "Pacific/Apia",
            "2011-12-24T12:00:00Z",
            "2012-01-06T09:00:00+14:00",
            "2012-01-13T09:00:00+14:00",
        ),
    ];
    for (expression, zone, from, first, second) in table {
        let mut spec = cron(expression, zone);
        assert_eq!(locals(&spec, from, 2), [first, second], "{expression} {zone}");
        if first.ends_with('*') {
            spec.gap = Gap::Skip;
            assert_eq!(locals(&spec, from, 1), [second], "{expression} {zone} skipping");
        }
    }
}

#[test]
fn times_that_a_gap_moves_to_one_instant_are_one_run() {
    let spec = cron("0,15,30 2,3 * * *", "Europe/Berlin");
    let expected = [
        "2026-03-29T03:00:00+02:00 *",
        "2026-03-29T03:15:00+02:00",
        "2026-03-29T03:30:00+02:00",
    ];
    assert_eq!(locals(&spec, "2026-03-29T00:00:00Z", 3), expected);
}

#[test]
fn fixed_times_in_overlaps() {
    let table = [
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2026-10-24T12:00:00Z",
            "2026-10-25T02:30:00+02:00 *",
            "2026-10-25T02:30:00+01:00 *",
        ),
        (
            "30 1 * * *",
            "America/New_York",
            "2026-11-01T00:00:00Z",
            "2026-11-01T01:30:00-04:00 *",
            "2026-11-01T01:30:00-05:00 *",
        ),
        (
            "45 1 * * *",
            "Australia/Lord_Howe",
            "2026-04-04T12:00:00Z",
            "2026-04-05T01:45:00+11:00 *",
            "2026-04-05T01:45:00+10:30 *",
        ),
        (
            "30 23 * * *",
            "America/Sao_Paulo",
            "2018-02-17T12:00:00Z",
            "2018-02-17T23:30:00-02:00 *",
            "2018-02-17T23:30:00-03:00 *",
        ),
        (
            "30 2 * * *",
            "Africa/Casablanca",
            "2026-02-14T12:00:00Z",
            "2026-02-15T02:30:00+01:00 *",
            "2026-02-15T02:30:00+00:00 *",
        ),
    ];
    for (expression, zone, from, first, second) in table {
        let mut spec = cron(expression, zone);
        assert_eq!(locals(&spec, from, 1), [first], "{zone}");
        assert!(!locals(&spec, from, 2)[1].ends_with('*'), "{zone}: once");
        spec.overlap = Overlap::Second;
        assert_eq!(locals(&spec, from, 1), [second], "{zone}");
        spec.overlap = Overlap::Both;
        assert_eq!(locals(&spec, from, 2), [first, second], "{zone}");
    }
}

#[test]
fn hourly_and_stepped_rules_follow_elapsed_time() {
    let hours = |spec: &Spec, from: &str, count| -> Vec<i64> {
        let instants: Vec<i64> = found(spec, from, count).iter().map(|one| one.instant_ns).collect();
        instants
            .windows(2)
            .map(|pair| (pair[1] - pair[0]) / 60_000_000_000)
            .collect()
    };
    for from in ["2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z"] {
        assert_eq!(hours(&cron("0 * * * *", "Europe/Berlin"), from, 12), [60; 11]);
        assert_eq!(hours(&cron("*/15 * * * *", "America/New_York"), from, 60), [15; 59]);
        for overlap in [Overlap::First, Overlap::Second, Overlap::Both] {
            let spec = Spec {
                overlap,
                gap: Gap::Skip,
                ..cron("20 0-23 * * *", "Europe/Berlin")
            };
            assert_eq!(hours(&spec, from, 12), [60; 11]);
        }
    }
    // A skipped local time does not run, a repeated one runs twice.
    let stepped = cron("0 */2 * * *", "Europe/Berlin");
    assert_eq!(hours(&stepped, "2026-03-28T22:00:00Z", 4), [180, 120, 120]);
    assert_eq!(hours(&stepped, "2026-10-24T21:00:00Z", 4), [120, 60, 120]);
}

#[test]
fn days_that_a_month_does_not_have() {
    let with = |month_end, spec: Spec| Spec { month_end, ..spec };
    let thirty_first = cron("0 0 31 * *", "UTC");
    let table = [
        (MonthEnd::Skip, "2027-01-31 2027-03-31 2027-05-31 2027-07-31"),
        (MonthEnd::LastDay, "2027-01-31 2027-02-28 2027-03-31 2027-04-30"),
        (MonthEnd::NextDay, "2027-01-31 2027-03-01 2027-03-31 2027-05-01"),
    ];
    let monthly = Rule::Rrule {
        rule: "FREQ=MONTHLY".to_owned(),
        dtstart: "2027-01-31T00:00:00".to_owned(),
    };
    for (month_end, expected) in table {
        assert_eq!(
            dates(&with(month_end, thirty_first.clone()), "2027-01-01T00:00:00Z", 4),
            expected
        );
        assert_eq!(
            dates(
                &with(month_end, Spec::new(monthly.clone(), "UTC")),
                "2027-01-01T00:00:00Z",
                4
            ),
            expected
        );
    }
    let february = |month_end| with(month_end, cron("0 0 30 2 *", "UTC"));
    assert_eq!(
        dates(&february(MonthEnd::LastDay), "2027-01-01T00:00:00Z", 2),
        "2027-02-28 2028-02-29"
    );
    assert_eq!(
        dates(&february(MonthEnd::NextDay), "2027-01-01T00:00:00Z", 2),
        "2027-03-01 2028-03-01"
    );
    // A range means the existing days only.
    let range = with(MonthEnd::NextDay, cron("0 0 30-31 * *", "UTC"));
    assert_eq!(
        dates(&range, "2027-02-01T00:00:00Z", 3),
        "2027-03-30 2027-03-31 2027-04-30"
    );
}
