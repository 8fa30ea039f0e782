//! Heartbeats of watchdogs: the `Touch` call.

use std::collections::BTreeMap;
use std::time::SystemTime;

use minoots_wire::error::Reason;
use minoots_wire::timer::v1 as proto;

use crate::client::Client;
use crate::error::Error;
use crate::key::Key;
use crate::time;

mod toucher;

pub use toucher::Toucher;

/// The instance that touches, and the number of its touch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Touch {
    /// The instance's epoch. A touch with an epoch smaller than an earlier one's is superseded.
    pub epoch: u64,
    /// Grows with each touch of an instance; 0 means unnumbered.
    pub sequence: u64,
}

/// The outcome of a touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// The watchdog does not fire before this time.
    Until(SystemTime),
    /// The watchdog has fired.
    TooLate {
        /// The event.
        event_id: String,
    },
    /// A newer instance, or a later touch of this one, was first.
    Superseded {
        /// The epoch of the newest instance.
        epoch: u64,
        /// The largest number of its touches.
        sequence: u64,
    },
    /// The watchdog was cancelled.
    Cancelled,
}

impl Client {
    /// Reports that the process behind a watchdog is alive.
    ///
    /// # Errors
    /// `NotFound` when there is no such timer; `Conflict` when it is not a watchdog; see [`Error`] for other errors.
    pub async fn touch(&self, watchdog: impl Into<Key>, touch: Touch) -> Result<Touched, Error> {
        let Key { id, partition_key } = watchdog.into();
        let request = proto::TouchRequest {
            id,
            partition_key,
            epoch: touch.epoch,
            sequence: touch.sequence,
            touches: Vec::new(),
        };
        let result = self.unary(request).await?.results.into_iter().next();
        let result = result.ok_or_else(|| Error::internal("an answer without its touch"))?;
        read(result)
    }
}

/// The outcome of a touch, sent alone or with others.
fn read(result: proto::TouchResult) -> Result<Touched, Error> {
    match result.outcome() {
        proto::TouchOutcome::Touched => {
            let fire_time = result.fire_time.as_ref().and_then(time::instant);
            let fire_time = fire_time.ok_or_else(|| Error::internal("a touch without its fire time"))?;
            Ok(Touched::Until(fire_time))
        }
        proto::TouchOutcome::TooLate => Ok(Touched::TooLate {
            event_id: result.event_id,
        }),
        proto::TouchOutcome::Superseded => Ok(Touched::Superseded {
            epoch: result.epoch,
            sequence: result.sequence,
        }),
        proto::TouchOutcome::Cancelled => Ok(Touched::Cancelled),
        proto::TouchOutcome::NotFound => Err(Error::NotFound {
            reason: Reason::Timer.text().to_owned(),
            message: format!("there is no timer {:?}", result.id),
        }),
        proto::TouchOutcome::NotAWatchdog => Err(Error::Conflict {
            reason: Reason::NotAWatchdog.text().to_owned(),
            message: format!("the timer {:?} is no watchdog", result.id),
            retry_after: None,
            metadata: BTreeMap::new(),
        }),
        proto::TouchOutcome::Unspecified => Err(Error::internal("a touch without an outcome")),
    }
}
