//! What the outcome of an attempt means for the event and for the endpoint.
//!
//! | outcome | verdict |
//! |---|---|
//! | 2xx, answered to its end | delivered |
//! | 410 | failed, and the endpoint is disabled |
//! | 429, 503 | again, not before `Retry-After` |
//! | 408, 425 | again |
//! | 3xx | failed: redirects are not followed |
//! | other 4xx | failed |
//! | an address that is not sent to | failed |
//! | everything else | again |
//!
//! Invariants:
//! - A pure function of its arguments: the proposer draws the random number and reads the clock, the log carries the verdict.
//! - No wait is longer than the policy says, whatever the receiver asks for.

use std::time::{Duration, UNIX_EPOCH};

use crate::attempt::{Failure, Record};

#[cfg(test)]
mod tests;

/// How waits grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Upper bound of the first wait.
    pub initial: Duration,
    /// Upper bound of every wait that grew.
    pub max: Duration,
    /// How much the bound grows with each failure, in thousandths; at least 1000.
    pub multiplier_milli: u32,
    /// The longest wait that a receiver can ask for.
    pub retry_after_max: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            initial: Duration::from_secs(1),
            max: Duration::from_secs(3600),
            multiplier_milli: 2000,
            retry_after_max: Duration::from_secs(24 * 3600),
        }
    }
}

/// A policy that no wait can be drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The first wait is nothing, or more than the longest.
    #[error("retry.initial must be more than 0 and at most retry.max; change one of them")]
    Initial,
    /// The bound would shrink.
    #[error("retry.multiplier is {0} thousandths, less than 1000, so that waits would shrink; use 1000 or more")]
    Multiplier(u32),
    /// Longer than a wait can be.
    #[error("retry.{0} is more than 30 days; use less")]
    TooLong(&'static str),
}

/// Longest wait there is.
const WAIT_MAX: Duration = Duration::from_secs(30 * 24 * 3600);

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The receiver has it.
    Delivered,
    /// Try again after this time.
    Again(Duration),
    /// Trying again cannot help.
    Failed(Permanent),
    /// The receiver wants nothing more: the event has failed, and the endpoint is to be disabled.
    Disable,
}

/// Why trying again cannot help, with the way out. The caller adds how to send the event again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Permanent {
    /// The receiver refuses the request.
    #[error("the receiver refused it with status {0}; change the receiver")]
    Status(u16),
    /// The receiver is somewhere else.
    #[error("the receiver redirects with status {status} to {}, and redirects are not followed; set the endpoint's url to where it is", .location.as_deref().unwrap_or("nowhere"))]
    Redirect {
        /// The status.
        status: u16,
        /// Where it pointed, cut to a length that fits a log.
        location: Option<String>,
    },
    /// It leads to where webhooks are not sent.
    #[error("the receiver's name leads to an address webhooks are not sent to; correct its name service")]
    Blocked,
}

impl Permanent {
    /// The reason a program looks at.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Status(_) => "STATUS",
            Self::Redirect { .. } => "REDIRECT",
            Self::Blocked => "BLOCKED_ADDRESS",
        }
    }
}

impl Policy {
    /// Whether waits can be drawn from it.
    ///
    /// # Errors
    /// The rule it breaks.
    pub fn check(self) -> Result<Self, PolicyError> {
        if self.initial.is_zero() || self.initial > self.max {
            return Err(PolicyError::Initial);
        }
        if self.multiplier_milli < 1000 {
            return Err(PolicyError::Multiplier(self.multiplier_milli));
        }
        let spans = [("max", self.max), ("retry_after_max", self.retry_after_max)];
        match spans.into_iter().find(|(_, span)| *span > WAIT_MAX) {
            Some((name, _)) => Err(PolicyError::TooLong(name)),
            None => Ok(self),
        }
    }

    /// The wait after failure number `failures` (from 1): uniform between nothing and a bound that grows with each failure, so that many
    /// who failed together do not come back together. `random` is uniform over all u64.
    #[must_use]
    pub fn backoff(&self, failures: u32, random: u64) -> Duration {
        let bound = u128::from(self.bound_ns(failures));
        let drawn = (bound * u128::from(random)) >> 64;
        Duration::from_nanos(u64::try_from(drawn).unwrap_or(u64::MAX))
    }

    fn bound_ns(&self, failures: u32) -> u64 {
        let ns = |span: Duration| u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
        let (mut bound, max) = (u128::from(ns(self.initial)), u128::from(ns(self.max)));
        for _ in 1..failures {
            if bound >= max || self.multiplier_milli <= 1000 {
                break;
            }
            bound = bound * u128::from(self.multiplier_milli) / 1000;
        }
        u64::try_from(bound.min(max)).unwrap_or(u64::MAX)
    }
}

/// What the attempt with this record means. `failures` counts the attempts that failed, this one among them; `now_s` is in seconds since
/// the Unix epoch; `random` is uniform over all u64.
#[must_use]
pub fn judge(record: &Record, failures: u32, policy: &Policy, now_s: u64, random: u64) -> Verdict {
    if record.is_delivered() {
        return Verdict::Delivered;
    }
    if let Some(Failure::Blocked(_)) = record.failure {
        return Verdict::Failed(Permanent::Blocked);
    }
    let backoff = policy.backoff(failures, random);
    match record.status {
        Some(410) => Verdict::Disable,
        Some(429 | 503) => {
            let asked = record.retry_after.as_deref().and_then(|text| asked_wait(text, now_s));
            let asked = asked.unwrap_or_default().min(policy.retry_after_max);
            // Those who were told the same instant still come back apart.
            Verdict::Again(
                asked
                    .saturating_add(backoff)
                    .min(policy.max.max(policy.retry_after_max)),
            )
        }
        Some(status @ 300..=399) => Verdict::Failed(Permanent::Redirect {
            status,
            location: record.location.clone(),
        }),
        // The receiver waited too long for the request, or does not take it yet.
        Some(408 | 425) => Verdict::Again(backoff),
        Some(status @ 400..=499) => Verdict::Failed(Permanent::Status(status)),
        _ => Verdict::Again(backoff),
    }
}

/// `Retry-After`: seconds, or a date. What cannot be read, or has passed, asks for nothing.
fn asked_wait(text: &str, now_s: u64) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds ask for longer than any cap.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let now = UNIX_EPOCH.checked_add(Duration::from_secs(now_s))?;
    date.duration_since(now).ok()
}
