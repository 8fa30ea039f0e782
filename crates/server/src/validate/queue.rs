//! Checks options of a queue.

use super::{Violations, ack_deadline, retry::retry, text};
use minoots_kernel::{internal::QueueOptions, limits};
use minoots_wire::{error::Reason, time::duration, timer::v1::RetryPolicy, well_known::Duration};

/// The options of a request.
pub(crate) struct QueueAsked<'a> {
    pub description: &'a str,
    pub ack_deadline: Option<&'a Duration>,
    pub max_age: Option<&'a Duration>,
    pub retry_policy: Option<&'a RetryPolicy>,
    pub key_concurrency: u32,
}

/// Checks options. Unset options keep the general defaults.
pub(crate) fn queue_options(violations: &mut Violations, asked: &QueueAsked<'_>) -> QueueOptions {
    text::description(violations, "description", asked.description);
    let policy = asked.retry_policy;
    QueueOptions {
        description: asked.description.to_owned(),
        ack_deadline: ack_deadline(violations, "ack_deadline", asked.ack_deadline, 0),
        age_max: max_age(violations, asked.max_age),
        retry: policy.map(|policy| retry(violations, "", Some(policy))),
        key_concurrency: key_concurrency(violations, asked.key_concurrency),
    }
}

fn max_age(violations: &mut Violations, asked: Option<&Duration>) -> u64 {
    let Some(asked) = asked else { return 0 };
    let nanos = duration::from_proto(asked)
        .ok()
        .and_then(|nanos| u64::try_from(nanos).ok());
    match nanos.filter(|nanos| (limits::QUEUE_AGE_MIN..=limits::QUEUE_AGE_MAX).contains(nanos)) {
        Some(nanos) => nanos,
        None => {
            violations.add("max_age", Reason::MaxAgeRange, "must be 10 s to 14 d");
            0
        }
    }
}

/// Checks the limit; 0 means no limit.
fn key_concurrency(violations: &mut Violations, asked: u32) -> u64 {
    if u64::from(asked) > limits::KEY_CONCURRENCY_MAX {
        let description = format!(
            "must be 1 to {}, or 0 for no limit; it is {asked}",
            limits::KEY_CONCURRENCY_MAX
        );
        violations.add("key_concurrency", Reason::KeyConcurrencyRange, description);
    }
    u64::from(asked)
}
