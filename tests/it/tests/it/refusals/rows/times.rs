//! Due instants.

use minoots_it::clock::{SECOND, now_ns};
use minoots_wire::time::instant;
use minoots_wire::well_known::Timestamp;

use super::super::call::{DAY, Row, after, at, create, invalid, reschedule};

pub(super) fn all() -> Vec<Row> {
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
