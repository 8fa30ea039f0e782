//! Fuzzes the whole path: the kernel applies every request that passes the checks, and delivery makes a valid event of
//! it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{Violations, new_timer};
use crate::token::{Cursor, Kind, open, seal};
use minoots_delivery::payload::{BUILDER_LATEST, Data, Event, build};
use minoots_fuzz::Campaign;
use minoots_kernel::{
    Entry, Reply, apply,
    internal::{Caller, Command, CreateTimers, NewTimer, command::Command as Kinds},
    memory::MemoryTables,
};
use minoots_wire::{
    error::Reason,
    timer::v1::{CreateTimerRequest, Payload, RetryPolicy, Target, target},
    well_known::{Duration, Timestamp},
};
use prost::Message;

const NOW: i64 = 1_900_000_000_000_000_000;

fn examples() -> Vec<Vec<u8>> {
    let delayed = CreateTimerRequest {
        id: "timer-1".to_owned(),
        name: "name".to_owned(),
        delay: Some(Duration { seconds: 5, nanos: 1 }),
        payload: Some(Payload {
            content_type: "application/json".to_owned(),
            data: br#"{"a":[1,"\u00e9"]}"#.to_vec().into(),
        }),
        labels: [("key".to_owned(), "value".to_owned())].into(),
        ..CreateTimerRequest::default()
    };
    let at = CreateTimerRequest {
        request_id: "request".to_owned(),
        fire_time: Some(Timestamp {
            seconds: 1_900_000_100,
            nanos: 999_999_999,
        }),
        retry_policy: Some(RetryPolicy {
            max_attempts: 3,
            ..RetryPolicy::default()
        }),
        target: Some(Target {
            target: Some(target::Target::Queue("queue".to_owned())),
        }),
        payload: Some(Payload {
            content_type: "text/plain; charset=utf-8".to_owned(),
            data: b"text \x01 \xe2\x82\xac".to_vec().into(),
        }),
        ..CreateTimerRequest::default()
    };
    [delayed, at].map(|request| request.encode_to_vec()).into()
}

fn applied(timer: NewTimer) -> String {
    let caller = Caller {
        tenant: "dev".to_owned(),
        ..Caller::default()
    };
    let create = Kinds::CreateTimers(CreateTimers {
        caller: Some(caller),
        timers: vec![timer],
    });
    let entry = Entry {
        time: NOW,
        arm_before: NOW,
        commands: vec![Command { command: Some(create) }],
    };
    let stored = Entry::from_bytes(&entry.to_bytes()).unwrap();
    assert_eq!(stored, entry, "an entry that the log would give back otherwise");
    match apply(&mut MemoryTables::default(), 1, &stored)
        .unwrap()
        .replies
        .remove(0)
    {
        Reply::Created(_) => "created".to_owned(),
        other => format!("{other:?}"),
    }
}

fn payload_of(timer: &NewTimer) {
    let event = Event {
        builder: BUILDER_LATEST,
        id: "timer:dev:id:1",
        source: "/clusters/c/tenants/dev",
        kind: "timer.fired",
        subject: &format!("timers/{}", timer.id),
        time_ns: timer.fire_time,
        tenant: "dev",
        traceparent: None,
        attributes: &[],
        data: Data {
            content_type: &timer.content_type,
            bytes: &timer.payload,
        },
    };
    let payload = build(&event).unwrap();
    minoots_wire::json::check_json(&payload).unwrap_or_else(|error| {
        panic!(
            "the payload is no sound JSON: {error}: {}",
            String::from_utf8_lossy(&payload)
        );
    });
}

#[test]
fn a_request_is_refused_by_name_or_becomes_a_timer() {
    let words = [
        "\u{202e}",
        "\u{0}",
        "..",
        "-",
        "application/json",
        "\"",
        "\\",
        "[",
        "1e400",
        "application/x+json",
    ];
    Campaign::new("create request")
        .examples(examples())
        .words(words)
        .run(|input| {
            let Ok(request) = CreateTimerRequest::decode(input) else {
                return "not a request".to_owned();
            };
            let mut violations = Violations::default();
            let timer = new_timer(&mut violations, "", "dev", request, NOW, None);
            match violations.finish() {
                Err(refused) => refused.message().to_owned(),
                Ok(()) => {
                    payload_of(&timer);
                    applied(timer)
                }
            }
        });
}

#[test]
fn a_token_opens_for_whom_it_was_made_only() {
    let cursor = Cursor { epoch: 1, sequence: 77 };
    let page = seal(Kind::Page, b"tenant and filter", b"place");
    let examples = [cursor.text("dev"), page.clone()];
    Campaign::new("token")
        .examples(examples)
        .words(["=", "-", "_", "A"])
        .run(|input| {
            let Ok(text) = std::str::from_utf8(input) else {
                return "not text".to_owned();
            };
            if let Some(read) = Cursor::parse("dev", text) {
                assert_eq!(read.text("dev"), text);
                return "a cursor".to_owned();
            }
            match open(Kind::Page, b"tenant and filter", text) {
                Some(_) => {
                    assert_eq!(text, page, "another text opens");
                    "a page token".to_owned()
                }
                None => format!("refused as {:?}", Reason::PageToken),
            }
        });
}
