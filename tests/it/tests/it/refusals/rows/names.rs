//! Names, ids and other names in a call.

use minoots_it::client::{TimerRequest as _, timer};

use super::super::call::{Call, HOUR, Row, SOME_FENCE, cancel, create, invalid, reschedule};

pub(super) fn all() -> Vec<Row> {
    let named = |name: String| create(|request| request.name = name);
    let id = |id: String| create(|request| request.id = id);
    vec![
        invalid("1 name", named(String::new()), "NAME_EMPTY", "name", ""),
        invalid("1 get", Call::Get(""), "ID_EMPTY", "id", ""),
        invalid("1 cancel", cancel("", |_| {}), "ID_EMPTY", "id", ""),
        invalid("1 reschedule", reschedule("", |_| {}), "ID_EMPTY", "id", ""),
        invalid("1 ack", Call::Ack("", SOME_FENCE), "ID_EMPTY", "event_id", ""),
        invalid("2 name", named("x".repeat(256)), "NAME_TOO_LONG", "name", "255"),
        invalid(
            "2 name of 128 two-byte letters",
            named("é".repeat(128)),
            "NAME_TOO_LONG",
            "name",
            "255",
        ),
        invalid("2 id", id("x".repeat(129)), "ID_TOO_LONG", "id", "128"),
        invalid("3 name NUL", named("a\0b".to_owned()), "NAME_CHARSET", "name", ""),
        invalid(
            "3 name U+202E",
            named("a\u{202e}b".to_owned()),
            "NAME_CHARSET",
            "name",
            "",
        ),
        invalid("3 name newline", named("a\nb".to_owned()), "NAME_CHARSET", "name", ""),
        invalid("3 id path", id("a/../b".to_owned()), "ID_CHARSET", "id", ""),
        invalid("3 id dot first", id(".a".to_owned()), "ID_CHARSET", "id", ""),
        invalid("3 id umlaut", id("tée".to_owned()), "ID_CHARSET", "id", ""),
        invalid("3 get", Call::Get("a b"), "ID_CHARSET", "id", ""),
        invalid(
            "3 queue",
            Call::Create(Box::new(timer("new").fire_after(HOUR).into_queue("a b"))),
            "ID_CHARSET",
            "target.queue",
            "",
        ),
        invalid("3 consume", Call::Consume("a:b", 1), "ID_CHARSET", "open.queue", ""),
        invalid(
            "3 partition key",
            create(|request| request.partition_key = "/".to_owned()),
            "ID_CHARSET",
            "partition_key",
            "",
        ),
        invalid(
            "3 request id",
            create(|request| request.request_id = "a b".to_owned()),
            "ID_CHARSET",
            "request_id",
            "",
        ),
    ]
}
