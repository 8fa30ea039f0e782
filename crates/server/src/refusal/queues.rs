//! Rejections about queues.

use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::Code;

use super::version::{CurrentVersion as _, Older};

pub(super) fn not_found() -> StatusBuilder {
    let message = "there is no such queue; it begins with the first timer that names it, or with its create";
    status(Code::NotFound, Reason::Queue, message)
}

pub(super) fn exists() -> StatusBuilder {
    let message = "this queue was created with other options; update it, or choose another id";
    status(Code::AlreadyExists, Reason::QueueExists, message)
}

pub(super) fn conflict(version: u64) -> StatusBuilder {
    let message = "the queue has changed since that version; look at it again and repeat with its present one";
    status(Code::Aborted, Reason::StateVersion, message).current_version_and(Older::StateVersion, version)
}
