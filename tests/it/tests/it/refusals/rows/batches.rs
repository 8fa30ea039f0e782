//! Batches.

use minoots_it::client::{TimerRequest as _, timer};

use super::super::call::{Call, HOUR, Row, invalid};

pub(super) fn all() -> Vec<Row> {
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
