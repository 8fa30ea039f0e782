//! The data of events other than `timer.fired`: the canonical proto JSON of their message
//! (`minoots.event.v1.TimerEventData` and its siblings). This module writes it by hand, because it is signed and its
//! bytes must not change with a library.

use crate::{
    opener::{self, Opened, Opener},
    payload::{self, Data, Event, rfc3339},
};
use minoots_kernel::{
    Failure,
    internal::{EventKind, EventRow},
};

mod leases;
#[cfg(test)]
mod tests;

/// The type attribute of an event.
pub fn kind_name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Unspecified => "",
        EventKind::TimerScheduled => "timer.scheduled",
        EventKind::TimerRescheduled => "timer.rescheduled",
        EventKind::TimerCancelled => "timer.cancelled",
        EventKind::TimerFired => "timer.fired",
        EventKind::TimerSettled => "timer.settled",
        EventKind::TimerFailed => "timer.failed",
        EventKind::TimerExpired => "timer.expired",
        EventKind::TimerRedriven => "timer.redriven",
        EventKind::QueueCreated => "queue.created",
        EventKind::CredentialCreated => "credential.created",
        EventKind::CredentialRevoked => "credential.revoked",
        EventKind::TenantQuotaSet => "tenant.quota_set",
        EventKind::SigningKeyRevoked => "signing_key.revoked",
        EventKind::JoinTokenCreated => "join_token.created",
        EventKind::JoinTokenUsed => "join_token.used",
        EventKind::QueueUpdated => "queue.updated",
        EventKind::QueuePaused => "queue.paused",
        EventKind::QueueResumed => "queue.resumed",
        EventKind::QueuePurged => "queue.purged",
        EventKind::WebhookCreated => "webhook.created",
        EventKind::WebhookUpdated => "webhook.updated",
        EventKind::WebhookDeleted => "webhook.deleted",
        EventKind::WebhookDisabled => "webhook.disabled",
        EventKind::PolicyChanged => "policy.changed",
        EventKind::TrustChanged => "trust.changed",
        EventKind::PayloadKeysChanged => "tenant.payload_keys_changed",
        EventKind::ScheduleCreated => "schedule.created",
        EventKind::ScheduleUpdated => "schedule.updated",
        EventKind::ScheduleDeleted => "schedule.deleted",
        EventKind::SchedulePaused => "schedule.paused",
        EventKind::ScheduleResumed => "schedule.resumed",
        EventKind::ScheduleMissed => "schedule.missed",
        EventKind::ScheduleOccurrence => "schedule.occurrence",
        EventKind::ScheduleBackfillStarted => "schedule.backfill_started",
        EventKind::ScheduleBackfillEnded => "schedule.backfill_ended",
        EventKind::CheckpointCreated => "checkpoint.created",
        EventKind::CheckpointRolledBack => "checkpoint.rolled_back",
        EventKind::CheckpointDeleted => "checkpoint.deleted",
        EventKind::LeaseAcquired => "lease.acquired",
        EventKind::LeaseReleased => "lease.released",
        EventKind::BudgetSet => "budget.set",
        EventKind::BudgetDeleted => "budget.deleted",
        EventKind::BudgetSpent => "budget.spent",
        EventKind::Emitted => "emitted",
    }
}

/// The type attribute of an event: that of its kind, or the caller's own.
pub fn type_of(event: &EventRow) -> &str {
    match &event.emitted {
        Some(own) => &own.r#type,
        None => kind_name(event.kind()),
    }
}

/// First words of types that are, or may become, MINOOTS's own: no caller emits such an event. The types of workflows
/// and agents are not among them, because orchestrators emit them on the public API.
pub const RESERVED: [&str; 19] = [
    "audit",
    "budget",
    "checkpoint",
    "cluster",
    "credential",
    "execution",
    "join_token",
    "lease",
    "minoots",
    "policy",
    "queue",
    "schedule",
    "signing_key",
    "tenant",
    "timer",
    "transaction",
    "trust",
    "watchdog",
    "webhook",
];

/// The subject attribute of an event.
pub fn subject(event: &EventRow) -> String {
    if let Some(own) = &event.emitted {
        return own.subject.clone();
    }
    match &event.timer {
        Some(timer) => format!("timers/{}", timer.id),
        None if !event.schedule.is_empty() => format!("schedules/{}", event.schedule),
        None if !event.webhook.is_empty() => format!("webhooks/{}", event.webhook),
        None if !event.execution.is_empty() => format!("executions/{}/checkpoints/{}", event.execution, event.object),
        None if event.lease.is_some() => format!("leases/{}", event.object),
        None if event.budget.is_some() => format!("budgets/{}", event.object),
        None if event.object.is_empty() => format!("queues/{}", event.queue),
        None => match event.kind() {
            EventKind::TenantQuotaSet | EventKind::PayloadKeysChanged => format!("tenants/{}", event.object),
            EventKind::PolicyChanged => format!("policies/{}", event.object),
            EventKind::TrustChanged => format!("trust/{}", event.object),
            EventKind::SigningKeyRevoked => format!("signing-keys/{}", event.object),
            EventKind::JoinTokenCreated | EventKind::JoinTokenUsed => format!("join-tokens/{}", event.object),
            _ => format!("credentials/{}", event.object),
        },
    }
}

/// The data: fields in the order of the message, without defaults, 64-bit numbers as text.
pub fn json(event: &EventRow) -> Vec<u8> {
    let mut json = Object::default();
    match &event.timer {
        Some(timer) => {
            json.text("id", &timer.id);
            json.text("name", &event.name);
            json.text("stateVersion", &timer.version.to_string());
            json.text("fireTime", &rfc3339(event.fire_time));
            json.text("actor", &event.actor);
            json.text("reason", &event.reason);
            json.number("attempts", event.attempts);
            json.text("parent", &event.object);
            json.text("schedule", &event.schedule);
        }
        None if !event.schedule.is_empty() => {
            json.text("id", &event.schedule);
            json.text("actor", &event.actor);
            json.text("reason", &event.reason);
            json.instant("time", event.fire_time);
            json.instant("until", event.until);
            json.long("count", event.count);
            json.text("timerId", &event.object);
            json.long("timerStateVersion", event.version);
        }
        None if !event.webhook.is_empty() => {
            json.text("id", &event.webhook);
            json.text("actor", &event.actor);
            json.text("reason", &event.reason);
        }
        None if !event.execution.is_empty() => {
            json.text("execution", &event.execution);
            json.text("name", &event.object);
            json.text("version", &event.version.to_string());
            json.text("actor", &event.actor);
            json.text("reason", &event.reason);
            json.text("checksum", &hex::encode(&event.digest));
            json.long("restoredVersion", event.restored);
            json.long("count", event.count);
        }
        None if event.lease.is_some() || event.budget.is_some() => leases::write(&mut json, event),
        None if event.object.is_empty() => {
            json.text("name", &event.queue);
            json.text("actor", &event.actor);
            json.text("reason", &event.reason);
            json.long("count", event.count);
        }
        None if matches!(event.kind(), EventKind::PolicyChanged | EventKind::TrustChanged) => {
            json.long("version", event.version);
            json.text("actor", &event.actor);
            json.text("digest", &hex::encode(&event.digest));
        }
        None => {
            json.text("id", &event.object);
            json.text("name", &event.name);
            json.text("actor", &event.actor);
            json.text("reason", &event.reason);
            if let Some(job) = &event.job {
                json.text("issuer", &job.issuer);
                json.text("repositoryId", &job.repository_id);
                json.text("ref", &job.r#ref);
                json.text("runId", &job.run_id);
            }
        }
    }
    json.finish()
}

/// The payload of an event that is not a firing.
pub(crate) fn payload(
    opener: &dyn Opener,
    source: &str,
    tenant: &str,
    id: &str,
    row: &EventRow,
) -> Result<Vec<u8>, Failure> {
    let own = row.emitted.as_deref();
    let attributes = own.map_or(&[][..], |own| &own.attributes);
    let mut attributes: Vec<_> = attributes.iter().map(|own| (&*own.name, &*own.value)).collect();
    let opened = own.map(|own| {
        let place = || opener::emitted_place(&own.r#type, &own.subject);
        opener::opened(opener, tenant, (place, own.payload_key), &own.data)
    });
    let opened = opened.transpose()?;
    let own_data: &[u8] = match &opened {
        Some(Opened::Bytes(bytes)) => bytes,
        Some(Opened::Shredded) => {
            attributes.push(opener::SHREDDED);
            &[]
        }
        None => &[],
    };
    let json = own.map_or_else(|| json(row), |_| Vec::new());
    let event = Event {
        builder: 1,
        id,
        source,
        kind: type_of(row),
        subject: &subject(row),
        time_ns: row.time,
        tenant,
        traceparent: None,
        attributes: &attributes,
        data: match own {
            Some(own) => Data {
                content_type: &own.content_type,
                bytes: own_data,
            },
            None => Data {
                content_type: "application/json",
                bytes: &json,
            },
        },
    };
    payload::build(&event).map_err(|error| Failure::Corrupt(error.to_string()))
}

/// A JSON object in progress.
#[derive(Default)]
struct Object(String);

impl Object {
    fn member(&mut self, name: &str, value: &str) {
        self.0.push_str(if self.0.is_empty() { "{\"" } else { ",\"" });
        self.0.push_str(name);
        self.0.push_str("\":");
        self.0.push_str(value);
    }

    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.member(name, &serde_json::Value::from(value).to_string());
        }
    }

    fn instant(&mut self, name: &str, value: i64) {
        if value != 0 {
            self.text(name, &rfc3339(value));
        }
    }

    fn number(&mut self, name: &str, value: u32) {
        if value != 0 {
            self.member(name, &value.to_string());
        }
    }

    /// Writes a 64-bit number, which proto JSON encodes as text.
    fn long(&mut self, name: &str, value: u64) {
        if value != 0 {
            self.text(name, &value.to_string());
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0.into_bytes()
    }
}
