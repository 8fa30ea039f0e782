//! Lists, tails, consumers and their responses.

use minoots_it::clock::SECOND;
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::{NackRequest, TailRequest};
use minoots_wire::time::{duration, instant};

use super::super::call::{Call, Row, SOME_FENCE, cancel, invalid, listed};

pub(super) fn all() -> Vec<Row> {
    let tail = |position: Option<Position>, types: Vec<String>| {
        Call::Tail(TailRequest {
            position,
            types,
            unsigned: true,
            ..TailRequest::default()
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
            tail(None, vec!["timer.fired".to_owned(); 65]),
            "FILTER_TOO_COMPLEX",
            "types",
            "64",
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
            "open.credits",
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
