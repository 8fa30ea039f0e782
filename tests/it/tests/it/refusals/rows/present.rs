//! Missing objects, and ids in use.

use minoots_wire::event::v1::NackRequest;
use tonic::Code;

use super::super::call::{Call, Row, SOME_FENCE, cancel, create, reschedule};

pub(super) fn all() -> Vec<Row> {
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
