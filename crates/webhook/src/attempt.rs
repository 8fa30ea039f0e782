//! One POST, and what came of it; and one GET of a document, and one call of a service, by the same rules.
//!
//! Invariants:
//! - An attempt ends at its deadline, whatever it waits for; then its connection is closed and nothing of it runs on.
//! - It holds no more of an answer than the limits say: a head of [`Limits::head_bytes`], of a body what is being read and
//!   [`Limits::answer_bytes`].
//! - An answer counts when it has ended, or when [`Limits::body_bytes`] of its body were read and the rest is not wanted.

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

/// What an attempt may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for all of it.
    pub total: Duration,
    /// Of that, until the connection stands, with look-up and TLS.
    pub connect: Duration,
    /// Largest head of an answer, bytes; at least 8 KiB, the smallest buffer HTTP/1 is read with.
    pub head_bytes: usize,
    /// Bytes of an answer's body that are read.
    pub body_bytes: usize,
    /// Bytes of an answer's body that are kept.
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

/// What the attempt log says of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The answer's status, if there was one.
    pub status: Option<u16>,
    /// How long it took.
    pub duration: Duration,
    /// The beginning of the answer's body as text, without what terminals and browsers act upon.
    pub answer: String,
    /// Where a redirect pointed, in the same form.
    pub location: Option<String>,
    /// What the answer said about when to come again, as it said it.
    pub retry_after: Option<String>,
    /// What went wrong, if something did. With a status too, the answer broke off.
    pub failure: Option<Failure>,
}

impl Record {
    /// Whether the receiver took the event: it answered 2xx, and finished.
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        self.failure.is_none() && self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// Makes attempts. One serves all endpoints; it keeps nothing between attempts.
#[derive(Debug)]
pub struct Sender {
    connector: Connector,
    limits: Limits,
}

/// What was seen of an answer so far.
#[derive(Debug, Default)]
struct Seen {
    status: Option<u16>,
    location: Option<String>,
    retry_after: Option<String>,
    body: Vec<u8>,
}

impl Sender {
    /// Attempts by this connector, within these limits.
    #[must_use]
    pub fn new(connector: Connector, limits: Limits) -> Self {
        Self { connector, limits }
    }

    /// Posts, and says what came of it.
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
