//! Rejections about secrets and sealed payloads.

use minoots_wire::{
    error::{Details, Reason, StatusBuilder, status},
    executions::{AGENT, DEFINITION, EXECUTION},
    time::instant,
};
use std::time::Duration;
use tonic::{Code, Status};

use super::version::CurrentVersion as _;

/// This node has no secrets key.
pub(crate) fn no_secrets_key() -> Status {
    let message = "this node has no key to keep secrets by: start every node of the cluster with --secrets-key FILE and the same file";
    status(Code::FailedPrecondition, Reason::SecretsKey, message).build()
}

/// This node's secrets key does not open the stored secrets.
pub(crate) fn secrets_key(problem: &str) -> Status {
    let message = format!("this node cannot open the webhook's secrets: {problem}");
    status(Code::FailedPrecondition, Reason::SecretsKey, message).build()
}

/// The maximum number of secret pairs signs already; `first_end` is when the first of them ends.
pub(crate) fn secrets_too_many(most: usize, first_end: i64) -> Status {
    let message = format!(
        "rotate_secrets: {most} pairs of secrets sign for this webhook, the most there may be; rotate after {}, when the first of them ends, or with an overlap of 0, which ends all earlier ones at once",
        instant::format(first_end)
    );
    status(Code::FailedPrecondition, Reason::SecretsTooMany, message).build()
}

/// Sealing failed for lack of randomness.
pub(crate) fn unsealed(error: &minoots_seal::Error) -> Status {
    let message = format!("the payload cannot be sealed: {error}");
    status(Code::Internal, Reason::Internal, message).build()
}

/// A concurrent change of the keys came first.
pub(super) fn keys_conflict(version: u64) -> StatusBuilder {
    let message = "the tenant's payload keys were changed by another at the same time; look at them again and repeat";
    status(Code::Aborted, Reason::PayloadKeysVersion, message).current_version(version)
}

/// The key that sealed the request's content is no longer current.
pub(super) fn keys_changed() -> StatusBuilder {
    let message = "the tenant's payload keys changed while this was under way; nothing was done, repeat it";
    status(Code::Unavailable, Reason::PayloadKeysChanged, message).retry_after(Duration::from_millis(100))
}

/// There is no such key to shred.
pub(crate) fn no_payload_key(number: u64) -> Status {
    let message = format!(
        "numbers: the tenant has no payload key {number}; `minoots tenant payload-key list` shows those it has; one that was shredded before is gone"
    );
    status(Code::NotFound, Reason::PayloadKey, message).build()
}

/// An existing key cannot be wrapped again.
pub(crate) fn unwrapped(number: u64, error: &minoots_seal::Error) -> Status {
    let message = format!("payload key {number} cannot be unwrapped by this node: {error}");
    status(Code::FailedPrecondition, Reason::SecretsKey, message).build()
}

/// This node cannot open a tenant's sealed data.
pub(crate) fn unopened(problem: &str) -> Status {
    status(Code::FailedPrecondition, Reason::SecretsKey, problem).build()
}

/// The stored data was altered.
pub(crate) fn damaged(problem: &str) -> Status {
    let message = format!("{problem}; other nodes may have it whole, and a backup has");
    status(Code::Internal, Reason::Internal, message).build()
}

/// The key of a version's data was shredded. The rejection names the current version, so that a put after it can begin
/// anew.
pub(crate) fn shredded((_, execution, name): (&str, &str, &str), (version, current): (u64, u64), key: u64) -> Status {
    let way_out = after_shredding(execution, current);
    let message = format!(
        "the data of version {version} of checkpoint {name} of {execution} was sealed by payload key {key}, which was shredded: nobody can read it any more; {way_out}"
    );
    status(Code::FailedPrecondition, Reason::PayloadShredded, message)
        .current_version(current)
        .build()
}

/// The remedy without the data of a checkpoint, which may belong to a workflow or an agent.
fn after_shredding(execution: &str, current: u64) -> String {
    if let Some(id) = execution.strip_prefix(EXECUTION) {
        format!(
            "execution {id} cannot go on from it; if it is the current one, start another execution with another id"
        )
    } else if let Some(name) = execution.strip_prefix(DEFINITION) {
        format!("name another version of definition {name}, or apply it again, which makes the next one")
    } else if let Some(id) = execution.strip_prefix(AGENT) {
        format!("register agent {id} again, which begins anew with a larger epoch")
    } else {
        format!("read another version, or begin anew by a put with expected_version {current}")
    }
}

/// The rejection of a create whose id exists, where the payload key of the existing timer or schedule was shredded. The
/// digest that recognises a repeat was shredded with the key.
pub(crate) fn unrecognised(refused: &Status, what: &str, key: u64) -> Status {
    let message = format!(
        "a {what} with this id exists, and its payload key {key} was shredded, so that a repeat of its create is no longer recognised: read the {what}, and go on with it if it is yours; choose another id or request_id for another one"
    );
    let details = Details::of(refused);
    let reason = details.reason().unwrap_or(Reason::TimerExists);
    let facts = details.metadata.into_iter();
    facts
        .fold(status(refused.code(), reason, message), |builder, (name, value)| {
            builder.metadata(name, value)
        })
        .build()
}

/// Another node does not have this node's secrets key.
pub(crate) fn unlike_secrets(problem: &str) -> Status {
    let message = format!("payload keys are not changed while nodes differ: {problem}");
    status(Code::FailedPrecondition, Reason::SecretsKey, message).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shredded_names_the_way_out_of_each_kind() {
        for (execution, way_out) in [
            ("run", "expected_version 7"),
            ("wf.order-1", "start another execution with another id"),
            ("wfdef.order", "definition order, or apply it again"),
            ("ag.ann", "register agent ann again"),
        ] {
            let refused = shredded(("acme", execution, "state"), (6, 7), 1);
            assert!(
                refused.message().contains(way_out),
                "{execution}: {}",
                refused.message()
            );
            assert_eq!(
                Details::of(&refused).metadata.get("version").map(String::as_str),
                Some("7")
            );
        }
    }
}
