//! What a call fails with, told by what the caller can do about it.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_wire::envelope::VerifyError;

/// A wrong field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its path in the request, in proto names, such as `requests[3].labels`.
    pub path: String,
    /// The rule it breaks, for people.
    pub rule: String,
}

/// Why a call did not succeed. `reason` is the stable text of the API (`TIMER_EXISTS`), empty if none came; `message` is
/// for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request breaks a rule. Change it; repeating it cannot help.
    #[error("{}", words(reason, message))]
    Invalid {
        /// See above.
        reason: String,
        /// See above.
        message: String,
        /// Each wrong field.
        fields: Vec<Field>,
    },
    /// What was named does not exist. Nothing was changed.
    #[error("{}", words(reason, message))]
    NotFound {
        /// See above.
        reason: String,
        /// See above.
        message: String,
    },
    /// The state of things does not allow it: it exists with another body, a newer delivery is out, it is not due yet,
    /// somebody else holds it. Nothing was changed.
    #[error("{}", words(reason, message))]
    Conflict {
        /// See above.
        reason: String,
        /// See above.
        message: String,
        /// When the state may be another; `None` if that is not known.
        retry_after: Option<Duration>,
        /// What stands in the way, as the reason's page names it: the current `version` of a `VERSION_CONFLICT`, the `holder` of
        /// a `LEASE_HELD`.
        metadata: BTreeMap<String, String>,
    },
    /// The server will not do it now (a quota, too much load) or for this caller. Nothing was changed.
    #[error("{}", words(reason, message))]
    Refused {
        /// See above.
        reason: String,
        /// See above.
        message: String,
        /// Try again after this; `None` when a retry does not help.
        retry_after: Option<Duration>,
    },
    /// No server could answer in time. Nothing was changed; try again later.
    #[error("{}", words(reason, message))]
    Unavailable {
        /// See above.
        reason: String,
        /// See above.
        message: String,
    },
    /// The write may or may not have happened, and neither retries nor time are left. Repeat it with the same id or
    /// request id, or look.
    #[error("{}", words(reason, message))]
    Unknown {
        /// See above.
        reason: String,
        /// See above.
        message: String,
    },
    /// The events after the cursor are no longer kept.
    #[error("{message}")]
    CursorCompacted {
        /// See above.
        message: String,
        /// Resumes with the earliest event that is kept; empty if the server named none.
        earliest: String,
    },
    /// An event's signature does not verify, or what travels beside the signed bytes contradicts them. Trust nothing of it.
    #[error("event {event_id:?} cannot be trusted: {source}")]
    Unverified {
        /// The id it claims.
        event_id: String,
        /// What is wrong.
        source: VerifyError,
    },
    /// A defect, of the server or in what answered. Nothing is promised about what was done.
    #[error("{}", words(reason, message))]
    Internal {
        /// See above.
        reason: String,
        /// See above.
        message: String,
    },
}

/// The fact that names the current version, and its names in nodes of earlier releases.
const VERSIONS: [&str; 3] = ["version", "stateVersion", "state_version"];

impl Error {
    /// The stable text of the API, such as `TIMER_EXISTS`; empty if there is none.
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

    /// The words for people, without the reason that the whole text of an error ends with.
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

    /// How long to wait before trying again, where the server says.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } | Self::Conflict { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Of a `Conflict` because of a version: the one that is current, 0 if there is none. `None` for every other error.
    #[must_use]
    pub fn current_version(&self) -> Option<u64> {
        let Self::Conflict { metadata, .. } = self else {
            return None;
        };
        VERSIONS.iter().find_map(|name| metadata.get(*name)?.parse().ok())
    }

    /// Whether the write may have happened in spite of this error.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unknown { .. } | Self::Internal { .. })
    }

    /// A defect noticed here.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::Internal {
            reason: String::new(),
            message: message.into(),
        }
    }

    /// Nobody answered, and nothing was sent that could change anything.
    pub(crate) fn unavailable(reason: &str, message: impl Into<String>) -> Self {
        Self::Unavailable {
            reason: reason.to_owned(),
            message: message.into(),
        }
    }

    /// A value refused before it was sent.
    pub(crate) fn invalid(path: &str, rule: impl Into<String>) -> Self {
        let rule = rule.into();
        Self::Invalid {
            reason: String::new(),
            message: format!("{path} {rule}"),
            fields: vec![Field {
                path: path.to_owned(),
                rule,
            }],
        }
    }

    /// As an error of a write of which an earlier attempt may have happened.
    pub(crate) fn in_doubt(self) -> Self {
        let reason = self.reason().to_owned();
        match self {
            Self::Unavailable { message, .. } | Self::Refused { message, .. } => Self::Unknown { reason, message },
            settled => settled,
        }
    }

    /// The same of an answer to a delivery. Its newest fence ends with the nack itself, so a stale one may be the echo of our own.
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
