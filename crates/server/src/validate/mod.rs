//! Converts requests to commands. It checks every rule that a request can break, all of them at once, before anything
//! is proposed.

use minoots_kernel::{id, limits};
use minoots_wire::error::{Reason, status};
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
pub(crate) use text::{id_shape, name, partition_key, queue_of_letters, reason, request_id, required_id};
pub(crate) use timer::{label, new_timer};
pub(crate) use wait::{caller_deadline, wait};
pub(crate) use watchdog::touches;
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

/// Checks the size of a page.
pub(crate) fn page_size(asked: i32) -> Result<usize, Status> {
    match usize::try_from(asked) {
        Ok(0) => Ok(limits::PAGE_SIZE_DEFAULT),
        Ok(size) if size <= limits::PAGE_SIZE_MAX => Ok(size),
        _ => Err(violation(
            "page_size",
            Reason::PageSize,
            format!("must be 0 to {}", limits::PAGE_SIZE_MAX),
        )),
    }
}

/// A queue's name; empty means `default`.
pub(crate) fn queue(violations: &mut Violations, field: &str, name: &str) -> String {
    if name.is_empty() {
        return "default".to_owned();
    }
    text::id_shape(violations, field, name);
    name.to_owned()
}

/// Checks the number of credits.
pub(crate) fn credits(asked: u32, zero_means: u32) -> Result<u32, Status> {
    match asked {
        0 => Ok(zero_means),
        asked if asked <= limits::CREDITS_MAX => Ok(asked),
        _ => Err(violation(
            "credits",
            Reason::CreditsRange,
            format!("must be at most {}", limits::CREDITS_MAX),
        )),
    }
}

/// Checks an ack deadline.
pub(crate) fn ack_deadline(
    violations: &mut Violations,
    field: &str,
    asked: Option<&minoots_wire::well_known::Duration>,
    unasked: u64,
) -> u64 {
    let Some(asked) = asked else { return unasked };
    let nanos = minoots_wire::time::duration::from_proto(asked)
        .ok()
        .and_then(|nanos| u64::try_from(nanos).ok());
    match nanos.filter(|nanos| (limits::ACK_DEADLINE_MIN..=limits::ACK_DEADLINE_MAX).contains(nanos)) {
        Some(nanos) => nanos,
        None => {
            violations.add(field, Reason::AckDeadlineRange, "must be 1 s to 12 h");
            unasked
        }
    }
}

/// Whether a tenant-wide id has valid characters; used to parse ids within other texts.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() <= limits::ID_BYTES_MAX && id::is_charset(text)
}
