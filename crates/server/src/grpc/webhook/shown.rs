//! Endpoints and attempts as messages of the API.

use crate::{
    convert::{span, timestamp},
    endpoints::{Reach, rotation},
};
use minoots_kernel::internal::{AttemptOutcome, AttemptRow, DisabledKind, WebhookRow};
use minoots_wire::webhook::v1::{
    DisabledReason, SigningPair, Webhook, WebhookAttempt, WebhookAttemptOutcome, WebhookRate,
};

/// An endpoint without its secrets, with the pairs of secrets that sign at `now`, nanoseconds since 1970.
pub(super) fn webhook(tenant: &str, id: &str, row: &WebhookRow, now: i64) -> Webhook {
    let spec = row.spec.clone().unwrap_or_default();
    let reason = match row.disabled() {
        DisabledKind::Gone => DisabledReason::Gone,
        DisabledKind::Failing => DisabledReason::Failing,
        DisabledKind::Unspecified if spec.disabled => DisabledReason::Owner,
        DisabledKind::Unspecified => DisabledReason::Unspecified,
    };
    let signing_pairs: Vec<SigningPair> = rotation::signing(&spec, now)
        .map(|(public_key, end)| SigningPair {
            public_key: public_key.to_owned(),
            end_time: end.and_then(timestamp),
        })
        .collect();
    let public_keys = signing_pairs.iter().map(|pair| pair.public_key.clone()).collect();
    Webhook {
        id: id.to_owned(),
        tenant: tenant.to_owned(),
        url: spec.url,
        event_types: spec.types,
        header_names: spec.header_names,
        rate: Some(WebhookRate {
            per_second: spec.per_second,
            burst: spec.burst,
            concurrency: spec.concurrency,
        }),
        allow_private: spec.allow_private,
        disabled: reason != DisabledReason::Unspecified,
        disabled_reason: reason.into(),
        disable_time: timestamp(row.disable_time),
        disable_after: span(spec.disable_after),
        failing_since: timestamp(row.failing_since),
        create_time: timestamp(row.create_time),
        update_time: timestamp(row.update_time),
        created_by: row.created_by.clone(),
        state_version: row.version,
        public_keys,
        signing_pairs,
        dead_events: row.letters,
        dead_events_forgotten: row.letters_forgotten,
    }
}

/// An attempt, with the first bytes of its response only if the operator permits that.
pub(super) fn attempt(row: AttemptRow, reach: &Reach) -> WebhookAttempt {
    let outcome = match row.outcome() {
        AttemptOutcome::Delivered => WebhookAttemptOutcome::Delivered,
        AttemptOutcome::Retry => WebhookAttemptOutcome::Retry,
        AttemptOutcome::Failed => WebhookAttemptOutcome::Failed,
        AttemptOutcome::Gone => WebhookAttemptOutcome::Gone,
        AttemptOutcome::Test => WebhookAttemptOutcome::Test,
        AttemptOutcome::Unspecified => WebhookAttemptOutcome::Unspecified,
    };
    WebhookAttempt {
        time: timestamp(row.time),
        event_id: row.event_id,
        number: row.number,
        outcome: outcome.into(),
        status: row.status,
        duration: span(row.duration),
        failure: row.failure,
        message: row.message,
        answer: if reach.shows_answers { row.answer } else { String::new() },
        retry_time: timestamp(row.retry_time),
    }
}
