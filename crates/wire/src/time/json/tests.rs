#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::timer::v1::Timer;
use crate::well_known::{Duration, Timestamp};

const SECONDS_MIN: i64 = -62_135_596_800;
const SECONDS_MAX: i64 = 253_402_300_799;
const DURATION_SECONDS_MAX: i64 = 315_576_000_000;

fn timestamp(seconds: i64, nanos: i32) -> Timestamp {
    Timestamp { seconds, nanos }
}

fn duration(seconds: i64, nanos: i32) -> Duration {
    Duration { seconds, nanos }
}

fn read_timestamp(text: &str) -> Result<Timestamp, String> {
    serde_json::from_value(json!(text)).map_err(|error| error.to_string())
}

fn read_duration(text: &str) -> Result<Duration, String> {
    serde_json::from_value(json!(text)).map_err(|error| error.to_string())
}

#[test]
fn a_timestamp_is_written_in_utc_with_0_3_6_or_9_digits_and_read_back() {
    for (value, text) in [
        (timestamp(0, 0), "1970-01-01T00:00:00Z"),
        (timestamp(-1, 999_999_999), "1969-12-31T23:59:59.999999999Z"),
        (timestamp(1_767_323_045, 670_000_000), "2026-01-02T03:04:05.670Z"),
        (timestamp(1_767_323_045, 670_100_000), "2026-01-02T03:04:05.670100Z"),
        (timestamp(1_767_323_045, 1), "2026-01-02T03:04:05.000000001Z"),
        (timestamp(951_782_400, 0), "2000-02-29T00:00:00Z"),
        (timestamp(SECONDS_MIN, 0), "0001-01-01T00:00:00Z"),
        (timestamp(SECONDS_MAX, 999_999_999), "9999-12-31T23:59:59.999999999Z"),
    ] {
        assert_eq!(serde_json::to_value(value).unwrap(), json!(text));
        assert_eq!(read_timestamp(text), Ok(value));
    }
}

#[test]
fn a_timestamp_is_read_with_any_offset_and_any_number_of_digits_up_to_nine() {
    for (text, expected) in [
        ("1970-01-01T08:00:01+08:00", timestamp(1, 0)),
        ("1969-12-31T19:30:00.5-04:30", timestamp(0, 500_000_000)),
        ("1970-01-01T00:00:00.00000001-00:00", timestamp(0, 10)),
        ("0001-01-01T01:00:00+01:00", timestamp(SECONDS_MIN, 0)),
        ("9999-12-31T22:59:59-01:00", timestamp(SECONDS_MAX, 0)),
    ] {
        assert_eq!(read_timestamp(text), Ok(expected), "{text}");
    }
}

#[test]
fn text_that_is_not_a_protobuf_timestamp_is_refused_for_what_is_wrong_with_it() {
    for (text, problem) in [
        ("", "is empty"),
        ("1970-01-01", "is not an RFC 3339 instant"),
        ("1970-01-01T00:00:00", "has no offset"),
        ("1970-01-01t00:00:00Z", "upper case"),
        ("1970-01-01T00:00:00z", "upper case"),
        ("1970-01-01 00:00:00Z", "upper case"),
        ("1970-01-01T00:00:00Z ", "has text after its offset"),
        ("1970-01-01T00:00:00.Z", "has a point without digits"),
        ("1970-01-01T00:00:00.0000000000Z", "is finer than a nanosecond"),
        ("2016-12-31T23:59:60Z", "is a leap second"),
        ("2016-12-31T24:00:00Z", "does not exist"),
        ("2023-02-29T00:00:00Z", "does not exist"),
        ("0000-12-31T23:59:59Z", "is outside the years 1 to 9999"),
        ("0001-01-01T00:00:00+00:01", "is outside the years 1 to 9999"),
        ("9999-12-31T23:59:59-00:01", "is outside the years 1 to 9999"),
        ("10000-01-01T00:00:00Z", "is not an RFC 3339 instant"),
        ("-0001-01-01T00:00:00Z", "is not an RFC 3339 instant"),
        ("１970-01-01T00:00:00Z", "is not an RFC 3339 instant"),
        ("1970-01-01T00:00:00é", "has no offset"),
    ] {
        let error = read_timestamp(text).unwrap_err();
        assert!(error.contains(problem), "{text}: {error}");
    }
}

#[test]
fn a_duration_is_written_with_0_3_6_or_9_digits_and_read_back() {
    for (value, text) in [
        (duration(0, 0), "0s"),
        (duration(1, 0), "1s"),
        (duration(1, 500_000_000), "1.500s"),
        (duration(0, 10_000), "0.000010s"),
        (duration(3, 1), "3.000000001s"),
        (duration(0, -500_000_000), "-0.500s"),
        (duration(-90, -2_456_301), "-90.002456301s"),
        (duration(DURATION_SECONDS_MAX, 999_999_999), "315576000000.999999999s"),
        (
            duration(-DURATION_SECONDS_MAX, -999_999_999),
            "-315576000000.999999999s",
        ),
    ] {
        assert_eq!(serde_json::to_value(value).unwrap(), json!(text));
        assert_eq!(read_duration(text), Ok(value));
    }
}

#[test]
fn a_duration_is_read_with_any_number_of_digits_up_to_nine() {
    assert_eq!(read_duration("1.5s"), Ok(duration(1, 500_000_000)));
    assert_eq!(read_duration("1.00000000s"), Ok(duration(1, 0)));
    assert_eq!(read_duration("-0.01s"), Ok(duration(0, -10_000_000)));
    assert_eq!(read_duration("-0s"), Ok(duration(0, 0)));
}

#[test]
fn text_that_is_not_a_protobuf_duration_is_refused_for_what_is_wrong_with_it() {
    let (number, range) = ("is not decimal seconds", "is beyond 315,576,000,000 seconds");
    for (text, problem) in [
        ("", "does not end with s"),
        ("1", "does not end with s"),
        ("1S", "has the unit"),
        ("s", number),
        ("-s", number),
        ("--5s", number),
        ("+5s", number),
        ("-+5s", number),
        ("1.+5s", number),
        ("1.-5s", number),
        ("1.s", number),
        (".5s", number),
        ("1.2.3s", number),
        ("1e3s", "has the unit"),
        (" 1s", number),
        ("1 s", number),
        ("1ss", "has the unit"),
        ("0x1s", "has the unit"),
        ("1h2h", "has h after a unit that is not longer"),
        ("P1Y", "years or months"),
        ("-1m", "does not end with s"),
        ("300000d", "longer than 292 years"),
        ("٣s", number),
        ("NaNs", number),
        ("01s", "has a leading zero"),
        ("1.0000000000s", "is finer than a nanosecond"),
        ("315576000001s", range),
        ("-315576000001s", range),
        ("9223372036854775807s", range),
        ("9223372036854775808s", range),
        ("-9223372036854775808s", range),
        ("--9223372036854775808s", number),
        ("99999999999999999999999999s", range),
    ] {
        let error = read_duration(text).unwrap_err();
        assert!(error.contains(problem), "{text}: {error}");
    }
}

#[test]
fn a_refusal_shows_a_correct_text() {
    assert_eq!(
        read_duration("--5s").unwrap_err(),
        "\"--5s\" is not decimal seconds; write for example 25s or 1.500s"
    );
    assert_eq!(
        read_timestamp("now").unwrap_err(),
        "\"now\" is not an RFC 3339 instant; write for example 2030-01-02T03:04:05.678Z"
    );
}

#[test]
fn a_duration_is_read_as_people_write_it_too() {
    for (text, seconds, nanos) in [
        ("1500ms", 1, 500_000_000),
        ("5m", 300, 0),
        ("1h30m", 5_400, 0),
        ("1h30s", 3_630, 0),
        ("3d", 259_200, 0),
        ("PT1H30M", 5_400, 0),
        ("P1D", 86_400, 0),
        ("PT25S", 25, 0),
        ("10us", 0, 10_000),
    ] {
        assert_eq!(read_duration(text), Ok(duration(seconds, nanos)), "{text}");
    }
}

#[test]
fn a_bare_number_counts_milliseconds() {
    let read = |value: Value| serde_json::from_value::<Duration>(value).map_err(|error| error.to_string());
    for (value, expected) in [
        (json!(0), duration(0, 0)),
        (json!(1500), duration(1, 500_000_000)),
        (json!(-1500), duration(-1, -500_000_000)),
        (json!(5e3), duration(5, 0)),
    ] {
        assert_eq!(read(value.clone()), Ok(expected), "{value}");
    }
    for (value, problem) in [
        (json!(1.5), "not a whole number"),
        (json!(u64::MAX), "beyond"),
        (json!(i64::MIN), "beyond"),
        (json!(1e300), "too large"),
    ] {
        let error = read(value.clone()).unwrap_err();
        assert!(error.contains(problem), "{value}: {error}");
    }
    let read = |value: Value| serde_json::from_value::<Timestamp>(value).map_err(|error| error.to_string());
    for (value, expected) in [
        (json!(1_893_553_445_678_u64), timestamp(1_893_553_445, 678_000_000)),
        (json!(0), timestamp(0, 0)),
        (json!(-1), timestamp(-1, 999_000_000)),
    ] {
        assert_eq!(read(value.clone()), Ok(expected), "{value}");
    }
    for (value, problem) in [
        (json!(u64::MAX), "outside the years"),
        (json!(i64::MIN), "outside the years"),
        (json!(0.5), "not a whole number"),
    ] {
        let error = read(value.clone()).unwrap_err();
        assert!(error.contains(problem), "{value}: {error}");
    }
}

#[test]
fn json_other_than_a_string_or_a_number_is_neither_a_timestamp_nor_a_duration() {
    for value in [json!(null), json!(true), json!(["1s"]), json!({"seconds": 1})] {
        assert!(serde_json::from_value::<Timestamp>(value.clone()).is_err(), "{value}");
        assert!(serde_json::from_value::<Duration>(value.clone()).is_err(), "{value}");
    }
}

#[test]
fn out_of_range_protobuf_times_are_not_serialised_as_json() {
    for value in [
        timestamp(0, 1_000_000_000),
        timestamp(0, -1),
        timestamp(SECONDS_MIN - 1, 0),
        timestamp(SECONDS_MAX + 1, 0),
        timestamp(i64::MIN, i32::MIN),
        timestamp(i64::MAX, i32::MAX),
    ] {
        assert!(serde_json::to_string(&value).is_err(), "{value:?}");
    }
    for value in [
        duration(1, -1),
        duration(-1, 1),
        duration(0, 1_000_000_000),
        duration(DURATION_SECONDS_MAX + 1, 0),
        duration(i64::MIN, i32::MIN),
        duration(i64::MAX, i32::MAX),
    ] {
        assert!(serde_json::to_string(&value).is_err(), "{value:?}");
    }
}

#[test]
fn a_message_carries_them_as_json_strings_or_null() {
    let timer: Timer = serde_json::from_value(json!({"fireTime": "2030-01-02T03:04:05+00:00"})).unwrap();
    assert_eq!(timer.fire_time, Some(timestamp(1_893_553_445, 0)));
    let written = serde_json::to_value(&timer).unwrap();
    assert_eq!(written["fireTime"], json!("2030-01-02T03:04:05Z"));
    let absent: Timer = serde_json::from_value(json!({"fireTime": Value::Null})).unwrap();
    assert_eq!(absent.fire_time, None);
}

proptest! {
    #[test]
    fn every_timestamp_reads_back_from_its_json(seconds in SECONDS_MIN..=SECONDS_MAX, nanos in 0..=999_999_999) {
        let value = timestamp(seconds, nanos);
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(serde_json::from_str::<Timestamp>(&text).unwrap(), value);
        // jiff, an independent implementation, ends about a day before protobuf does.
        if let Ok(theirs) = jiff::Timestamp::new(seconds, nanos) {
            prop_assert_eq!(text.trim_matches('"').parse::<jiff::Timestamp>().unwrap(), theirs);
        }
    }

    #[test]
    fn every_duration_reads_back_from_its_json(
        seconds in 0..=DURATION_SECONDS_MAX, nanos in 0..=999_999_999_i32, negative: bool,
    ) {
        let value = if negative { duration(-seconds, -nanos) } else { duration(seconds, nanos) };
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(serde_json::from_str::<Duration>(&text).unwrap(), value);
    }

    #[test]
    fn no_text_panics_and_what_is_read_can_be_written(
        text in "\\PC{0,30}|-{0,2}[0-9]{0,20}[.+-]{0,2}[0-9]{0,10}s|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.0-9]{0,11}[Z+-][0-9:]{0,5}",
    ) {
        if let Ok(value) = read_timestamp(&text) {
            prop_assert!(serde_json::to_string(&value).is_ok());
        }
        if let Ok(value) = read_duration(&text) {
            prop_assert!(serde_json::to_string(&value).is_ok());
        }
    }
}
