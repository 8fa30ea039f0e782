#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{EndpointHeaders, HEADERS_MAX};

fn reason(name: &str, value: &str) -> &'static str {
    EndpointHeaders::new([(name, value)]).map_or_else(|error| error.reason(), |_| "ok")
}

#[test]
fn line_breaks_and_the_like_are_invalid() {
    for value in [
        "a\r\nhost: b",
        "a\nb",
        "a\rb",
        "a\0b",
        "\u{7f}",
        "\u{e4}",
        "a\tb",
        &*"a".repeat(1025),
    ] {
        assert_eq!(reason("x-key", value), "HEADER_INVALID", "{value:?}");
    }
    for name in ["", "a b", "a:b", "a\r\nb", "\u{e4}", &*"a".repeat(129)] {
        assert_eq!(reason(name, "value"), "HEADER_INVALID", "{name:?}");
    }
    assert_eq!(reason("authorization", "Bearer abc"), "ok");
    assert_eq!(reason("x-empty", ""), "ok");
}

#[test]
fn headers_set_by_the_sender_are_reserved() {
    for name in [
        "Host",
        "webhook-signature",
        "Webhook-Id",
        "minoots-signature",
        "content-length",
        "Transfer-Encoding",
        "connection",
        "ce-id",
        "expect",
    ] {
        assert_eq!(reason(name, "value"), "HEADER_RESERVED", "{name}");
    }
}

#[test]
fn too_many_or_twice_is_refused() {
    let names: Vec<String> = (0..=HEADERS_MAX).map(|number| format!("x-{number}")).collect();
    let headers = |count: usize| EndpointHeaders::new(names[..count].iter().map(|name| (name.as_str(), "v")));
    assert!(headers(HEADERS_MAX).is_ok());
    assert_eq!(headers(HEADERS_MAX + 1).unwrap_err().reason(), "HEADERS_TOO_MANY");
    let twice = EndpointHeaders::new([("x-a", "1"), ("X-A", "2")]).unwrap_err();
    assert_eq!(twice.to_string(), "headers: x-a is there twice; keep one");
}

#[test]
fn values_are_in_no_debug_and_no_error() {
    let headers = EndpointHeaders::new([("authorization", "s3cr3t")]).unwrap();
    assert_eq!(format!("{headers:?}"), r#"{"authorization"}"#);
    assert!(!format!("{:?}", headers.iter().collect::<Vec<_>>()).contains("s3cr3t"));
    for (name, value) in [("host", "s3cr3t"), ("x", "s3cr3t\n"), ("x y", "s3cr3t")] {
        let error = EndpointHeaders::new([(name, value)]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cr3t"));
    }
}

proptest! {
    #[test]
    fn any_pair_is_judged(name in any::<String>(), value in any::<String>()) {
        if let Ok(headers) = EndpointHeaders::new([(name.as_str(), value.as_str())]) {
            for (_, value) in headers.iter() {
                prop_assert!(value.as_bytes().iter().all(|byte| (b' '..=b'~').contains(byte)));
            }
        }
    }
}
