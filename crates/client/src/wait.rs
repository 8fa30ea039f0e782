//! Waiting for a timer, across broken connections and changes of leader.

use std::time::Duration;

use minoots_wire::call;
use minoots_wire::timer::v1::{WaitOutcome, WaitTimerRequest, WaitUntil};
use tokio::time::{Instant, sleep};

use crate::backoff::Backoff;
use crate::call::Kind;
use crate::client::Client;
use crate::clock;
use crate::error::Error;
use crate::key::Key;
use crate::time;
use crate::timer::Timer;

/// The longest wait of one call, so that a hanging server is detected. A longer wait takes several calls.
const CALL: Duration = Duration::from_secs(10);

/// A wait for a timer. Default: without a time limit.
#[derive(Debug, Clone)]
#[must_use = "a timer is waited for by a client"]
pub struct Wait {
    timer: Key,
    until: WaitUntil,
    timeout: Option<Duration>,
}

impl Wait {
    /// Waits until its due time has passed, or it has ended earlier.
    pub fn fired(timer: impl Into<Key>) -> Self {
        Self {
            timer: timer.into(),
            until: WaitUntil::Fired,
            timeout: None,
        }
    }

    /// Waits until it has been settled or cancelled, or has failed.
    pub fn ended(timer: impl Into<Key>) -> Self {
        Self {
            until: WaitUntil::Terminal,
            ..Self::fired(timer)
        }
    }

    /// Sets the longest time to wait.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

/// The result of a wait.
#[derive(Debug, Clone, PartialEq)]
pub enum Waited {
    /// The timer has reached the awaited state; its status shows which.
    Reached(Timer),
    /// The time ran out first.
    TimedOut(Timer),
}

impl Client {
    /// Waits for a timer. The wait continues across broken connections and changes of leader; only the timeout ends it
    /// early.
    ///
    /// # Errors
    /// `NotFound` when there is no such timer; `Unavailable` when the time is over and no server answers.
    pub async fn wait(&self, wait: Wait) -> Result<Waited, Error> {
        let over = wait.timeout.map(|timeout| clock::now() + timeout);
        let mut backoff = Backoff::default();
        loop {
            match self.wait_once(&wait, over).await {
                Ok(Waited::TimedOut(_)) if left(over) > Duration::ZERO => backoff.reset(),
                Err(Error::Unavailable { .. }) if left(over) > Duration::ZERO => {
                    sleep(backoff.next(None).min(left(over))).await;
                }
                ended => return ended,
            }
        }
    }

    /// Makes one call, with its retries.
    async fn wait_once(&self, wait: &Wait, over: Option<Instant>) -> Result<Waited, Error> {
        let most = left(over);
        let answer = self.call_within(
            Kind::Read,
            (most + self.deadline(), most + self.patience()),
            |attempt| {
                let request = attempt.request(WaitTimerRequest {
                    id: wait.timer.id.clone(),
                    partition_key: wait.timer.partition_key.clone(),
                    until: wait.until.into(),
                    timeout: Some(time::to_duration(left(over))),
                    read: self.read_options(),
                });
                call::unary(attempt.channel, request)
            },
        );
        let answer = answer.await?;
        match answer.outcome() {
            WaitOutcome::Reached => Ok(Waited::Reached(Timer::read(answer.timer)?)),
            WaitOutcome::TimedOut => Ok(Waited::TimedOut(Timer::read(answer.timer)?)),
            WaitOutcome::Unspecified => Err(Error::internal("a wait without an outcome")),
        }
    }
}

/// The longest wait of the next call.
fn left(over: Option<Instant>) -> Duration {
    over.map_or(CALL, |over| over.saturating_duration_since(clock::now()).min(CALL))
}
