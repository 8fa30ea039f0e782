//! The table of waits.

use minoots_it::clock::SECOND;
use minoots_wire::time::duration;
use minoots_wire::well_known::Duration as Span;
use tonic::Code;

use super::call::{Row, invalid, wait};

pub fn all() -> Vec<Row> {
    let lasting = |timeout: Span| wait("tea", |request| request.timeout = Some(timeout));
    vec![
        invalid("1 wait", wait("", |_| {}), "ID_EMPTY", "id", ""),
        invalid("2 wait", wait(&"x".repeat(129), |_| {}), "ID_TOO_LONG", "id", "128"),
        invalid("3 wait", wait("a/../b", |_| {}), "ID_CHARSET", "id", ""),
        invalid(
            "a wait longer than 60 s",
            lasting(duration::to_proto(60 * SECOND + 1)),
            "WAIT_RANGE",
            "timeout",
            "60 s",
        ),
        invalid(
            "a wait of less than nothing",
            lasting(duration::to_proto(-1)),
            "WAIT_RANGE",
            "timeout",
            "0",
        ),
        invalid(
            "a wait of no valid length",
            lasting(Span {
                seconds: i64::MAX,
                nanos: 0,
            }),
            "WAIT_RANGE",
            "timeout",
            "",
        ),
        invalid(
            "a wait for what is no state",
            wait("tea", |request| request.until = 9),
            "MALFORMED",
            "until",
            "9",
        ),
        Row {
            number: "15 wait",
            call: wait("absent", |_| {}),
            code: Code::NotFound,
            reason: "TIMER",
            field: "",
            says: "",
        },
        Row {
            number: "15 wait elsewhere",
            call: wait("tea", |request| request.partition_key = "elsewhere".to_owned()),
            code: Code::NotFound,
            reason: "TIMER",
            field: "",
            says: "",
        },
    ]
}
