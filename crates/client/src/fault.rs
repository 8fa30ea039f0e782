//! Classifies a failed attempt: is it final, may it have had effects, and when and where to retry.

use std::error::Error as StdError;
use std::time::Duration;

use minoots_wire::error::{Details, Reason};
use minoots_wire::event::v1::ConsumeError;
use minoots_wire::shown_url::shown_url;
use minoots_wire::timer::v1::SubmitError;
use tonic::{Code, ConnectError, Status};

use crate::error::{Error, Field};
use crate::time;

/// The metadata key with the leader's URL.
pub(crate) const LEADER: &str = "minoots-leader";

/// One failed attempt.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    code: Code,
    message: String,
    /// Boxed, so that results that may contain a fault stay small.
    details: Box<Details>,
    /// The request never left this machine.
    unsent: bool,
    /// The server sent this error, not the transport.
    spoken: bool,
    leader: Option<String>,
}

impl Fault {
    /// The fault of a call's status.
    pub fn of(status: &Status) -> Self {
        let details = Details::of(status);
        let leader = status.metadata().get(LEADER).and_then(|value| value.to_str().ok());
        Self {
            code: status.code(),
            message: with_cause(status),
            unsent: is_connect_failure(status),
            spoken: !details.reason_text.is_empty(),
            leader: leader.map(str::to_owned),
            details: Box::new(details),
        }
    }

    /// The error of one acknowledgement on a stream.
    pub fn of_consume(error: ConsumeError) -> Self {
        Self::told(error.code, error.message, error.reason)
    }

    /// The error of one write on a stream.
    pub fn of_submit(error: SubmitError) -> Self {
        let mut fault = Self::told(error.code, error.message, error.reason);
        fault.details.retry_delay = error.retry_delay.as_ref().and_then(time::duration);
        fault.details.metadata = error.metadata.into_iter().collect();
        fault.details.fields = error.fields.iter().map(|text| violation(text)).collect();
        fault
    }

    /// No answer within the time limit of an attempt.
    pub fn timed_out(patience: Duration) -> Self {
        Self::told(
            Code::DeadlineExceeded as i32,
            format!("no answer within {patience:?}"),
            String::new(),
        )
    }

    /// A stream that ended without a reason.
    pub fn ended() -> Self {
        Self::told(
            Code::Unavailable as i32,
            "the server ended the stream".to_owned(),
            String::new(),
        )
    }

    /// Adds the server's URL to the message, unless the server itself gave the reason.
    pub fn at(mut self, url: &str) -> Self {
        let url = shown_url(url);
        if self.unsent {
            self.message = format!("no server can be reached at {url}: {}", self.message);
        } else if !self.spoken && self.is_transient() {
            self.message = format!("{url}: {}", self.message);
        }
        self
    }

    fn told(code: i32, message: String, reason_text: String) -> Self {
        Self {
            code: Code::from_i32(code),
            message,
            unsent: false,
            spoken: !reason_text.is_empty(),
            leader: None,
            details: Box::new(Details {
                reason_text,
                ..Details::default()
            }),
        }
    }

    /// Whether the server sent this error, not the transport.
    pub fn is_spoken(&self) -> bool {
        self.spoken
    }

    /// Whether another attempt may succeed.
    pub fn is_transient(&self) -> bool {
        match self.code {
            Code::Unavailable => true,
            // The caller decides whether to wait for an exhausted budget; it may do other work meanwhile.
            Code::ResourceExhausted => self.spoken && self.retry_after().is_some() && !self.is(Reason::BudgetSpent),
            // An error of the transport. A server's own errors always have a reason.
            Code::Unknown | Code::Cancelled | Code::DeadlineExceeded | Code::Internal => !self.spoken,
            _ => false,
        }
    }

    /// Whether a write may have happened.
    pub fn may_have_happened(&self) -> bool {
        self.is_transient() && !self.unsent && (!self.spoken || self.is(Reason::OutcomeUnknown))
    }

    /// Whether another node may succeed.
    pub fn blames_the_node(&self) -> bool {
        self.is_transient() && self.code != Code::ResourceExhausted
    }

    /// The retry delay that the server requested.
    pub fn retry_after(&self) -> Option<Duration> {
        self.details.retry_delay
    }

    /// The leader's URL, if the rejection names it.
    pub fn leader(&self) -> Option<&str> {
        self.leader.as_deref()
    }

    /// Whether the server reported that another node leads.
    pub fn is_not_leader(&self) -> bool {
        self.is(Reason::NotLeader)
    }

    /// Whether the server reported that it has no quorum.
    pub fn is_without_quorum(&self) -> bool {
        self.is(Reason::NoQuorum)
    }

    fn is(&self, reason: Reason) -> bool {
        self.details.reason() == Some(reason)
    }

    /// The caller's error if this was the last attempt.
    pub fn into_error(self) -> Error {
        if self.is(Reason::CursorCompacted) {
            let earliest = self
                .details
                .metadata
                .get("earliest_cursor")
                .cloned()
                .unwrap_or_default();
            return Error::CursorCompacted {
                message: self.message,
                earliest,
            };
        }
        if self.may_have_happened() {
            let (reason, message) = (self.details.reason_text, self.message);
            return Error::Unknown { reason, message };
        }
        let transient = self.is_transient();
        let retry_after = self.details.retry_delay;
        let (reason, message) = (self.details.reason_text, self.message);
        match self.code {
            Code::InvalidArgument | Code::OutOfRange if self.spoken => Error::Invalid {
                reason,
                message,
                fields: self.details.fields.into_iter().map(Field::from).collect(),
                metadata: self.details.metadata,
            },
            Code::NotFound => Error::NotFound { reason, message },
            Code::AlreadyExists | Code::FailedPrecondition | Code::Aborted => Error::Conflict {
                reason,
                message,
                retry_after,
                metadata: self.details.metadata,
            },
            Code::ResourceExhausted | Code::PermissionDenied | Code::Unauthenticated => Error::Refused {
                reason,
                message,
                retry_after,
                metadata: self.details.metadata,
            },
            _ if transient => Error::Unavailable { reason, message },
            _ => Error::Internal { reason, message },
        }
    }
}

impl From<minoots_wire::error::FieldViolation> for Field {
    fn from(violation: minoots_wire::error::FieldViolation) -> Self {
        Self {
            path: violation.path,
            rule: violation.description,
        }
    }
}

/// Parses a field of a `SubmitError`: `path: rule`.
fn violation(text: &str) -> minoots_wire::error::FieldViolation {
    let (path, description) = text.split_once(": ").unwrap_or(("", text));
    minoots_wire::error::FieldViolation {
        path: path.to_owned(),
        reason: String::new(),
        description: description.to_owned(),
    }
}

fn is_connect_failure(status: &Status) -> bool {
    causes(status).any(|cause| cause.is::<ConnectError>())
}

fn causes(status: &Status) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(status.source(), |cause| (*cause).source())
}

/// The transport's statuses name their cause only in their sources.
fn with_cause(status: &Status) -> String {
    match causes(status).last() {
        Some(cause) if !status.message().contains(&cause.to_string()) => format!("{}: {cause}", status.message()),
        _ => status.message().to_owned(),
    }
}

#[cfg(test)]
mod tests;
