//! Payloads, labels and deadlines.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};

use super::super::call::{Call, HOUR, Row, invalid, labelled};

pub(super) fn all() -> Vec<Row> {
    let payload = |content_type: &str, data: Vec<u8>| {
        Call::Create(Box::new(timer("new").fire_after(HOUR).with_payload(content_type, data)))
    };
    let label = |key: &str, value: &str| labelled([(key.to_owned(), value.to_owned())]);
    let count = |count: usize| labelled((0..count).map(|at| (format!("k{at}"), String::new())));
    let json = |text: &str| payload("application/json", text.into());
    vec![
        invalid(
            "10",
            payload("", vec![b'x'; 262_145]),
            "PAYLOAD_TOO_LARGE",
            "payload.data",
            "262144",
        ),
        invalid(
            "10 in a batch",
            batch_with_large_payload(),
            "PAYLOAD_TOO_LARGE",
            "requests[1].payload.data",
            "262144",
        ),
        invalid(
            "82 JSON duplicate key",
            json(r#"{"a":1,"a":2}"#),
            "PAYLOAD_JSON",
            "payload.data",
            "duplicate",
        ),
        invalid("82 JSON NaN", json("[NaN]"), "PAYLOAD_JSON", "payload.data", ""),
        invalid("82 JSON 1e400", json("1e400"), "PAYLOAD_JSON", "payload.data", ""),
        invalid(
            "content type",
            payload("text/\u{e9}", Vec::new()),
            "CONTENT_TYPE",
            "payload.content_type",
            "255",
        ),
        invalid("11", count(33), "LABEL_COUNT", "labels", "32"),
        invalid("19 key", label(&"k".repeat(64), "v"), "LABEL_SIZE", "labels", "63"),
        invalid("19 empty key", label("", "v"), "LABEL_SIZE", "labels", ""),
        invalid("19 value", label("k", &"v".repeat(256)), "LABEL_SIZE", "labels", "255"),
        invalid(
            "label control character",
            label("k", "a\u{7}"),
            "LABEL_CHARSET",
            "labels",
            "",
        ),
        invalid(
            "ack deadline of 999 ms",
            Call::Create(Box::new(
                timer("new").fire_after(HOUR).ack_within(Duration::from_millis(999)),
            )),
            "ACK_DEADLINE_RANGE",
            "ack_deadline",
            "1 s",
        ),
        invalid(
            "ack deadline above 12 h",
            Call::Create(Box::new(timer("new").fire_after(HOUR).ack_within(13 * HOUR))),
            "ACK_DEADLINE_RANGE",
            "ack_deadline",
            "12 h",
        ),
    ]
}

fn batch_with_large_payload() -> Call {
    let large = timer("b2").fire_after(HOUR).with_payload("", vec![0; 262_145]);
    Call::Batch(vec![timer("b1").fire_after(HOUR), large])
}
