//! The errors of a call, divided by the caller's options.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_wire::envelope::VerifyError;

/// A wrong field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its path in the request, in proto names, such as `requests[3].labels`.
    pub path: String,
    /// The violated rule, for people.
    pub rule: String,
}

/// The reason why a call failed. `reason` is the stable code of the API (`TIMER_EXISTS`), empty if none arrived;
/// `message` is for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request violates a rule. Change it; a retry cannot succeed.
    #[error("{}", words(reason, message))]
    Invalid {
        /// See above.
        reason: String,
        /// See above.
        message: String,
        /// Each wrong field.
        fields: Vec<Field>,
        /// Details, as the reason's page lists them: the exceeded limit, or the `quota` that forbids it.
        metadata: BTreeMap<String, String>,
    },
    /// The named object does not exist. Nothing was changed.
    #[error("{}", words(reason, message))]
    NotFound {
        /// See above.
        reason: String,
        /// See above.
        message: String,
    },
    /// The current state does not allow it: the id exists with another body, a newer delivery exists, the timer is not
    /// due, or another holder has the lease. Nothing was changed.
    #[error("{}", words(reason, message))]
    Conflict {
        /// See above.
        reason: String,
        /// See above.
        message: String,
        /// The time until the state may change; `None` if unknown.
        retry_after: Option<Duration>,
        /// Details, as the reason's page lists them: the current `version` of a `VERSION_CONFLICT`, the `holder` of a
        /// `LEASE_HELD`.
        metadata: BTreeMap<String, String>,
    },
    /// The server rejects the request for now (a quota, overload) or for this caller. Nothing was changed.
    #[error("{}", words(reason, message))]
    Refused {
        /// See above.
        reason: String,
        /// See above.
        message: String,
        /// The delay before a retry; `None` when a retry does not help.
        retry_after: Option<Duration>,
        /// Details, as the reason's page lists them: the `quota` that is used up and its `limit`, the rule of a policy.
        metadata: BTreeMap<String, String>,
    },
    /// No server answered in time. Nothing was changed; retry later.
    #[error("{}", words(reason, message))]
    Unavailable {
        /// See above.
        reason: String,
        /// See above.
        message: String,
    },
    /// The write may or may not have happened, and no retries or time are left. Repeat it with the same id or request
    /// id, or read the state.
    #[error("{}", words(reason, message))]
    Unknown {
        /// See above.
        reason: String,
        /// See above.
        message: String,
    },
    /// The events after the cursor are no longer retained.
    #[error("{message}")]
    CursorCompacted {
        /// See above.
        message: String,
        /// The cursor of the earliest retained event; empty if the server named none.
        earliest: String,
    },
    /// An event's signature is invalid, or its unsigned fields contradict the signed bytes. Trust no part of it.
    #[error("event {event_id:?} cannot be trusted: {source}")]
    Unverified {
        /// The id that it claims.
        event_id: String,
        /// The failed check.
        source: VerifyError,
    },
    /// A defect, in the server or in its answer. The effect of the call is undefined.
    #[error("{}", words(reason, message))]
    Internal {
        /// See above.
        reason: String,
        /// See above.
        message: String,
    },
}

/// The metadata key of the current version, and its names in earlier releases.
const VERSIONS: [&str; 3] = ["version", "stateVersion", "state_version"];

impl Error {
    /// The stable code of the API, such as `TIMER_EXISTS`; empty if there is none.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Invalid { reason, .. }
            | Self::NotFound { reason, .. }
            | Self::Conflict { reason, .. }
            | Self::Refused { reason, .. }
            | Self::Unavailable { reason, .. }
            | Self::Unknown { reason, .. }
            | Self::Internal { reason, .. } => reason,
            Self::CursorCompacted { .. } => "CURSOR_COMPACTED",
            Self::Unverified { source, .. } => source.reason(),
        }
    }

    /// The message for people, without the reason at its end.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Invalid { message, .. }
            | Self::NotFound { message, .. }
            | Self::Conflict { message, .. }
            | Self::Refused { message, .. }
            | Self::Unavailable { message, .. }
            | Self::Unknown { message, .. }
            | Self::Internal { message, .. }
            | Self::CursorCompacted { message, .. } => message.clone(),
            Self::Unverified { .. } => self.to_string(),
        }
    }

    /// The delay before a retry, if the server named one.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } | Self::Conflict { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// A detail of the refusal by its name, as the reason's page lists it.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&str> {
        match self {
            Self::Invalid { metadata, .. } | Self::Conflict { metadata, .. } | Self::Refused { metadata, .. } => {
                metadata.get(name).map(String::as_str)
            }
            _ => None,
        }
    }

    /// The current version, for a version `Conflict`; 0 if there is none. `None` for every other error.
    #[must_use]
    pub fn current_version(&self) -> Option<u64> {
        let Self::Conflict { metadata, .. } = self else {
            return None;
        };
        VERSIONS.iter().find_map(|name| metadata.get(*name)?.parse().ok())
    }

    /// Whether the write may have happened despite this error.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unknown { .. } | Self::Internal { .. })
    }

    /// A defect detected in the client.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::Internal {
            reason: String::new(),
            message: message.into(),
        }
    }

    /// No server answered, and no request was sent that could change anything.
    pub(crate) fn unavailable(reason: &str, message: impl Into<String>) -> Self {
        Self::Unavailable {
            reason: reason.to_owned(),
            message: message.into(),
        }
    }

    /// A value rejected before it was sent.
    pub(crate) fn invalid(path: &str, rule: impl Into<String>) -> Self {
        let rule = rule.into();
        Self::Invalid {
            reason: String::new(),
            message: format!("{path} {rule}"),
            fields: vec![Field {
                path: path.to_owned(),
                rule,
            }],
            metadata: BTreeMap::new(),
        }
    }

    /// The error of a write whose earlier attempt may have happened.
    pub(crate) fn in_doubt(self) -> Self {
        let reason = self.reason().to_owned();
        match self {
            Self::Unavailable { message, .. } | Self::Refused { message, .. } => Self::Unknown { reason, message },
            settled => settled,
        }
    }

    /// As [`in_doubt`](Self::in_doubt), for a delivery. A nack ends the newest fence, so `STALE_FENCE` may be the
    /// effect of the client's own earlier attempt.
    pub(crate) fn in_doubt_of_delivery(self) -> Self {
        match self {
            Self::Conflict { reason, message, .. } if reason == "STALE_FENCE" => Self::Unknown { reason, message },
            error => error.in_doubt(),
        }
    }
}

fn words(reason: &str, message: &str) -> String {
    match (reason, message) {
        ("", message) => message.to_owned(),
        (reason, "") => reason.to_owned(),
        (reason, message) => format!("{message} ({reason})"),
    }
}
