//! Checks ids, names and other short texts.

use super::{Violations, violation};
use minoots_kernel::{id, internal::NewTimer, limits};
use minoots_wire::error::Reason;
use tonic::Status;

/// Checks the form of an id.
pub(crate) fn id_shape(violations: &mut Violations, field: &str, text: &str) {
    if text.len() > limits::ID_BYTES_MAX {
        let description = format!("has {} bytes; at most {} are allowed", text.len(), limits::ID_BYTES_MAX);
        violations.add(field, Reason::IdTooLong, description);
    } else if !id::is_charset(text) {
        let description = "may contain letters, digits, '.', '_' and '-', and must begin with a letter or digit";
        violations.add(field, Reason::IdCharset, description);
    }
}

/// Checks a required id.
pub(crate) fn required_id(field: &str, text: &str) -> Result<(), Status> {
    if text.is_empty() {
        return Err(violation(field, Reason::IdEmpty, "is required"));
    }
    let mut violations = Violations::default();
    id_shape(&mut violations, field, text);
    violations.finish()
}

/// Checks an optional partition key.
pub(crate) fn partition_key(violations: &mut Violations, field: &str, text: &str) {
    if !text.is_empty() {
        id_shape(violations, field, text);
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

/// Checks an optional request id.
pub(crate) fn request_id(violations: &mut Violations, field: &str, text: &str) {
    if !text.is_empty() {
        id_shape(violations, field, text);
    }
}

/// Checks a reason in the caller's words.
pub(crate) fn reason(violations: &mut Violations, field: &str, text: &str) {
    if text.len() > limits::REASON_BYTES_MAX {
        let description = format!(
            "has {} bytes; at most {} are allowed",
            text.len(),
            limits::REASON_BYTES_MAX
        );
        violations.add(field, Reason::ReasonTooLong, description);
    }
}

/// Checks a display name.
pub(crate) fn name(violations: &mut Violations, field: &str, text: &str) {
    if text.is_empty() {
        violations.add(field, Reason::NameEmpty, "is required");
    } else if text.len() > limits::NAME_BYTES_MAX {
        let description = format!(
            "has {} bytes; at most {} are allowed",
            text.len(),
            limits::NAME_BYTES_MAX
        );
        violations.add(field, Reason::NameTooLong, description);
    } else if text.chars().any(is_hidden) {
        violations.add(
            field,
            Reason::NameCharset,
            "may not contain control or bidirectional characters",
        );
    }
}

/// Checks an optional concurrency key.
pub(super) fn concurrency_key(violations: &mut Violations, field: &str, timer: &NewTimer) {
    let key = &timer.concurrency_key;
    let problem = if key.is_empty() {
        return;
    } else if timer.queue.is_empty() {
        "has no meaning for a timer that goes into no queue: leave it out, or give the timer a target".to_owned()
    } else if key.len() > limits::CONCURRENCY_KEY_BYTES_MAX {
        let max = limits::CONCURRENCY_KEY_BYTES_MAX;
        format!("has {} bytes; at most {max} are allowed", key.len())
    } else if key.chars().any(is_hidden) {
        "may not contain control or bidirectional characters".to_owned()
    } else {
        return;
    };
    violations.add(field, Reason::ConcurrencyKey, problem);
}

/// Checks an optional description.
pub(super) fn description(violations: &mut Violations, field: &str, text: &str) {
    if text.len() > limits::DESCRIPTION_BYTES_MAX {
        let description = format!(
            "has {} bytes; at most {} are allowed",
            text.len(),
            limits::DESCRIPTION_BYTES_MAX
        );
        violations.add(field, Reason::DescriptionTooLong, description);
    } else if text.chars().any(is_hidden) {
        let description = "may not contain control or bidirectional characters";
        violations.add(field, Reason::NameCharset, description);
    }
}

/// Whether a character can make a text look like another: control characters, and those that reorder text.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
