//! Public messages, as protobuf and as canonical JSON.

use minoots_fuzz::Campaign;
use minoots_wire::{
    event::v1::{ConsumeRequest, TailRequest},
    timer::v1::{
        CancelTimerRequest, CreateTimerRequest, ListTimersRequest, Payload, RescheduleTimerRequest, SubmitRequest,
        Timer,
    },
    well_known::{Duration, Timestamp},
};
use prost::Message;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

fn create() -> CreateTimerRequest {
    CreateTimerRequest {
        id: "timer-1".to_owned(),
        name: "name".to_owned(),
        delay: Some(Duration { seconds: 5, nanos: 1 }),
        payload: Some(Payload {
            content_type: "application/json".to_owned(),
            data: br#"{"a":1}"#.to_vec().into(),
        }),
        labels: [("k".to_owned(), "v".to_owned())].into(),
        ..CreateTimerRequest::default()
    }
}

fn timer() -> Timer {
    Timer {
        id: "timer-1".to_owned(),
        fire_time: Some(Timestamp {
            seconds: 1_900_000_000,
            nanos: 5,
        }),
        lateness: Some(Duration { seconds: 0, nanos: 400 }),
        state_version: u64::MAX,
        ..Timer::default()
    }
}

/// A decoded protobuf message survives encoding and decoding.
fn protobuf<M: Message + Default + PartialEq + Debug>(name: &'static str, example: &M) {
    let examples = [example.encode_to_vec(), vec![0x0a, 0x00]];
    Campaign::new(name)
        .examples(examples)
        .slower_by(4)
        .run(|input| match M::decode(input) {
            Ok(message) => {
                assert_eq!(M::decode(message.encode_to_vec().as_slice()).unwrap(), message);
                format!(
                    "decoded, {} bytes",
                    if message.encoded_len() == input.len() {
                        "all"
                    } else {
                        "not all"
                    }
                )
            }
            Err(error) => error.to_string(),
        });
}

/// A message read from JSON survives writing and reading.
fn json<M: Serialize + DeserializeOwned + PartialEq + Debug>(name: &'static str, example: &M) {
    let words = [
        "\"seconds\"",
        "\"9223372036854775807\"",
        "-1",
        "1e308",
        "0.0000000001",
        "null",
        "\"fireTime\":",
        "\"delay\":",
        "\"315576000000.999999999s\"",
        "\"-0.5s\"",
        "\"1970-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:60Z\"",
        "{",
        "[",
    ];
    let campaign = Campaign::new(name).examples([serde_json::to_vec(example).unwrap()]);
    campaign
        .words(words)
        .slower_by(2)
        .run(|input| match serde_json::from_slice::<M>(input) {
            Ok(message) => {
                // Protobuf may contain an instant or a duration that JSON cannot represent; values read from JSON
                // always can.
                let shown = serde_json::to_vec(&message).unwrap();
                assert_eq!(serde_json::from_slice::<M>(&shown).unwrap(), message);
                "a message".to_owned()
            }
            Err(error) => error.to_string(),
        });
}

#[test]
fn protobuf_that_decodes_means_one_thing() {
    protobuf("CreateTimerRequest", &create());
    protobuf("Timer", &timer());
    protobuf("SubmitRequest", &SubmitRequest::default());
    protobuf("ConsumeRequest", &ConsumeRequest::default());
    protobuf("ListTimersRequest", &ListTimersRequest::default());
}

#[test]
fn json_that_is_read_means_one_thing() {
    json("CreateTimerRequest as JSON", &create());
    json("Timer as JSON", &timer());
    json("CancelTimerRequest as JSON", &CancelTimerRequest::default());
    json("RescheduleTimerRequest as JSON", &RescheduleTimerRequest::default());
    json("TailRequest as JSON", &TailRequest::default());
}
