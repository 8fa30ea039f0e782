//! Times as people write them, and JSON.

use minoots_fuzz::Campaign;
use minoots_wire::{
    json::{JSON_DEPTH_MAX, check_json},
    time::{When, duration, instant},
};

#[test]
fn a_time_that_is_read_is_printed_as_the_same_time() {
    let examples = [
        "1500ms",
        "25s",
        "5m",
        "2h",
        "3d",
        "1h30m",
        "PT1H30M",
        "P1DT2S",
        "0s",
        "2030-01-02T03:04:05Z",
        "2030-01-02T03:04:05.123456789+02:00",
        "1969-12-31T23:59:59.5Z",
    ];
    let words = [
        "ns", "us", "ms", "h", "d", "w", "P", "T", "PT", "-", "+", "Z", ".", "9999", "e9", "\u{2009}",
    ];
    Campaign::new("time").examples(examples).words(words).run(|input| {
        let Ok(text) = std::str::from_utf8(input) else {
            return "not text".to_owned();
        };
        match When::parse(text) {
            Ok(When::At(nanos)) => {
                let shown = instant::format(nanos);
                assert_eq!(instant::parse(&shown), Ok(nanos), "{shown}");
                "an instant".to_owned()
            }
            Ok(When::After(nanos)) => {
                assert!(nanos >= 0, "a negative delay");
                let shown = duration::format(nanos);
                assert_eq!(duration::parse(&shown), Ok(nanos), "{shown}");
                "a duration".to_owned()
            }
            Err(refused) => refused.to_string(),
        }
    });
}

#[test]
fn json_that_is_accepted_can_be_read_within_an_event_by_an_ordinary_parser() {
    let deep = format!("{}{}", "[".repeat(JSON_DEPTH_MAX), "]".repeat(JSON_DEPTH_MAX));
    let examples = [
        r#"{"a":1,"b":[true,null,-1.5e3],"c":{"d":"\u00e9\ud83d\ude00"}}"#,
        r#"  "text"  "#,
        "[[[[]]],{}]",
        deep.as_str(),
    ];
    let words = [
        "{",
        "[",
        "\"a\":",
        "\\ud800",
        "1e400",
        "NaN",
        "\u{0}",
        "\\u0000",
        "-0",
        ",",
        "\"a\":1,\"\\u0061\":2",
    ];
    Campaign::new("json")
        .examples(examples)
        .words(words)
        .run(|input| match check_json(input) {
            Ok(()) => {
                let event = [br#"{"data":"#, input, b"}"].concat();
                let read: Result<serde_json::Value, _> = serde_json::from_slice(&event);
                assert!(read.is_ok(), "{read:?}");
                "one value".to_owned()
            }
            Err(refused) => refused.to_string(),
        });
}
