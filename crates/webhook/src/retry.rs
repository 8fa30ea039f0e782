//! The verdict on an attempt: its consequence for the event and for the endpoint.
//!
//! | outcome | verdict |
//! |---|---|
//! | complete 2xx response | delivered |
//! | 410 | failed, and the endpoint is disabled |
//! | 429, 503 | retry, not before `Retry-After` |
//! | 408, 425 | retry |
//! | 3xx | failed: redirects are not followed |
//! | other 4xx | failed |
//! | a blocked address | failed |
//! | anything else | retry |
//!
//! Invariants:
//! - A pure function of its arguments: the proposer draws the random number and reads the clock, the log contains the
//!   verdict.
//! - No delay exceeds the policy's maximum, whatever the receiver asks for.

use std::time::{Duration, UNIX_EPOCH};

use crate::attempt::{Failure, Record};

#[cfg(test)]
mod tests;

/// A backoff policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Upper bound of the first delay.
    pub initial: Duration,
    /// Upper bound of every later delay.
    pub max: Duration,
    /// Growth factor of the bound per failure, in thousandths; at least 1000.
    pub multiplier_milli: u32,
    /// The longest delay that a receiver can request.
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

/// Why no delay can be drawn from a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The first delay is zero, or longer than the maximum.
    #[error("retry.initial must be more than 0 and at most retry.max; change one of them")]
    Initial,
    /// The bound would shrink.
    #[error("retry.multiplier is {0} thousandths, less than 1000, so that waits would shrink; use 1000 or more")]
    Multiplier(u32),
    /// A delay longer than the absolute maximum.
    #[error("retry.{0} is more than 30 days; use less")]
    TooLong(&'static str),
}

/// Absolute maximum of a delay.
const WAIT_MAX: Duration = Duration::from_secs(30 * 24 * 3600);

/// The next step after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The receiver accepted the event.
    Delivered,
    /// Retry after this delay.
    Again(Duration),
    /// Permanent failure: a retry cannot succeed.
    Failed(Permanent),
    /// The receiver wants no more events. The event has failed, and the endpoint is disabled.
    Disable,
}

/// Why a retry cannot succeed, with the remedy. The caller adds how to send the event again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Permanent {
    /// The receiver rejects the request.
    #[error("the receiver refused it with status {0}; change the receiver")]
    Status(u16),
    /// The receiver has moved.
    #[error("the receiver redirects with status {status} to {}, and redirects are not followed; set the endpoint's url to where it is", .location.as_deref().unwrap_or("nowhere"))]
    Redirect {
        /// The status.
        status: u16,
        /// Redirect target, cut to a length that fits a log.
        location: Option<String>,
    },
    /// The address is blocked.
    #[error("the receiver's name leads to an address webhooks are not sent to; correct its name service")]
    Blocked,
}

impl Permanent {
    /// The stable reason code, for programs.
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
    /// Checks that delays can be drawn from the policy.
    ///
    /// # Errors
    /// The violated rule.
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

    /// The delay after failure number `failures` (from 1). It is uniform between zero and a bound that grows with each
    /// failure, so that clients that failed together do not retry together. `random` is uniform over all u64.
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

/// Judges an attempt by its record. `failures` counts the failed attempts, including this one. `now_s` is in seconds
/// since the Unix epoch. `random` is uniform over all u64.
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
            // Jitter also spreads clients that got the same `Retry-After`.
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
        // The receiver timed out on the request, or is not ready for it.
        Some(408 | 425) => Verdict::Again(backoff),
        Some(status @ 400..=499) => Verdict::Failed(Permanent::Status(status)),
        _ => Verdict::Again(backoff),
    }
}

/// Parses `Retry-After`: seconds or a date. An invalid or past value counts as absent.
fn asked_wait(text: &str, now_s: u64) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that overflows exceeds every maximum.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let now = UNIX_EPOCH.checked_add(Duration::from_secs(now_s))?;
    date.duration_since(now).ok()
}
