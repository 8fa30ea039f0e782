//! Checks retry policies, and converts them to their stored form without floating point.

use super::Violations;
use minoots_kernel::{internal::Retry, limits};
use minoots_wire::{error::Reason, time::duration, timer::v1::RetryPolicy};

/// The policy with defaults filled in. Numbers are stored as thousandths.
pub(super) fn retry(violations: &mut Violations, prefix: &str, policy: Option<&RetryPolicy>) -> Retry {
    let default = RetryPolicy::default();
    let policy = policy.unwrap_or(&default);
    let field = |name: &str| format!("{prefix}retry_policy.{name}");
    let mut bad = |name: &str, description: String| violations.add(field(name), Reason::RetryPolicy, description);
    if policy.max_attempts > limits::ATTEMPTS_MAX {
        bad("max_attempts", format!("must be at most {}", limits::ATTEMPTS_MAX));
    }
    let nanos = |duration: Option<&minoots_wire::well_known::Duration>, unasked: u64| match duration {
        None => Some(unasked),
        Some(duration) => duration::from_proto(duration)
            .ok()
            .and_then(|nanos| u64::try_from(nanos).ok()),
    };
    let initial_backoff = nanos(policy.initial_backoff.as_ref(), limits::BACKOFF_INITIAL_DEFAULT);
    let max_unasked = limits::BACKOFF_MAX_DEFAULT.max(initial_backoff.unwrap_or_default());
    let max_backoff = nanos(policy.max_backoff.as_ref(), max_unasked);
    let within = limits::BACKOFF_INITIAL_MIN..=limits::BACKOFF_MAX_MAX;
    if !initial_backoff.is_some_and(|backoff| within.contains(&backoff)) {
        bad("initial_backoff", "must be 1 ms to 24 h".to_owned());
    }
    if !max_backoff.is_some_and(|backoff| within.contains(&backoff) && Some(backoff) >= initial_backoff) {
        bad(
            "max_backoff",
            "must be at most 24 h and not less than initial_backoff".to_owned(),
        );
    }
    let multiplier = policy
        .multiplier
        .unwrap_or(f64::from(limits::MULTIPLIER_MILLI_DEFAULT) / 1e3);
    if !(1.0..=f64::from(limits::MULTIPLIER_MILLI_MAX) / 1e3).contains(&multiplier) {
        bad("multiplier", "must be 1.0 to 10.0".to_owned());
    }
    let jitter = policy.jitter.unwrap_or(f64::from(limits::JITTER_MILLI_DEFAULT) / 1e3);
    if !(0.0..=1.0).contains(&jitter) {
        bad("jitter", "must be 0.0 to 1.0".to_owned());
    }
    Retry {
        max_attempts: if policy.max_attempts == 0 {
            limits::ATTEMPTS_DEFAULT
        } else {
            policy.max_attempts
        },
        initial_backoff: initial_backoff.unwrap_or_default(),
        max_backoff: max_backoff.unwrap_or_default(),
        multiplier_milli: thousandths(multiplier),
        jitter_milli: thousandths(jitter),
    }
}

/// Rounds to thousandths. Values out of range were rejected before, and casts saturate.
fn thousandths(value: f64) -> u32 {
    (value * 1e3).round() as u32
}
