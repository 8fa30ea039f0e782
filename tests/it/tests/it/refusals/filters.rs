//! The table of filters.

use super::call::{Row, cancel_many, invalid, listed};

pub fn all() -> Vec<Row> {
    let labels = |count: usize| (0..count).map(|at| (format!("k{at}"), "v".to_owned())).collect();
    vec![
        invalid(
            "11 filter",
            listed(|request| request.labels = labels(33)),
            "FILTER_TOO_COMPLEX",
            "labels",
            "32",
        ),
        invalid(
            "2 name prefix",
            listed(|request| request.name_prefix = "x".repeat(256)),
            "NAME_TOO_LONG",
            "name_prefix",
            "255",
        ),
        invalid(
            "2 id prefix",
            listed(|request| request.id_prefix = "x".repeat(129)),
            "ID_TOO_LONG",
            "id_prefix",
            "128",
        ),
        invalid(
            "3 id prefix",
            listed(|request| request.id_prefix = "a/".to_owned()),
            "ID_CHARSET",
            "id_prefix",
            "",
        ),
        invalid(
            "3 queue of a filter",
            listed(|request| request.queue = "a\0b".to_owned()),
            "ID_CHARSET",
            "queue",
            "",
        ),
        invalid(
            "a bulk cancel of everything",
            cancel_many(|request| request.id_prefix.clear()),
            "FILTER_EMPTY",
            "due_from",
            "all",
        ),
        invalid(
            "11 filter of a bulk cancel",
            cancel_many(|request| request.labels = labels(33)),
            "FILTER_TOO_COMPLEX",
            "labels",
            "32",
        ),
        invalid(
            "53 bulk cancel",
            cancel_many(|request| request.page_size = 1_001),
            "PAGE_SIZE",
            "page_size",
            "1000",
        ),
        invalid(
            "3 request id of a bulk cancel",
            cancel_many(|request| request.request_id = "a/b".to_owned()),
            "ID_CHARSET",
            "request_id",
            "",
        ),
        invalid(
            "the page token of a list",
            cancel_many(|request| request.page_token = "AAAAAAAAAAAA".to_owned()),
            "PAGE_TOKEN",
            "page_token",
            "",
        ),
        invalid(
            "a reason of 256 bytes for a bulk cancel",
            cancel_many(|request| request.reason = "x".repeat(256)),
            "REASON_TOO_LONG",
            "reason",
            "255",
        ),
    ]
}
