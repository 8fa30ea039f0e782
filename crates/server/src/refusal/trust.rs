//! Rejections about policies, trust rules and the tokens that these rules check.

use minoots_wire::error::{Reason, StatusBuilder, status};
use std::time::Duration;
use tonic::Code;

use super::version::CurrentVersion as _;

/// The retry delay of a request whose policy or rule changed while it ran.
const JUDGED_AGAIN_AFTER: Duration = Duration::from_millis(100);
/// The retry delay of a tenant's token exchanges.
const EXCHANGED_AGAIN_AFTER: Duration = Duration::from_secs(60);

pub(super) fn policy_conflict(version: u64) -> StatusBuilder {
    let message = "the policy has changed since that version; look at it again and repeat with its present one";
    status(Code::Aborted, Reason::PolicyVersion, message).current_version(version)
}

pub(super) fn policy_changed() -> StatusBuilder {
    let message = "the tenant's policy changed while this was under way; nothing was done, repeat it";
    status(Code::Unavailable, Reason::PolicyChanged, message).retry_after(JUDGED_AGAIN_AFTER)
}

pub(super) fn rules_conflict(version: u64) -> StatusBuilder {
    let message =
        "the trust rules have changed since that version; look at them again and repeat with their present one";
    status(Code::Aborted, Reason::TrustVersion, message).current_version(version)
}

pub(super) fn rules_changed() -> StatusBuilder {
    let message = "the tenant's trust rules changed while this was under way; nothing was done, repeat it";
    status(Code::Unavailable, Reason::TrustChanged, message).retry_after(JUDGED_AGAIN_AFTER)
}

pub(super) fn token_replayed() -> StatusBuilder {
    let message = "token was used before; get a new one for each exchange";
    status(Code::Unauthenticated, Reason::TokenReplayed, message)
}

pub(super) fn token_over() -> StatusBuilder {
    status(
        Code::Unauthenticated,
        Reason::TokenExpired,
        "token expired; get a new one",
    )
}

pub(super) fn tokens_full() -> StatusBuilder {
    let message = "the tenant has exchanged so many tokens that no more can be told from used ones; try again later";
    status(Code::ResourceExhausted, Reason::TokenReplayFull, message).retry_after(EXCHANGED_AGAIN_AFTER)
}
