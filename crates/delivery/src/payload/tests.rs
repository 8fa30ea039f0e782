#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::Value;

use super::*;

const VECTORS: &str = include_str!("../../../../tests/vectors/cloudevents.json");
const ENVELOPES: &str = include_str!("../../../../tests/vectors/envelope.json");

const EVENT: Event<'static> = Event {
    attributes: &[],
    builder: 1,
    id: "timer:dev:t1:1",
    source: "/clusters/c1/tenants/dev",
    kind: "timer.fired",
    subject: "timers/t1",
    time_ns: 1_767_323_045_678_000_000,
    tenant: "dev",
    traceparent: None,
    data: Data {
        content_type: "text/plain",
        bytes: b"hello",
    },
};

fn cases() -> Vec<Value> {
    let mut vectors: Value = serde_json::from_str(VECTORS).unwrap();
    serde_json::from_value(vectors["cases"].take()).unwrap()
}

fn input_bytes(case: &Value) -> Vec<u8> {
    STANDARD
        .decode(case["event"]["bytes_base64"].as_str().unwrap())
        .unwrap()
}

fn built(case: &Value) -> Vec<u8> {
    let event = &case["event"];
    let text = |name: &str| event[name].as_str().unwrap();
    build(&Event {
        attributes: &[],
        builder: u32::try_from(case["builder"].as_u64().unwrap()).unwrap(),
        id: text("id"),
        source: text("source"),
        kind: text("type"),
        subject: text("subject"),
        time_ns: text("time_ns").parse().unwrap(),
        tenant: text("tenant"),
        traceparent: event["traceparent"].as_str(),
        data: Data {
            content_type: text("content_type"),
            bytes: &input_bytes(case),
        },
    })
    .unwrap()
}

#[test]
fn every_golden_payload_is_built_byte_for_byte() {
    assert_eq!(cases().len(), 37);
    for case in cases() {
        assert_eq!(
            String::from_utf8(built(&case)).unwrap(),
            case["payload"].as_str().unwrap(),
            "{}",
            case["name"]
        );
    }
}

#[test]
fn every_golden_payload_gives_back_the_callers_bytes_or_value() {
    for case in cases() {
        let payload: Value = serde_json::from_str(case["payload"].as_str().unwrap()).unwrap();
        let (bytes, data) = (input_bytes(&case), payload.get("data"));
        let media_type = case["event"]["content_type"].as_str().unwrap().to_ascii_lowercase();
        match (data, payload.get("data_base64")) {
            (None, None) => assert!(bytes.is_empty(), "{}", case["name"]),
            (None, Some(encoded)) => assert_eq!(STANDARD.decode(encoded.as_str().unwrap()).unwrap(), bytes),
            (Some(Value::String(text)), None) if media_type.starts_with("text/") => assert_eq!(text.as_bytes(), bytes),
            (Some(value), None) => assert_eq!(*value, serde_json::from_slice::<Value>(&bytes).unwrap()),
            (Some(_), Some(_)) => panic!("{}: data and data_base64", case["name"]),
        }
    }
}

#[test]
fn attributes_come_in_one_order() {
    let case = cases()
        .into_iter()
        .find(|case| case["name"] == "trace context")
        .unwrap();
    let payload = case["payload"].as_str().unwrap();
    let names = [
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "datacontenttype",
        "tenant",
        "traceparent",
        "data",
    ];
    let positions: Vec<_> = names
        .iter()
        .map(|name| payload.find(&format!("\"{name}\":")).unwrap())
        .collect();
    assert!(positions.is_sorted(), "{positions:?}");
}

#[test]
fn the_event_of_the_envelope_vectors_is_built_byte_for_byte() {
    let vectors: Value = serde_json::from_str(ENVELOPES).unwrap();
    let signed = STANDARD
        .decode(vectors["valid"][0]["payload_base64"].as_str().unwrap())
        .unwrap();
    assert_eq!(build(&EVENT).unwrap(), signed);
}

#[test]
fn a_record_of_a_newer_builder_is_refused_and_not_built_by_an_older_one() {
    for builder in [0, BUILDER_LATEST + 1, u32::MAX] {
        assert_eq!(build(&Event { builder, ..EVENT }), Err(UnknownBuilder(builder)));
    }
}

#[test]
fn json_nested_far_deeper_than_a_stack_bears_is_handed_on_verbatim() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let data = Data {
        content_type: "application/json",
        bytes: deep.as_bytes(),
    };
    let payload = String::from_utf8(build(&Event { data, ..EVENT }).unwrap()).unwrap();
    assert!(payload.ends_with(&format!("\"data\":{deep}}}")));
}

#[test]
fn json_cannot_break_out_of_its_member() {
    let bytes = br#"1,"tenant":"other""#;
    let payload = build(&Event {
        data: Data {
            content_type: "application/json",
            bytes,
        },
        ..EVENT
    })
    .unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(payload["tenant"], "dev");
    assert_eq!(payload["data_base64"], STANDARD.encode(bytes));
}

#[test]
fn times_agree_with_jiff_on_every_day_of_400_years_and_at_the_ends() {
    let day_ns = 86_400 * 1_000_000_000_i64;
    let days = (i64::MIN / day_ns..=i64::MAX / day_ns).map(|day| day * day_ns);
    for instant_ns in days.chain([i64::MIN, i64::MAX, -1, 1]) {
        let theirs = jiff::Timestamp::from_nanosecond(i128::from(instant_ns)).unwrap();
        let ours: jiff::Timestamp = time::rfc3339(instant_ns).parse().unwrap();
        assert_eq!(ours, theirs, "{}", time::rfc3339(instant_ns));
    }
}
