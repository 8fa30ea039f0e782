#![allow(clippy::unwrap_used)]

use bytes::Bytes;
use proptest::prelude::*;

use super::{Body, PAYLOAD_BYTES_MAX};

const EVENT: &str = r#"{"specversion":"1.0","id":"timer:dev:t1:1","source":"/clusters/c1/tenants/dev","type":"timer.fired","data": {"b":1, "b":2}}"#;

fn refusal(payload: &str) -> String {
    Body::new(Bytes::copy_from_slice(payload.as_bytes()))
        .unwrap_err()
        .to_string()
}

#[test]
fn the_bytes_stay_and_the_id_is_theirs() {
    let body = Body::new(Bytes::from_static(EVENT.as_bytes())).unwrap();
    assert_eq!(body.id(), "timer:dev:t1:1");
    assert_eq!(body.payload(), EVENT.as_bytes());
    assert_eq!(format!("{body:?}"), format!("timer:dev:t1:1, {} bytes", EVENT.len()));
}

#[test]
fn malformed_cloud_events_are_refused() {
    for (from, to, expected) in [
        (EVENT, "", "not CloudEvents JSON"),
        (EVENT, "[]", "not CloudEvents JSON"),
        (EVENT, "{}", "missing field `specversion`"),
        (r#""1.0""#, r#""0.3""#, "specversion is not 1.0"),
        (r#""1.0""#, "1.0", "not CloudEvents JSON"),
        (r#""timer.fired""#, r#""""#, "type is empty"),
        (r#""/clusters/c1/tenants/dev""#, r#""""#, "source is empty"),
        (r#""source""#, r#""id":"x","source""#, "duplicate field `id`"),
        ("timer:dev:t1:1", "", "visible ASCII"),
        ("timer:dev:t1:1", "a\\r\\nb", "visible ASCII"),
        ("timer:dev:t1:1", "a{b", "without a brace"),
        ("{", " {", "begin with a brace"),
        ("}}", "}} x", "trailing characters"),
        ("}}", "}", "not CloudEvents JSON"),
    ] {
        let payload = EVENT.replacen(from, to, 1);
        assert_ne!(payload, EVENT);
        let refusal = refusal(&payload);
        assert!(
            refusal.starts_with("payload") && refusal.contains(expected),
            "{payload}: {refusal}"
        );
    }
    assert!(refusal(&" ".repeat(PAYLOAD_BYTES_MAX + 1)).contains("more than 1048576"));
    assert!(refusal(&"[".repeat(100_000)).contains("not CloudEvents JSON"));
}

proptest! {
    #[test]
    fn any_bytes_are_judged(bytes: Vec<u8>) {
        prop_assert!(Body::new(bytes.into()).is_err());
    }
}
