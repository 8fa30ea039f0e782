//! Cancelling and rescheduling: requests, and the outcomes of every race.

use std::time::{Duration, SystemTime};

use minoots_wire::timer::v1 as proto;
use uuid::Uuid;

use crate::client::Client;
use crate::error::Error;
use crate::key::Key;
use crate::time;
use crate::timer::Timer;

/// A request to cancel a timer. It contains a request id, so that a repeat is safe; clones share the id.
#[derive(Debug, Clone)]
#[must_use = "a timer is cancelled by a client"]
pub struct Cancel {
    request: proto::CancelTimerRequest,
}

impl Cancel {
    /// Cancels any current version.
    pub fn of(timer: impl Into<Key>) -> Self {
        let Key { id, partition_key } = timer.into();
        Self {
            request: proto::CancelTimerRequest {
                request_id: Uuid::now_v7().to_string(),
                id,
                partition_key,
                state_version: 0,
                reason: String::new(),
            },
        }
    }

    /// Cancels only if this is the current version.
    pub fn version(mut self, state_version: u64) -> Self {
        self.request.state_version = state_version;
        self
    }

    /// Sets the reason, stored with the timer, at most 255 bytes.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.request.reason = reason.into();
        self
    }

    /// Sets the request id. A repeat from another process then returns the first answer.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::CancelTimerRequest {
        self.request
    }
}

impl From<Key> for Cancel {
    fn from(timer: Key) -> Self {
        Self::of(timer)
    }
}

impl From<&str> for Cancel {
    fn from(id: &str) -> Self {
        Self::of(id)
    }
}

impl From<String> for Cancel {
    fn from(id: String) -> Self {
        Self::of(id)
    }
}

impl From<&Timer> for Cancel {
    fn from(timer: &Timer) -> Self {
        Self::of(timer)
    }
}

/// The outcome of a cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelOutcome {
    /// This version was never delivered and never will be.
    Cancelled,
    /// Armed or later.
    TooLate {
        /// The event that was or will be delivered.
        event_id: String,
    },
    /// Another version is current.
    Superseded {
        /// The current version.
        version: u64,
    },
}

impl CancelOutcome {
    pub(crate) fn read(answer: proto::CancelTimerResponse) -> Result<Self, Error> {
        match answer.outcome() {
            proto::CancelOutcome::Cancelled => Ok(Self::Cancelled),
            proto::CancelOutcome::TooLate => Ok(Self::TooLate {
                event_id: answer.event_id,
            }),
            proto::CancelOutcome::Superseded => Ok(Self::Superseded {
                version: answer.state_version,
            }),
            proto::CancelOutcome::Unspecified => Err(Error::internal("a cancel without an outcome")),
        }
    }
}

/// A request to reschedule a timer. It contains a request id, so that a repeat is safe; clones share the id.
#[derive(Debug, Clone)]
#[must_use = "a timer is rescheduled by a client"]
pub struct Reschedule {
    request: proto::RescheduleTimerRequest,
}

impl Reschedule {
    /// Reschedules to this long after the server receives the request.
    pub fn after(timer: impl Into<Key>, delay: Duration) -> Self {
        Self::to(timer.into(), None, Some(delay))
    }

    /// Reschedules to this instant; up to 24 h in the past means now.
    pub fn at(timer: impl Into<Key>, fire_time: SystemTime) -> Self {
        Self::to(timer.into(), Some(fire_time), None)
    }

    fn to(timer: Key, fire_time: Option<SystemTime>, delay: Option<Duration>) -> Self {
        Self {
            request: proto::RescheduleTimerRequest {
                request_id: Uuid::now_v7().to_string(),
                id: timer.id,
                partition_key: timer.partition_key,
                state_version: 0,
                fire_time: fire_time.map(time::to_timestamp),
                delay: delay.map(time::to_duration),
            },
        }
    }

    /// Reschedules only if this is the current version.
    pub fn version(mut self, state_version: u64) -> Self {
        self.request.state_version = state_version;
        self
    }

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::RescheduleTimerRequest {
        self.request
    }
}

/// The outcome of a reschedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RescheduleOutcome {
    /// The old version was never delivered and never will be.
    Rescheduled {
        /// The new version.
        version: u64,
        /// Its fire time.
        fire_time: Option<SystemTime>,
    },
    /// Armed or later.
    TooLate {
        /// The event that was or will be delivered.
        event_id: String,
    },
    /// Another version is current.
    Superseded {
        /// The current version.
        version: u64,
    },
    /// The timer was cancelled before.
    Cancelled,
}

impl RescheduleOutcome {
    pub(crate) fn read(answer: proto::RescheduleTimerResponse) -> Result<Self, Error> {
        match answer.outcome() {
            proto::RescheduleOutcome::Rescheduled => Ok(Self::Rescheduled {
                version: answer.state_version,
                fire_time: answer.fire_time.as_ref().and_then(time::instant),
            }),
            proto::RescheduleOutcome::TooLate => Ok(Self::TooLate {
                event_id: answer.event_id,
            }),
            proto::RescheduleOutcome::Superseded => Ok(Self::Superseded {
                version: answer.state_version,
            }),
            proto::RescheduleOutcome::Cancelled => Ok(Self::Cancelled),
            proto::RescheduleOutcome::Unspecified => Err(Error::internal("a reschedule without an outcome")),
        }
    }
}

impl Client {
    /// Cancels a timer that is not yet armed. A lost race is an outcome, not an error.
    ///
    /// # Errors
    /// `NotFound` when there is no such timer; see [`Error`] for other errors.
    pub async fn cancel(&self, cancel: impl Into<Cancel>) -> Result<CancelOutcome, Error> {
        let request = cancel.into().into_request();
        CancelOutcome::read(self.unary(request).await?)
    }

    /// Reschedules a timer that is not yet armed. A lost race is an outcome, not an error.
    ///
    /// # Errors
    /// `NotFound` when there is no such timer; see [`Error`] for other errors.
    pub async fn reschedule(&self, reschedule: Reschedule) -> Result<RescheduleOutcome, Error> {
        let request = reschedule.into_request();
        RescheduleOutcome::read(self.unary(request).await?)
    }
}
