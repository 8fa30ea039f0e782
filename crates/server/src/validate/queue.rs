//! Options of a queue.

use super::{Violations, ack_deadline, retry::retry, text};
use minoots_kernel::{internal::QueueOptions, limits};
use minoots_wire::{error::Reason, time::duration, timer::v1::RetryPolicy, well_known::Duration};

/// As they came.
pub(crate) struct QueueAsked<'a> {
    pub description: &'a str,
    pub ack_deadline: Option<&'a Duration>,
    pub max_age: Option<&'a Duration>,
    pub retry_policy: Option<&'a RetryPolicy>,
}

/// Checks options. What is not set stays what it is for every queue.
pub(crate) fn queue_options(violations: &mut Violations, asked: &QueueAsked<'_>) -> QueueOptions {
    text::description(violations, "description", asked.description);
    let policy = asked.retry_policy;
    QueueOptions {
        description: asked.description.to_owned(),
        ack_deadline: ack_deadline(violations, "ack_deadline", asked.ack_deadline, 0),
        age_max: max_age(violations, asked.max_age),
        retry: policy.map(|policy| retry(violations, "", Some(policy))),
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
