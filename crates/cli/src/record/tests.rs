#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

const PAYLOAD: &str = r#"{"specversion":"1.0","id":"timer:dev:tea:7","source":"/clusters/c/tenants/dev","type":"timer.fired","subject":"tea","time":"2030-01-02T03:04:05.5Z"}"#;

/// 2030-01-02T03:04:05.5Z.
const DUE_NS: i64 = 1_893_553_445_500_000_000;

fn envelope(payload: &str) -> Envelope {
    Envelope {
        payload: payload.as_bytes().to_vec().into(),
        signature: "e30..AA".to_owned(),
        id: "timer:dev:tea:7".to_owned(),
        r#type: "timer.fired".to_owned(),
        subject: "tea".to_owned(),
        time: Some(instant::to_proto(DUE_NS)),
    }
}

fn delivery(payload: &str) -> Delivery {
    Delivery {
        envelope: Some(envelope(payload)),
        fence: "0-1-2-3".to_owned(),
        attempt: 2,
        fire_time: Some(instant::to_proto(DUE_NS)),
        release_time: None,
        lateness: Some(duration::to_proto(250_999)),
        ack_deadline_time: None,
        traceparent: String::new(),
    }
}

#[test]
fn a_delivery_line_has_this_exact_shape() {
    let line = serde_json::to_string(&Record::of_delivery(&delivery(PAYLOAD), DUE_NS + 421_999)).unwrap();
    let payload = STANDARD.encode(PAYLOAD);
    let expected = format!(
        r#"{{"id":"timer:dev:tea:7","type":"timer.fired","subject":"tea","time":"2030-01-02T03:04:05.5Z","fireTime":"2030-01-02T03:04:05.500Z","latenessUs":421,"serverLatenessUs":250,"attempt":2,"fence":"0-1-2-3","dedupeKey":"timer:dev:tea:7","sequence":null,"cursor":null,"payload":"{payload}","payloadShredded":false,"signature":"e30..AA"}}"#
    );
    assert_eq!(line, expected);
}

#[test]
fn a_tail_line_has_this_exact_shape() {
    let event = LogEvent {
        envelope: Some(envelope(PAYLOAD)),
        sequence: 12,
        cursor: "c12".to_owned(),
        fire_time: None,
    };
    let line = serde_json::to_string(&Record::of_log(&event, DUE_NS)).unwrap();
    let payload = STANDARD.encode(PAYLOAD);
    let expected = format!(
        r#"{{"id":"timer:dev:tea:7","type":"timer.fired","subject":"tea","time":"2030-01-02T03:04:05.5Z","fireTime":null,"latenessUs":0,"serverLatenessUs":null,"attempt":null,"fence":null,"dedupeKey":"timer:dev:tea:7","sequence":12,"cursor":"c12","payload":"{payload}","payloadShredded":false,"signature":"e30..AA"}}"#
    );
    assert_eq!(line, expected);
}

#[test]
fn the_signed_payload_wins_over_the_copies_beside_it() {
    let forged = PAYLOAD.replace("timer:dev:tea:7", "timer:dev:coffee:9");
    assert_eq!(Record::of_delivery(&delivery(&forged), DUE_NS).id, "timer:dev:coffee:9");
}

#[test]
fn a_payload_that_cannot_be_read_leaves_the_copies() {
    let record = Record::of_delivery(&delivery("not json"), DUE_NS + 1);
    assert_eq!((record.id.as_str(), record.lateness_us), ("timer:dev:tea:7", Some(0)));
}

#[test]
fn an_event_one_nanosecond_early_is_negative() {
    assert_eq!(
        Record::of_delivery(&delivery(PAYLOAD), DUE_NS - 1).lateness_us,
        Some(-1)
    );
    assert_eq!(milliseconds(-1), "-0.001 ms");
}

#[test]
fn a_summary_is_one_line_for_people() {
    let record = Record::of_delivery(&delivery(PAYLOAD), DUE_NS + 421_999);
    assert_eq!(
        record.summary(),
        "2030-01-02T03:04:05.5Z  timer.fired  tea  0.421 ms late  attempt 2"
    );
}

#[test]
fn a_shredded_payload_is_told() {
    let shredded = PAYLOAD.replace("\"time\"", "\"payloadshredded\":\"true\",\"time\"");
    let record = Record::of_delivery(&delivery(&shredded), DUE_NS);
    assert!(record.payload_shredded && record.summary().ends_with("payload shredded"));
    assert!(!Record::of_delivery(&delivery(PAYLOAD), DUE_NS).payload_shredded);
}
