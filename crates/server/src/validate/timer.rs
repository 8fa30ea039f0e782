//! Converts a create request to a timer.

use super::{Violations, action, agent, nanos, path, queue, retry::retry, text, watchdog, when};
use crate::telemetry::TraceParent;
use minoots_delivery::payload;
use minoots_kernel::{
    digest, id,
    internal::{Label, Lane, NewTimer},
    limits, plus_one,
};
use minoots_wire::{
    error::Reason,
    json,
    timer::v1::{CreateTimerRequest, Payload, Priority, target::Target},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Checks a request and fills in defaults. `prefix` precedes field names. If the caller gave no id, it is derived from
/// `tenant` and the request id.
pub(crate) fn new_timer(
    violations: &mut Violations,
    prefix: &str,
    tenant: &str,
    request: CreateTimerRequest,
    now: i64,
    parent: Option<TraceParent>,
) -> NewTimer {
    let field = |name: &'static str| path(prefix, name);
    let lane = lane(request.priority());
    let id_from_request = request.id.is_empty() && !request.request_id.is_empty();
    let id = match (request.id.is_empty(), id_from_request) {
        (false, _) => request.id,
        (true, true) => derived_id(tenant, &request.request_id),
        (true, false) => Uuid::now_v7().to_string(),
    };
    let when = when(
        violations,
        prefix,
        request.fire_time.as_ref(),
        request.delay.as_ref(),
        now,
    );
    let (content_type, payload) = attached(violations, prefix, request.payload, limits::PAYLOAD_BYTES_MAX);
    let bundled = action::actions(violations, &field("actions"), request.actions);
    if request.agent.is_some() && request.target.is_some() {
        let description = "may not be given with a target: an agent's queue is the target";
        violations.add(field("agent"), Reason::Agent, description);
    }
    let mut timer = NewTimer {
        // A key equal to the id is redundant.
        partition_key: if request.partition_key == id {
            String::new()
        } else {
            request.partition_key
        },
        id,
        name: request.name,
        create_time: now,
        fire_time: when.fire_time,
        delay_plus_one: plus_one::store(when.delay),
        content_type,
        payload,
        labels: labels(violations, &field("labels"), request.labels),
        queue: target(request.target.and_then(|target| target.target)),
        lane: lane.into(),
        retry_unset: request.retry_policy.is_none(),
        ack_deadline_unset: request.ack_deadline.is_none(),
        retry: Some(retry(violations, prefix, request.retry_policy.as_ref())),
        ack_deadline: request
            .ack_deadline
            .as_ref()
            .map_or(limits::ACK_DEADLINE_DEFAULT, nanos),
        traceparent: parent.as_ref().map_or_else(String::new, TraceParent::to_string),
        digest: Vec::new(),
        digest_encoding: digest::ENCODING,
        id_from_request,
        actions: bundled,
        parent: None,
        schedule: None,
        watchdog: None,
        concurrency_key: request.concurrency_key,
        note: request.note,
        // Sealed just before the proposal, if the tenant has payload keys.
        payload_key: 0,
        payload_place: String::new(),
    };
    text::concurrency_key(violations, &field("concurrency_key"), &timer);
    if let Some(binding) = &request.agent {
        agent::bind(violations, prefix, &mut timer, binding);
    }
    if let Some(asked) = request.watchdog {
        timer.watchdog = Some(watchdog::watchdog(violations, prefix, asked, &timer));
    }
    timer.digest = digest::of_timer(digest::ENCODING, &timer);
    timer
}

/// The target queue: of consumers, of an endpoint, or none.
fn target(target: Option<Target>) -> String {
    match target {
        None => "default".to_owned(),
        Some(Target::Queue(name)) => queue(&name),
        Some(Target::None(_)) => String::new(),
        Some(Target::Webhook(webhook)) => id::webhook_queue(&webhook),
    }
}

fn lane(priority: Priority) -> Lane {
    match priority {
        Priority::Unspecified | Priority::Next => Lane::Unspecified,
        Priority::Now => Lane::Now,
        Priority::Future => Lane::Future,
    }
}

/// UUIDv8 (RFC 9562) over SHA-256 of (tenant, request id): on every node, the same request makes the same timer.
fn derived_id(tenant: &str, request_id: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update((tenant.len() as u32).to_be_bytes());
    hasher.update(tenant);
    hasher.update(request_id);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_slice()[..16]);
    Uuid::new_v8(bytes).to_string()
}

/// Checks an optional payload.
pub(super) fn attached(
    violations: &mut Violations,
    prefix: &str,
    payload: Option<Payload>,
    bytes_max: usize,
) -> (String, Vec<u8>) {
    let Some(Payload { content_type, data }) = payload else {
        return Default::default();
    };
    if data.len() > bytes_max {
        let description = format!("has {} bytes; at most {bytes_max} are allowed", data.len());
        violations.add(path(prefix, "payload.data"), Reason::PayloadTooLarge, description);
    }
    self::content_type(violations, &path(prefix, "payload.content_type"), &content_type);
    // Only JSON that becomes part of the signed payload unchanged must be valid.
    if payload::is_json(&payload::media_type(&content_type))
        && !data.is_empty()
        && let Err(error) = json::check_json(&data)
    {
        violations.add(path(prefix, "payload.data"), Reason::PayloadJson, error.to_string());
    }
    (content_type, data.to_vec())
}

/// Checks an optional media type.
pub(super) fn content_type(violations: &mut Violations, field: &str, text: &str) {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if !plain {
        let description = "must be a media type of at most 255 printable ASCII characters";
        violations.add(field, Reason::ContentType, description);
    }
}

pub(super) fn labels(
    violations: &mut Violations,
    field: &str,
    labels: impl IntoIterator<Item = (String, String)>,
) -> Vec<Label> {
    let mut labels: Vec<Label> = labels.into_iter().map(|(key, value)| Label { key, value }).collect();
    labels.sort_by(|a, b| a.key.cmp(&b.key));
    for Label { key, value } in &labels {
        label(violations, field, key, value);
    }
    labels
}

/// Checks the characters of a label.
pub(crate) fn label(violations: &mut Violations, field: &str, key: &str, value: &str) {
    if key.chars().chain(value.chars()).any(char::is_control) {
        let rule = "keys and values may not contain control characters";
        violations.add(field, Reason::LabelCharset, rule);
    }
}
