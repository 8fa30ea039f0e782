#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

#[track_caller]
fn refused(text: impl AsRef<[u8]>) -> JsonError {
    check_json(text.as_ref()).unwrap_err()
}

#[test]
fn json_values_of_every_kind_are_accepted() {
    for text in [
        "null",
        "true",
        "-0",
        "18446744073709551615",
        "-9223372036854775808",
        "123456789012345678901234567890",
        "1e308",
        "1e-400",
        r#""""#,
        r#""\ud83d\ude00 \u0000""#,
        "[]",
        " \t\r\n{ } \n",
        r#"{"a":{"a":[1,{"a":null}]},"b":"a","":0}"#,
        "\"\u{2028}\u{10ffff}\"",
    ] {
        assert_eq!(check_json(text.as_bytes()), Ok(()), "{text}");
    }
}

#[test]
fn a_duplicate_key_is_refused_at_any_depth_and_however_it_is_escaped() {
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"[{"x":{"a":1,"b":2,"a":3}}]"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"":1,"":1}"#,
    ] {
        assert_eq!(refused(text).kind, JsonErrorKind::DuplicateKey, "{text}");
    }
    let named = refused(r#"{"b":1,"a":1,"\u0061":2}"#);
    assert_eq!(named.key.as_deref(), Some("a"));
    assert!(!named.to_string().contains('"'), "the text repeats nothing: {named}");
    assert_eq!(refused("[").key, None);
}

#[test]
fn numbers_that_are_not_json_or_fit_no_double_are_refused() {
    let overlong = "9".repeat(400);
    for text in [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "-1e400",
        "01",
        "1.x",
        ".5",
        "+1",
        "0x10",
        &overlong,
    ] {
        assert_eq!(refused(text).kind, JsonErrorKind::Syntax, "{text}");
    }
}

#[test]
fn text_that_is_not_utf8_or_not_unicode_is_refused() {
    assert_eq!(refused(b"\"\xff\"").kind, JsonErrorKind::Syntax);
    assert_eq!(refused(b"{\"\xc3\":1}").kind, JsonErrorKind::Syntax);
    assert_eq!(refused(r#""\ud800""#).kind, JsonErrorKind::Syntax);
    assert_eq!(
        refused(b"\xef\xbb\xbf{}").kind,
        JsonErrorKind::Syntax,
        "a byte order mark"
    );
    assert_eq!(
        refused("\"a\nb\"").kind,
        JsonErrorKind::Syntax,
        "a raw control character"
    );
}

#[test]
fn anything_after_the_value_is_refused() {
    for text in ["{} {}", "1 2", "null,", "[]]", "{}\0"] {
        assert_eq!(refused(text).kind, JsonErrorKind::Syntax, "{text:?}");
    }
}

#[test]
fn a_value_cut_short_is_told_apart_from_a_wrong_one() {
    for text in ["", "  ", "{", "[1,", r#"{"a""#, r#"{"a":"#, "\"abc", "tru"] {
        assert_eq!(refused(text).kind, JsonErrorKind::Truncated, "{text:?}");
    }
    assert_eq!(refused("[1,]").kind, JsonErrorKind::Syntax);
}

#[test]
fn nesting_100_deep_is_accepted_and_101_is_refused() {
    let arrays = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}0{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
    for nested in [&arrays as &dyn Fn(usize) -> String, &objects] {
        assert_eq!(check_json(nested(JSON_DEPTH_MAX).as_bytes()), Ok(()));
        assert_eq!(refused(nested(JSON_DEPTH_MAX + 1)).kind, JsonErrorKind::TooDeep);
    }
    assert_eq!(
        refused("[".repeat(200_000)).kind,
        JsonErrorKind::TooDeep,
        "and is not followed further"
    );
}

#[test]
fn the_error_says_where_and_never_repeats_the_text() {
    let error = refused("{\"secret\":1,\n \"secret\":2}");
    assert_eq!((error.kind, error.line), (JsonErrorKind::DuplicateKey, 2));
    assert!(
        error
            .to_string()
            .starts_with("duplicate key in a JSON object at line 2 column "),
        "{error}"
    );
    assert!(!error.to_string().contains("secret"));
}
