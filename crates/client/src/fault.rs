//! Reading a failed attempt: is it final, did it do anything, when and where to try again.

use std::error::Error as StdError;
use std::time::Duration;

use minoots_wire::error::{Details, Reason};
use minoots_wire::event::v1::ConsumeError;
use minoots_wire::timer::v1::SubmitError;
use tonic::{Code, ConnectError, Status};

use crate::error::{Error, Field};
use crate::time;

/// The metadata that names the leader, by its URL.
pub(crate) const LEADER: &str = "minoots-leader";

/// One failed attempt.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    code: Code,
    message: String,
    /// Boxed, so that results which may hold a fault stay small.
    details: Box<Details>,
    /// The request never left this machine.
    unsent: bool,
    /// The server sent this, rather than the way to it.
    spoken: bool,
    leader: Option<String>,
}

impl Fault {
    /// A call that was answered with, or ended in, this status.
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

    /// A refusal of one acknowledgement on a stream.
    pub fn of_consume(error: ConsumeError) -> Self {
        Self::told(error.code, error.message, error.reason)
    }

    /// A refusal of one write on a stream.
    pub fn of_submit(error: SubmitError) -> Self {
        let mut fault = Self::told(error.code, error.message, error.reason);
        fault.details.retry_delay = error.retry_delay.as_ref().and_then(time::duration);
        fault.details.fields = error.fields.iter().map(|text| violation(text)).collect();
        fault
    }

    /// No answer within the time given to one attempt.
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

    /// Names the server that was asked, unless it has said itself why it refuses.
    pub fn at(mut self, url: &str) -> Self {
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

    /// Whether another attempt may fare better.
    pub fn is_transient(&self) -> bool {
        match self.code {
            Code::Unavailable => true,
            // When a budget has enough again is the caller's to wait for: it may do something else meanwhile.
            Code::ResourceExhausted => self.spoken && self.retry_after().is_some() && !self.is(Reason::BudgetSpent),
            // The way there failed, in words of the transport; a server's own are never without a reason.
            Code::Unknown | Code::Cancelled | Code::DeadlineExceeded | Code::Internal => !self.spoken,
            _ => false,
        }
    }

    /// Whether a write may have been done.
    pub fn may_have_happened(&self) -> bool {
        self.is_transient() && !self.unsent && (!self.spoken || self.is(Reason::OutcomeUnknown))
    }

    /// Whether another node may fare better.
    pub fn blames_the_node(&self) -> bool {
        self.is_transient() && self.code != Code::ResourceExhausted
    }

    /// What the server asks callers to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.details.retry_delay
    }

    /// Where the leader is, if the refusal says.
    pub fn leader(&self) -> Option<&str> {
        self.leader.as_deref()
    }

    /// Whether the server said that another one leads.
    pub fn is_not_leader(&self) -> bool {
        self.is(Reason::NotLeader)
    }

    /// Whether the server said that it has no quorum.
    pub fn is_without_quorum(&self) -> bool {
        self.is(Reason::NoQuorum)
    }

    fn is(&self, reason: Reason) -> bool {
        self.details.reason() == Some(reason)
    }

    /// What the caller is told if this was the last attempt.
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

/// A field of a `SubmitError`: `path: rule`.
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
