//! Checks retry policies, and converts them to their stored form without floating point.

use super::{Violations, nanos};
use minoots_kernel::{internal::Retry, limits};
use minoots_wire::{error::Reason, timer::v1::RetryPolicy};

/// The policy with defaults filled in. Numbers are stored as thousandths.
pub(super) fn retry(violations: &mut Violations, prefix: &str, policy: Option<&RetryPolicy>) -> Retry {
    let default = RetryPolicy::default();
    let policy = policy.unwrap_or(&default);
    let initial_backoff = policy
        .initial_backoff
        .as_ref()
        .map_or(limits::BACKOFF_INITIAL_DEFAULT, nanos);
    let max_unasked = limits::BACKOFF_MAX_DEFAULT.max(initial_backoff);
    let max_backoff = policy.max_backoff.as_ref().map_or(max_unasked, nanos);
    if max_backoff < initial_backoff {
        let field = format!("{prefix}retry_policy.max_backoff");
        violations.add(field, Reason::RetryPolicy, "must not be less than initial_backoff");
    }
    let multiplier = policy
        .multiplier
        .unwrap_or(f64::from(limits::MULTIPLIER_MILLI_DEFAULT) / 1e3);
    let jitter = policy.jitter.unwrap_or(f64::from(limits::JITTER_MILLI_DEFAULT) / 1e3);
    Retry {
        max_attempts: if policy.max_attempts == 0 {
            limits::ATTEMPTS_DEFAULT
        } else {
            policy.max_attempts
        },
        initial_backoff,
        max_backoff,
        multiplier_milli: thousandths(multiplier),
        jitter_milli: thousandths(jitter),
    }
}

/// Rounds to thousandths. The rules of the fields exclude other values, and casts saturate.
fn thousandths(value: f64) -> u32 {
    (value * 1e3).round() as u32
}
