#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::*;
use crate::well_known::{Duration, Timestamp};

const HOUR_NS: i64 = 3600 * SECOND_NS;

#[track_caller]
fn duration_problem(text: &str) -> String {
    duration::parse(text).unwrap_err().problem().to_owned()
}

#[track_caller]
fn instant_problem(text: &str) -> String {
    instant::parse(text).unwrap_err().problem().to_owned()
}

#[test]
fn durations_are_read_exactly() {
    for (text, expected_ns) in [
        ("1500ms", 1_500_000_000),
        ("25s", 25 * SECOND_NS),
        ("5m", 300 * SECOND_NS),
        ("2h", 2 * HOUR_NS),
        ("3d", 72 * HOUR_NS),
        ("1h30m", HOUR_NS * 3 / 2),
        ("1d2h3m4s5ms6us7ns", 93_784_005_006_007),
        ("0s", 0),
        ("1.5h", HOUR_NS * 3 / 2),
        ("0.000000001s", 1),
        ("1m0.25s", 60_250_000_000),
        ("1.000000000000000000000s", SECOND_NS),
        ("PT1H30M", HOUR_NS * 3 / 2),
        ("P1D", 24 * HOUR_NS),
        ("P2W", 14 * 24 * HOUR_NS),
        ("P1DT0.5S", 24 * HOUR_NS + SECOND_NS / 2),
        ("PT0S", 0),
        ("9223372036854775807ns", i64::MAX),
        ("9223372036.854775807s", i64::MAX),
    ] {
        assert_eq!(duration::parse(text), Ok(expected_ns), "{text}");
    }
}

#[test]
fn a_bare_number_on_a_command_line_is_refused_with_an_example() {
    let error = duration::parse("1500").unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"1500\" has no unit; write for example 1500ms, 25s, 1h30m or PT1H30M"
    );
    assert_eq!(duration_problem("1h30"), "has no unit after 30");
    assert_eq!(duration_problem("1.5"), "has no unit after 1.5");
}

#[test]
fn a_bare_number_in_json_counts_milliseconds() {
    assert_eq!(duration::from_millis(1500), Ok(1_500_000_000));
    assert_eq!(duration::from_millis(i64::MAX), Err(RangeError::Above));
    assert_eq!(duration::from_millis(i64::MIN), Err(RangeError::Below));
}

#[test]
fn malformed_durations_are_refused_with_their_problem() {
    let no_number = "has a number that is not digits with at most one point between them";
    for (text, problem) in [
        ("", "is empty"),
        ("-5s", "is negative"),
        ("+5s", "has a sign"),
        ("tomorrow", "is not a duration"),
        ("5 s", "has the unit \" s\", which is none of d, h, m, s, ms, us, ns"),
        ("5M", "has the unit \"M\", which is none of d, h, m, s, ms, us, ns"),
        (
            "5fortnights",
            "has the unit \"fortnights\", which is none of d, h, m, s, ms, us, ns",
        ),
        ("30m1h", "has h after a unit that is not longer"),
        ("1h1h", "has h after a unit that is not longer"),
        ("1.5h30m", "has a fraction before its last unit"),
        ("0.5ns", "is finer than a nanosecond"),
        ("0.3333333333s", "is finer than a nanosecond"),
        (".5s", no_number),
        ("5.s", no_number),
        ("1.2.3s", no_number),
        ("300y", "has the unit \"y\", which is none of d, h, m, s, ms, us, ns"),
        ("9223372036854775808ns", "is longer than 292 years"),
        ("106752d", "is longer than 292 years"),
        ("99999999999999999999999d", "is longer than 292 years"),
        ("P", "has nothing after P"),
        ("PT", "has nothing after T"),
        ("P1DT", "has nothing after T"),
        ("P1Y", "has years or months, whose length varies"),
        ("P2M", "has years or months, whose length varies"),
        ("PT5", "has no unit after 5"),
        ("P5H", "has the unit \"H\", which is none of W, D"),
        ("PT1S1M", "has M after a unit that is not longer"),
        ("pt5s", "is not a duration"),
    ] {
        assert_eq!(duration_problem(text), problem, "{text}");
    }
}

#[test]
fn an_error_shows_control_characters_escaped_and_long_input_shortened() {
    let error = duration::parse(&format!("\u{1b}[31m{}", "x".repeat(10_000)))
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("\"\\u{1b}[31mxxx"), "{error}");
    assert!(error.len() < 250, "{error}");
    assert!(duration_problem(&format!("{}x", "1".repeat(10_000))).len() < 150);
}

#[test]
fn instants_are_read_exactly() {
    for (text, expected_ns) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1969-12-31T23:59:59.999999999Z", -1),
        ("2026-01-02T03:04:05.678Z", 1_767_323_045_678_000_000),
        ("2026-01-02T05:04:05.678+02:00", 1_767_323_045_678_000_000),
        ("2026-01-01t22:34:05.6780-04:30", 1_767_323_045_678_000_000),
        ("2000-02-29 00:00:00z", 951_782_400 * SECOND_NS),
        ("2262-04-11T23:47:16.854775807Z", i64::MAX),
        ("1677-09-21T00:12:43.145224192Z", i64::MIN),
    ] {
        assert_eq!(instant::parse(text), Ok(expected_ns), "{text}");
    }
}

#[test]
fn malformed_instants_are_refused_with_their_problem() {
    for (text, problem) in [
        ("", "is empty"),
        ("2026-01-02", "is not an RFC 3339 instant"),
        ("2026-01-02T03:04Z", "is not an RFC 3339 instant"),
        ("26-01-02T03:04:05Z", "is not an RFC 3339 instant"),
        ("+002026-01-02T03:04:05Z", "is not an RFC 3339 instant"),
        ("2026-01-02T03:04:05", "has no offset from UTC such as Z or +02:00"),
        ("2026-01-02T03:04:05.678", "has no offset from UTC such as Z or +02:00"),
        ("2026-01-02T03:04:05.Z", "has a point without digits after it"),
        ("2026-01-02T03:04:05.0000000001Z", "is finer than a nanosecond"),
        ("2026-01-02T03:04:05+0200", "is not an RFC 3339 instant"),
        (
            "2026-01-02T03:04:05+25:00",
            "has an offset from UTC that does not exist",
        ),
        ("2026-01-02T03:04:05Z[Europe/Berlin]", "has text after its offset"),
        ("2026-02-29T00:00:00Z", "has a date that does not exist"),
        ("2026-13-01T00:00:00Z", "has a date that does not exist"),
        ("0000-00-00T00:00:00Z", "has a date that does not exist"),
        ("2026-01-02T24:00:00Z", "has a time of day that does not exist"),
        (
            "2016-12-31T23:59:60Z",
            "is a leap second, which has no place in Unix time",
        ),
        ("2262-04-11T23:47:16.854775808Z", "is outside the years 1677 to 2262"),
        ("1677-09-21T00:12:43.145224191Z", "is outside the years 1677 to 2262"),
        ("9999-12-31T23:59:59Z", "is outside the years 1677 to 2262"),
        ("２026-01-02T03:04:05Z", "is not an RFC 3339 instant"),
    ] {
        assert_eq!(instant_problem(text), problem, "{text}");
    }
}

#[test]
fn instants_are_written_with_as_few_of_0_3_6_or_9_digits_as_are_exact() {
    for (instant_ns, expected) in [
        (0, "1970-01-01T00:00:00Z"),
        (1_767_323_045_670_000_000, "2026-01-02T03:04:05.670Z"),
        (1_767_323_045_670_100_000, "2026-01-02T03:04:05.670100Z"),
        (1_767_323_045_670_100_001, "2026-01-02T03:04:05.670100001Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (i64::MAX, "2262-04-11T23:47:16.854775807Z"),
        (i64::MIN, "1677-09-21T00:12:43.145224192Z"),
    ] {
        assert_eq!(instant::format(instant_ns), expected);
    }
}

#[test]
fn when_takes_an_instant_or_a_duration() {
    assert_eq!(When::parse("1970-01-01T00:00:01Z"), Ok(When::At(SECOND_NS)));
    assert_eq!(When::parse("25s"), Ok(When::After(25 * SECOND_NS)));
    assert_eq!(When::parse("PT25S"), Ok(When::After(25 * SECOND_NS)));
    assert!(When::parse("2026-01-02").unwrap_err().to_string().contains("RFC 3339"));
    assert_eq!(When::parse("1500").unwrap_err().problem(), "has no unit");
}

#[test]
fn a_timestamp_with_a_billion_nanos_or_in_year_0_is_refused() {
    let convert = |seconds, nanos| instant::from_proto(&Timestamp { seconds, nanos });
    for (seconds, nanos) in [
        (0, 1_000_000_000),
        (0, -1),
        (0, i32::MIN),
        (-62_135_596_801, 999_999_999),
        (253_402_300_800, 0),
        (i64::MAX, 0),
        (i64::MIN, 0),
    ] {
        assert!(
            matches!(convert(seconds, nanos), Err(RangeError::Invalid(_))),
            "{seconds} {nanos}"
        );
    }
    assert_eq!(convert(0, 999_999_999), Ok(999_999_999));
    assert_eq!(convert(-1, 999_999_999), Ok(-1));
}

#[test]
fn a_valid_timestamp_beyond_64_bits_of_nanoseconds_is_said_to_be_below_or_above() {
    let convert = |seconds, nanos| instant::from_proto(&Timestamp { seconds, nanos });
    assert_eq!(convert(-62_135_596_800, 0), Err(RangeError::Below));
    assert_eq!(convert(253_402_300_799, 999_999_999), Err(RangeError::Above));
    assert_eq!(convert(9_223_372_036, 854_775_807), Ok(i64::MAX));
    assert_eq!(convert(9_223_372_036, 854_775_808), Err(RangeError::Above));
    assert_eq!(convert(-9_223_372_037, 145_224_192), Ok(i64::MIN));
    assert_eq!(convert(-9_223_372_037, 145_224_191), Err(RangeError::Below));
}

#[test]
fn a_protobuf_duration_out_of_range_or_of_two_signs_is_refused() {
    let convert = |seconds, nanos| duration::from_proto(&Duration { seconds, nanos });
    for (seconds, nanos) in [
        (1, -1),
        (-1, 1),
        (0, 1_000_000_000),
        (0, i32::MIN),
        (i64::MAX, 0),
        (315_576_000_001, 0),
    ] {
        assert!(
            matches!(convert(seconds, nanos), Err(RangeError::Invalid(_))),
            "{seconds} {nanos}"
        );
    }
    assert_eq!(convert(0, -1), Ok(-1));
    assert_eq!(convert(315_576_000_000, 0), Err(RangeError::Above));
    assert_eq!(convert(-315_576_000_000, 0), Err(RangeError::Below));
}

#[test]
fn the_extremes_survive_protobuf() {
    for count in [i64::MIN, i64::MIN + 1, -SECOND_NS, -1, 0, 1, SECOND_NS, i64::MAX] {
        assert_eq!(instant::from_proto(&instant::to_proto(count)), Ok(count));
        assert_eq!(duration::from_proto(&duration::to_proto(count)), Ok(count));
    }
}

#[test]
fn durations_are_written_in_the_short_form() {
    assert_eq!(duration::format(0), "0s");
    assert_eq!(duration::format(HOUR_NS * 3 / 2), "1h30m");
    assert_eq!(duration::format(1_000_000_001), "1s1ns");
    assert_eq!(duration::format(-250_000_000), "-250ms");
    assert_eq!(duration::format(i64::MIN), "-106751d23h47m16s854ms775us808ns");
}

#[test]
fn nanoseconds_beyond_64_bits_are_refused() {
    assert_eq!(
        i64::try_from(Timestamp {
            seconds: 253_402_300_799,
            nanos: 0
        }),
        Err(RangeError::Above)
    );
    assert_eq!(
        i64::try_from(Duration {
            seconds: -315_576_000_000,
            nanos: 0
        }),
        Err(RangeError::Below)
    );
}

proptest! {
    #[test]
    fn every_duration_reads_back_from_its_text(count in 0..=i64::MAX) {
        prop_assert_eq!(duration::parse(&duration::format(count)), Ok(count));
    }

    #[test]
    fn every_instant_reads_back_from_its_text_and_agrees_with_jiff(count: i64) {
        let text = instant::format(count);
        prop_assert_eq!(instant::parse(&text), Ok(count));
        let theirs: jiff::Timestamp = text.parse().unwrap();
        prop_assert_eq!(theirs.as_nanosecond(), i128::from(count));
    }

    #[test]
    fn every_instant_and_duration_survives_protobuf(count: i64) {
        prop_assert_eq!(instant::from_proto(&instant::to_proto(count)), Ok(count));
        prop_assert_eq!(duration::from_proto(&duration::to_proto(count)), Ok(count));
    }

    #[test]
    fn every_count_of_nanoseconds_survives(count: i64) {
        prop_assert_eq!(i64::try_from(Timestamp::from(count)), Ok(count));
        prop_assert_eq!(i64::try_from(Duration::from(count)), Ok(count));
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in "\\PC{0,40}|[0-9PTWDHMSZ.:+dhmsun-]{0,40}") {
        let _ = (When::parse(&text), duration::parse(&text), instant::parse(&text));
    }
}
