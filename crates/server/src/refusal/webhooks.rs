//! Rejections about webhooks.

use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::Code;

use super::version::{CurrentVersion as _, Older};

/// There is no such endpoint. The bytes are the same whether it is absent or another tenant's.
pub(super) fn not_found(index: usize, webhook: &str) -> StatusBuilder {
    let message = format!("there is no webhook {webhook}; make it first with webhook create");
    status(Code::NotFound, Reason::Webhook, message)
        .metadata("index", index.to_string())
        .metadata("webhook", webhook)
}

pub(super) fn exists() -> StatusBuilder {
    let message = "a webhook with this id exists and another request made it; choose another id, or update it";
    status(Code::AlreadyExists, Reason::WebhookExists, message)
}

pub(super) fn conflict(version: u64) -> StatusBuilder {
    let message = format!("another version of this webhook is current: {version}; read it, then change that one");
    status(Code::Aborted, Reason::WebhookVersion, message).current_version_and(Older::Webhook, version)
}
