//! The table of filters.

use super::call::{Row, invalid, listed};

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
    ]
}
