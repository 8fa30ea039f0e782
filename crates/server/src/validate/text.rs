//! Checks texts that have another form than their field's rule can state.

use super::Violations;
use minoots_kernel::{id, internal::NewTimer, limits};
use minoots_wire::error::Reason;

/// Checks the form of an id.
fn id_shape(violations: &mut Violations, field: &str, text: &str) {
    if text.len() > limits::ID_BYTES_MAX {
        let description = format!("has {} bytes; at most {} are allowed", text.len(), limits::ID_BYTES_MAX);
        violations.add(field, Reason::IdTooLong, description);
    } else if !id::is_charset(text) {
        let description = "may contain letters, digits, '.', '_' and '-', and must begin with a letter or digit";
        violations.add(field, Reason::IdCharset, description);
    }
}

/// Checks the queue of dead letters, which may belong to an endpoint: `webhook:` before the endpoint's id.
pub(crate) fn queue_of_letters(violations: &mut Violations, field: &str, text: &str) {
    if text.is_empty() {
        violations.add(field, Reason::IdEmpty, "is required");
        return;
    }
    match id::webhook_of(text) {
        Some("") => violations.add(field, Reason::IdEmpty, "needs the id of an endpoint behind webhook:"),
        Some(webhook) => id_shape(violations, field, webhook),
        None => id_shape(violations, field, text),
    }
}

/// Checks an optional concurrency key.
pub(super) fn concurrency_key(violations: &mut Violations, field: &str, timer: &NewTimer) {
    let key = &timer.concurrency_key;
    let problem = if key.is_empty() {
        return;
    } else if timer.queue.is_empty() {
        "has no meaning for a timer that goes into no queue: leave it out, or give the timer a target".to_owned()
    } else {
        return;
    };
    violations.add(field, Reason::ConcurrencyKey, problem);
}
