#![allow(clippy::unwrap_used)]

use super::*;
use minoots_wire::error::Details;
use std::slice;
use tonic::Status;

/// The conditions of a request, or its refusal.
fn conditions(before: &[Condition], after: &[Condition]) -> Result<Conditions, Status> {
    let mut violations = Violations::default();
    let read = super::conditions(&mut violations, before, after);
    violations.finish().map(|()| read)
}

fn condition(pointer: &str, comparison: Comparison, value: &str) -> Condition {
    Condition {
        pointer: pointer.to_owned(),
        comparison: comparison.into(),
        value: value.to_owned(),
    }
}

fn holds(pointer: &str, comparison: Comparison, value: &str, data: &str) -> bool {
    let read = conditions(&[condition(pointer, comparison, value)], &[]).unwrap();
    read.against(Some(data.as_bytes())).is_none()
}

#[test]
fn values_compare_by_what_they_are() {
    use Comparison::{Absent, Equal, Exists, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    let data = r#"{"step":"plan","n":2,"big":18446744073709551615,"least":-9223372036854775808,"beyond":18446744073709551616,"list":[{"id":7}],"a/b":null,"~":1.5,"":0}"#;
    let cases = [
        ("/step", Equal, "\"plan\"", true),
        ("/step", Equal, "\"act\"", false),
        ("/step", NotEqual, "\"act\"", true),
        ("/step", Less, "\"plans\"", true),
        ("/step", Greater, "\"plan\"", false),
        ("/step", Greater, "1", false),
        ("/step", Less, "1", false),
        ("/n", Equal, "2.0", true),
        ("/n", LessOrEqual, "2", true),
        ("/n", GreaterOrEqual, "2.5", false),
        ("/big", Greater, "18446744073709551614", true),
        ("/big", Equal, "18446744073709551616", true),
        ("/least", Greater, "-9223372036854775807", false),
        ("/least", Equal, "-9223372036854775807", false),
        ("/beyond", Equal, "18446744073709551617", true),
        ("/list/0/id", Equal, "7", true),
        ("/list/1", Exists, "", false),
        ("/list/1", Absent, "", true),
        ("/list/1", NotEqual, "7", false),
        ("/list", Equal, "[ {\"id\": 7.0} ]", true),
        ("/a~1b", Exists, "", true),
        ("/a~1b", Equal, "null", true),
        ("/~0", Less, "2", true),
        ("/", Equal, "0", true),
        ("", Exists, "", true),
        ("", NotEqual, "{}", true),
    ];
    for (pointer, comparison, value, expected) in cases {
        let found = holds(pointer, comparison, value, data);
        assert_eq!(found, expected, "{pointer} {comparison:?} {value}");
    }
}

#[test]
fn invalid_json_meets_no_condition_and_a_missing_checkpoint_only_absent() {
    for comparison in [Comparison::Exists, Comparison::Absent] {
        assert!(!holds("/step", comparison, "", "no json"));
        assert!(!holds("/step", comparison, "", &"[".repeat(100_000)));
        let read = conditions(&[condition("/step", comparison, "")], &[]).unwrap();
        assert_eq!(read.against(None).is_none(), comparison == Comparison::Absent);
    }
}

#[test]
fn the_first_that_does_not_hold_is_named() {
    let plan = condition("/step", Comparison::Equal, "\"plan\"");
    let missing = condition("/gone", Comparison::Exists, "");
    let read = conditions(&[plan.clone(), missing.clone()], &[missing, plan]).unwrap();
    let data = br#"{"step":"plan"}"#;
    assert_eq!(read.against(Some(data)), Some("preconditions[1]".to_owned()));
    assert_eq!(read.against_written(data), Some("postconditions[0]".to_owned()));
}

#[test]
fn malformed_conditions_are_refused_with_their_field() {
    use Comparison::{Absent, Equal, Less, Unspecified};
    let cases = [
        (condition("step", Equal, "1"), "postconditions[0].pointer"),
        (condition("/a~2", Equal, "1"), "postconditions[0].pointer"),
        (condition("/a~", Equal, "1"), "postconditions[0].pointer"),
        (condition("/a", Unspecified, "1"), "postconditions[0].comparison"),
        (condition("/a", Equal, ""), "postconditions[0].value"),
        (condition("/a", Equal, "plan"), "postconditions[0].value"),
        (condition("/a", Absent, "1"), "postconditions[0].value"),
        (condition("/a", Less, "true"), "postconditions[0].value"),
    ];
    for (condition, field) in cases {
        let refused = conditions(&[], slice::from_ref(&condition)).unwrap_err();
        let details = Details::of(&refused);
        assert_eq!(details.reason_text, "CONDITION", "{condition:?}");
        assert_eq!(details.fields[0].path, field, "{condition:?}");
    }
}

#[test]
fn other_conditions_have_another_digest() {
    let one = condition("/a", Comparison::Equal, "1");
    let other = condition("/a", Comparison::Equal, "2");
    let digest = |before: &[Condition], after: &[Condition]| conditions(before, after).unwrap().digest;
    let all = [
        digest(&[], &[]),
        digest(slice::from_ref(&one), &[]),
        digest(&[], slice::from_ref(&one)),
        digest(slice::from_ref(&other), &[]),
        digest(&[one.clone(), other.clone()], &[]),
        digest(&[one], &[other]),
    ];
    for (at, digest) in all.iter().enumerate() {
        assert!(!all[..at].contains(digest), "{at}");
    }
}
