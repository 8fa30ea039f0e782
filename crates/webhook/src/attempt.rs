//! One POST and its result. By the same rules, one GET of a document and one call of a service.
//!
//! Invariants:
//! - An attempt ends at its deadline, whatever it waits for. It then closes its connection and leaves no task running.
//! - It buffers no more of a response than the limits: a head of [`Limits::head_bytes`], the part of the body that is
//!   being read, and [`Limits::answer_bytes`].
//! - A response counts once it has ended, or once [`Limits::body_bytes`] of its body were read; the rest is ignored.

use std::time::Duration;

use tokio::time::timeout_at;

use crate::clock::Deadline;
use crate::connector::Connector;
use crate::shown;

mod call;
mod exchange;
mod fetch;
mod post;
#[cfg(test)]
mod tests;

pub use crate::failure::{Failure, Phase};
pub use call::{Called, Caller};
use exchange::Outgoing;
pub use fetch::{FetchError, Fetcher};
pub use post::{ATTEMPT, FENCE, JWS, Parts, Post, PostError};

/// Limits of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for the whole attempt.
    pub total: Duration,
    /// Part of that time for the connection, including DNS lookup and TLS.
    pub connect: Duration,
    /// Maximum size of a response head, in bytes; at least 8 KiB, the smallest buffer that reads HTTP/1.
    pub head_bytes: usize,
    /// Maximum bytes read of a response body.
    pub body_bytes: usize,
    /// Maximum bytes of a response body that are kept.
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total: Duration::from_secs(10),
            connect: Duration::from_secs(5),
            head_bytes: 16 << 10,
            body_bytes: 64 << 10,
            answer_bytes: 1 << 10,
        }
    }
}

/// The record of an attempt in the attempt log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Status of the response, if one arrived.
    pub status: Option<u16>,
    /// Duration of the attempt.
    pub duration: Duration,
    /// Start of the response body as text, without characters that control terminals or browsers.
    pub answer: String,
    /// Target of a redirect, sanitised in the same way.
    pub location: Option<String>,
    /// The `Retry-After` value of the response, unparsed.
    pub retry_after: Option<String>,
    /// The failure, if any. If a status is also present, the response broke off.
    pub failure: Option<Failure>,
}

impl Record {
    /// Whether the receiver accepted the event: it sent a complete 2xx response.
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        self.failure.is_none() && self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// Makes attempts. One sender serves all endpoints and keeps no state between attempts.
#[derive(Debug)]
pub struct Sender {
    connector: Connector,
    limits: Limits,
}

/// The parts of a response received so far.
#[derive(Debug, Default)]
struct Seen {
    status: Option<u16>,
    location: Option<String>,
    retry_after: Option<String>,
    body: Vec<u8>,
}

impl Sender {
    /// Creates a sender with this connector and these limits.
    #[must_use]
    pub fn new(connector: Connector, limits: Limits) -> Self {
        Self { connector, limits }
    }

    /// Posts a request and records the result.
    pub async fn attempt(&self, post: &Post) -> Record {
        let deadline = Deadline::after(self.limits.total);
        let mut seen = Seen::default();
        let result = self.run(post, &deadline, &mut seen).await;
        Record {
            status: seen.status,
            duration: deadline.elapsed(),
            answer: shown::text(&seen.body, self.limits.answer_bytes),
            location: seen.location,
            retry_after: seen.retry_after,
            failure: result.err(),
        }
    }

    async fn run(&self, post: &Post, deadline: &Deadline, seen: &mut Seen) -> Result<(), Failure> {
        let connecting = deadline.within(self.limits.connect);
        let connection = self.connector.connect(post.url(), &connecting).await?;
        let outgoing = Outgoing::from(post);
        let exchange = exchange::over(connection, &outgoing, &self.limits, seen);
        let exchange = timeout_at(deadline.end(), exchange).await;
        exchange.unwrap_or_else(|_| Err(Failure::Timeout(Phase::of(seen.status))))
    }
}
