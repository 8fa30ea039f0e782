//! Calls that create and read timers.

use minoots_wire::timer::v1::{BatchCreateTimersRequest, GetTimerRequest};

use super::{BatchCreated, Created, NewTimer, Timer};
use crate::client::Client;
use crate::error::Error;
use crate::key::Key;

impl Client {
    /// Creates a timer. A repeat with the same id and an equal request returns the existing one.
    ///
    /// # Errors
    /// `Conflict` (`TIMER_EXISTS`) when another request used the id; see [`Error`] for other errors.
    pub async fn create_timer(&self, timer: NewTimer) -> Result<Created, Error> {
        let request = timer.into_request();
        Created::read(self.unary(request).await?)
    }

    /// Creates up to 1,000 timers in one entry of the log: all or none. The results are in the order of the timers.
    ///
    /// # Errors
    /// As [`create_timer`](Self::create_timer); the path of `Invalid` names the timer, such as `requests[3].name`.
    pub async fn create_timers(&self, timers: impl IntoIterator<Item = NewTimer>) -> Result<Vec<BatchCreated>, Error> {
        let requests = timers.into_iter().map(NewTimer::into_request).collect();
        let request = BatchCreateTimersRequest { requests };
        Ok(self
            .unary(request)
            .await?
            .results
            .into_iter()
            .map(BatchCreated::from)
            .collect())
    }

    /// Reads the present state of a timer.
    ///
    /// # Errors
    /// `NotFound` when there is none; see [`Error`] for other errors.
    pub async fn get(&self, timer: impl Into<Key>) -> Result<Timer, Error> {
        let Key { id, partition_key } = timer.into();
        let request = GetTimerRequest {
            id,
            partition_key,
            read: self.read_options(),
        };
        Timer::read(self.unary(request).await?.timer)
    }
}
