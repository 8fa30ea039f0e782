//! Converts requests to commands. It checks every rule that a request can break, all of them at once, before anything
//! is proposed.

use minoots_kernel::{id, limits};
use minoots_wire::error::{Reason, status};
pub(crate) use minoots_wire::time::duration::nanos;
use std::borrow::Cow;
use tonic::{Code, Status};

mod action;
mod agent;
pub(crate) mod checkpoint;
pub(crate) mod condition;
pub(crate) mod emit;
#[cfg(test)]
mod fuzz;
pub(crate) mod lease;
mod letters;
mod mask;
mod queue;
mod reports;
mod retry;
pub(crate) mod schedule;
mod text;
mod timer;
pub(crate) mod transaction;
mod wait;
mod watchdog;
pub(crate) mod webhook;
mod when;

pub(crate) use letters::letters;
pub(crate) use mask::update_mask;
pub(crate) use minoots_wire::violations::Violations;
pub(crate) use queue::{QueueAsked, queue_options};
pub(crate) use reports::{ack_report, event, extend_report, nack_report};
pub(crate) use timer::{label, new_timer};
pub(crate) use wait::{caller_deadline, wait};
pub(crate) use watchdog::{touch, touches};
pub(crate) use when::when;

/// A rejection for one violation.
pub(crate) fn violation(field: &str, reason: Reason, description: impl Into<String>) -> Status {
    let description = description.into();
    status(Code::InvalidArgument, reason, format!("{field}: {description}"))
        .field_because(field, reason, description)
        .build()
}

/// The path of a field whose message is at `prefix` of the request. At the top level it allocates nothing, which
/// matters: every create names a dozen fields, and rarely violates a rule.
fn path<'n>(prefix: &str, name: &'n str) -> Cow<'n, str> {
    if prefix.is_empty() {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("{prefix}{name}"))
    }
}

/// The size of a page; 0 means the default.
pub(crate) fn page_size(asked: i32) -> usize {
    match usize::try_from(asked) {
        Ok(0) | Err(_) => limits::PAGE_SIZE_DEFAULT,
        Ok(size) => size,
    }
}

/// A queue's name; empty means `default`.
pub(crate) fn queue(name: &str) -> String {
    if name.is_empty() { "default" } else { name }.to_owned()
}

/// Whether a tenant-wide id has valid characters; used to parse ids within other texts.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() <= limits::ID_BYTES_MAX && id::is_charset(text)
}
