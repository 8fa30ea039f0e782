//! Refusals about secrets and what is sealed.

use minoots_kernel::Reject;
use minoots_wire::error::{Reason, status};
use std::time::Duration;
use tonic::{Code, Status};

/// This node cannot keep secrets.
pub(crate) fn no_secrets_key() -> Status {
    let message = "this node has no key to keep secrets by: start every node of the cluster with --secrets-key FILE and the same file";
    status(Code::FailedPrecondition, Reason::SecretsKey, message).build()
}

/// This node's key does not open what is kept.
pub(crate) fn secrets_key(problem: &str) -> Status {
    let message = format!("this node cannot open the webhook's secrets: {problem}");
    status(Code::FailedPrecondition, Reason::SecretsKey, message).build()
}

/// Nothing can be sealed without chance.
pub(crate) fn unsealed(error: &minoots_seal::Error) -> Status {
    let message = format!("the payload cannot be sealed: {error}");
    status(Code::Unavailable, Reason::SecretsKey, message)
        .retry_after(Duration::from_secs(1))
        .build()
}

/// What the kernel says of payload keys.
pub(super) fn rejected(reject: &Reject) -> Status {
    match reject {
        Reject::PayloadKeysVersion { .. } => {
            let message =
                "the tenant's payload keys were changed by another at the same time; look at them again and repeat";
            status(Code::Aborted, Reason::PayloadKeysVersion, message).build()
        }
        _ => {
            let message = "the tenant's payload keys changed while this was under way; nothing was done, repeat it";
            status(Code::Unavailable, Reason::PayloadKeysChanged, message)
                .retry_after(Duration::from_millis(100))
                .build()
        }
    }
}

/// There is no such key to shred.
pub(crate) fn no_payload_key(number: u64) -> Status {
    let message = format!("numbers: the tenant has no payload key {number}; `minoots tenant get` shows those it has");
    status(Code::NotFound, Reason::PayloadKey, message).build()
}

/// A key that stands there cannot be wrapped anew.
pub(crate) fn unwrapped(number: u64, error: &minoots_seal::Error) -> Status {
    let message = format!("payload key {number} cannot be unwrapped by this node: {error}");
    status(Code::FailedPrecondition, Reason::SecretsKey, message).build()
}
