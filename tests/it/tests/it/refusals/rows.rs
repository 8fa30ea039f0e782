//! The tables: what is sent, and what it is answered with.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::{NackRequest, TailRequest};
use minoots_wire::time::{duration, instant};
use minoots_wire::well_known::Timestamp;
use tonic::Code;

use super::call::{
    Call, DAY, HOUR, Row, SOME_FENCE, after, at, cancel, create, invalid, labelled, listed, reschedule, retried,
};

/// Every row.
pub fn all() -> impl Iterator<Item = Row> {
    let tables = [
        names_and_ids(),
        times(),
        bodies(),
        retries(),
        reads_and_streams(),
        batches(),
        absent_and_taken(),
    ];
    tables.into_iter().flatten()
}

fn names_and_ids() -> Vec<Row> {
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

fn times() -> Vec<Row> {
    let choice = "TIME_SPEC_CHOICE";
    let now = |_| Some(instant::to_proto(now_ns()));
    vec![
        invalid(
            "4 both",
            create(|request| request.fire_time = now(())),
            choice,
            "fire_time",
            "",
        ),
        invalid(
            "4 neither",
            create(|request| request.delay = None),
            choice,
            "fire_time",
            "",
        ),
        invalid(
            "4 reschedule both",
            reschedule("tea", |request| request.fire_time = now(())),
            choice,
            "fire_time",
            "",
        ),
        invalid(
            "4 reschedule neither",
            reschedule("tea", |request| request.delay = None),
            choice,
            "fire_time",
            "",
        ),
        invalid(
            "5 nanos",
            at(|now| Timestamp {
                nanos: 1_000_000_000,
                ..instant::to_proto(now)
            }),
            "TIMESTAMP_RANGE",
            "fire_time",
            "999,999,999",
        ),
        invalid(
            "5 negative nanos",
            at(|now| Timestamp {
                nanos: -1,
                ..instant::to_proto(now)
            }),
            "TIMESTAMP_RANGE",
            "fire_time",
            "",
        ),
        invalid(
            "5 year 0",
            at(|_| Timestamp {
                seconds: -62_135_596_801,
                nanos: 0,
            }),
            "TIMESTAMP_RANGE",
            "fire_time",
            "",
        ),
        invalid(
            "6",
            at(|now| instant::to_proto(now + 36_526 * DAY)),
            "HORIZON_EXCEEDED",
            "fire_time",
            "100 years",
        ),
        invalid(
            "6 year 9999",
            at(|_| Timestamp {
                seconds: 253_402_300_799,
                nanos: 0,
            }),
            "HORIZON_EXCEEDED",
            "fire_time",
            "100 years",
        ),
        invalid(
            "6 by delay",
            after(36_526 * 86_400, 0),
            "HORIZON_EXCEEDED",
            "delay",
            "100 years",
        ),
        invalid(
            "7",
            at(|now| instant::to_proto(now - DAY - 10 * SECOND)),
            "FIRE_TIME_TOO_OLD",
            "fire_time",
            "24 h",
        ),
        invalid(
            "7 seconds taken for milliseconds",
            at(|now| Timestamp {
                seconds: now / SECOND / 1_000,
                nanos: 0,
            }),
            "FIRE_TIME_TOO_OLD",
            "fire_time",
            "24 h",
        ),
        invalid(
            "7 year 1",
            at(|_| Timestamp {
                seconds: -62_135_596_800,
                nanos: 0,
            }),
            "FIRE_TIME_TOO_OLD",
            "fire_time",
            "24 h",
        ),
        invalid("8", after(0, -1), "DELAY_NEGATIVE", "delay", ""),
        invalid("8 seconds", after(-1, 0), "DELAY_NEGATIVE", "delay", ""),
        invalid("8 smallest", after(i64::MIN, i32::MIN), "DELAY_NEGATIVE", "delay", ""),
        invalid("9", after(i64::MAX, 0), "DELAY_RANGE", "delay", ""),
        invalid("9 nanos", after(1, 1_000_000_000), "DELAY_RANGE", "delay", ""),
    ]
}

fn bodies() -> Vec<Row> {
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

fn retries() -> Vec<Row> {
    let row = |number, call, field| invalid(number, call, "RETRY_POLICY", field, "");
    let multiplier = |value: f64| retried(|policy| policy.multiplier = Some(value));
    let jitter = |value: f64| retried(|policy| policy.jitter = Some(value));
    let initial = |nanos: i64| retried(|policy| policy.initial_backoff = Some(duration::to_proto(nanos)));
    let longest = |nanos: i64| retried(|policy| policy.max_backoff = Some(duration::to_proto(nanos)));
    vec![
        row(
            "20",
            retried(|policy| policy.max_attempts = 101),
            "retry_policy.max_attempts",
        ),
        row("20 NaN", multiplier(f64::NAN), "retry_policy.multiplier"),
        row("20 0.5", multiplier(0.5), "retry_policy.multiplier"),
        row("20 infinity", multiplier(f64::INFINITY), "retry_policy.multiplier"),
        row("20 10.1", multiplier(10.1), "retry_policy.multiplier"),
        row("20 jitter NaN", jitter(f64::NAN), "retry_policy.jitter"),
        row("20 jitter −0.1", jitter(-0.1), "retry_policy.jitter"),
        row("20 jitter 1.1", jitter(1.1), "retry_policy.jitter"),
        row("20 backoff 0", initial(0), "retry_policy.initial_backoff"),
        row("20 backoff negative", initial(-SECOND), "retry_policy.initial_backoff"),
        row("20 longest backoff", longest(DAY + SECOND), "retry_policy.max_backoff"),
        row(
            "20 longest below first",
            longest(SECOND / 2),
            "retry_policy.max_backoff",
        ),
    ]
}

fn reads_and_streams() -> Vec<Row> {
    let tail = |position: Option<Position>, types: Vec<String>| {
        Call::Tail(TailRequest {
            position,
            types,
            unsigned: true,
        })
    };
    let nack = |change: fn(&mut NackRequest)| {
        let event_id = "timer:dev:tea:1".to_owned();
        let mut request = NackRequest {
            event_id,
            fence: SOME_FENCE.to_owned(),
            ..NackRequest::default()
        };
        change(&mut request);
        Call::Nack(request)
    };
    vec![
        invalid(
            "50",
            tail(Some(Position::Cursor("?".to_owned())), Vec::new()),
            "CURSOR_INVALID",
            "cursor",
            "",
        ),
        invalid(
            "52",
            tail(None, vec!["timer.fired".to_owned(); 33]),
            "FILTER_TOO_COMPLEX",
            "types",
            "32",
        ),
        invalid(
            "53 −1",
            listed(|request| request.page_size = -1),
            "PAGE_SIZE",
            "page_size",
            "1000",
        ),
        invalid(
            "53 1001",
            listed(|request| request.page_size = 1_001),
            "PAGE_SIZE",
            "page_size",
            "1000",
        ),
        invalid(
            "page token",
            listed(|request| request.page_token = "?".to_owned()),
            "PAGE_TOKEN",
            "page_token",
            "",
        ),
        invalid(
            "29 window",
            listed(|request| {
                request.due_from = Some(instant::to_proto(SECOND));
                request.due_until = Some(instant::to_proto(SECOND));
            }),
            "WINDOW_EMPTY",
            "due_until",
            "",
        ),
        invalid(
            "credits",
            Call::Consume("default", 10_001),
            "CREDITS_RANGE",
            "credits",
            "10000",
        ),
        invalid(
            "fence",
            Call::Ack("timer:dev:tea:1", "1-2-3"),
            "FENCE_INVALID",
            "fence",
            "",
        ),
        invalid(
            "fence in capitals",
            Call::Ack("timer:dev:tea:1", "0000001-000000000000000A-000000000001-000001"),
            "FENCE_INVALID",
            "fence",
            "",
        ),
        invalid(
            "nack reason",
            nack(|request| request.reason = "x".repeat(256)),
            "REASON_TOO_LONG",
            "reason",
            "255",
        ),
        invalid(
            "nack delay",
            nack(|request| request.delay = Some(duration::to_proto(-1))),
            "DELAY_RANGE",
            "delay",
            "24 h",
        ),
        invalid(
            "cancel reason",
            cancel("tea", |request| request.reason = "x".repeat(256)),
            "REASON_TOO_LONG",
            "reason",
            "255",
        ),
    ]
}

fn batches() -> Vec<Row> {
    let many = (0..1_001).map(|at| timer(&format!("b{at}")).fire_after(HOUR)).collect();
    let twice = vec![
        timer("b").fire_after(HOUR),
        timer("c").fire_after(HOUR),
        timer("b").fire_after(HOUR),
    ];
    let wrong = vec![timer("b").fire_after(HOUR), timer("c")];
    vec![
        invalid(
            "batch of none",
            Call::Batch(Vec::new()),
            "BATCH_SIZE",
            "requests",
            "1000",
        ),
        invalid("batch of 1001", Call::Batch(many), "BATCH_SIZE", "requests", "1000"),
        invalid(
            "batch names an id twice",
            Call::Batch(twice),
            "BATCH_DUPLICATE",
            "requests[2].id",
            "",
        ),
        invalid(
            "4 in a batch",
            Call::Batch(wrong),
            "TIME_SPEC_CHOICE",
            "requests[1].fire_time",
            "",
        ),
    ]
}

fn absent_and_taken() -> Vec<Row> {
    let row = |number, call, code, reason| Row {
        number,
        call,
        code,
        reason,
        field: "",
        says: "",
    };
    let other = |id: &str, request_id: &str| {
        create(|request| {
            (request.id, request.request_id) = (id.to_owned(), request_id.to_owned());
            request.name = "another".to_owned();
        })
    };
    let nack = NackRequest {
        event_id: "timer:dev:absent:1".to_owned(),
        fence: SOME_FENCE.to_owned(),
        ..NackRequest::default()
    };
    vec![
        row("13", other("tea", ""), Code::AlreadyExists, "TIMER_EXISTS"),
        row(
            "14",
            other("", "request-1"),
            Code::FailedPrecondition,
            "IDEMPOTENCY_MISMATCH",
        ),
        row("15 get", Call::Get("absent"), Code::NotFound, "TIMER"),
        row("15 cancel", cancel("absent", |_| {}), Code::NotFound, "TIMER"),
        row("15 reschedule", reschedule("absent", |_| {}), Code::NotFound, "TIMER"),
        row(
            "15 another partition",
            cancel("tea", |request| request.partition_key = "other".to_owned()),
            Code::NotFound,
            "TIMER",
        ),
        row(
            "51 ack of an unknown key",
            Call::Ack("timer:dev:absent:1", SOME_FENCE),
            Code::NotFound,
            "EVENT",
        ),
        row(
            "51 ack of another tenant's",
            Call::Ack("timer:other:tea:1", SOME_FENCE),
            Code::NotFound,
            "EVENT",
        ),
        row(
            "51 ack of no event id",
            Call::Ack("nonsense", SOME_FENCE),
            Code::NotFound,
            "EVENT",
        ),
        row(
            "51 ack of what waits",
            Call::Ack("timer:dev:tea:1", SOME_FENCE),
            Code::NotFound,
            "EVENT",
        ),
        row("51 nack of an unknown key", Call::Nack(nack), Code::NotFound, "EVENT"),
    ]
}
