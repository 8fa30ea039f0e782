//! Retry policies.

use minoots_it::clock::SECOND;
use minoots_wire::time::duration;

use super::super::call::{DAY, Row, invalid, retried};

pub(super) fn all() -> Vec<Row> {
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
