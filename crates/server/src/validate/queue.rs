//! Checks options of a queue.

use super::{Violations, nanos, retry::retry};
use minoots_kernel::internal::QueueOptions;
use minoots_wire::{timer::v1::RetryPolicy, well_known::Duration};

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
    let policy = asked.retry_policy;
    QueueOptions {
        description: asked.description.to_owned(),
        ack_deadline: asked.ack_deadline.map_or(0, nanos),
        age_max: asked.max_age.map_or(0, nanos),
        retry: policy.map(|policy| retry(violations, "", Some(policy))),
        key_concurrency: u64::from(asked.key_concurrency),
    }
}
