//! Consuming deliveries from a queue.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::Stream;
use minoots_wire::event::v1::ConsumeOpen;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::error::Error;

mod answering;
mod delivery;
mod driver;
mod duplicates;
mod load;

pub use delivery::Delivery;
use driver::Driver;

/// The server's default number of credits.
const CREDITS_DEFAULT: u32 = 256;

/// Options of a consumer.
#[derive(Debug, Clone)]
#[must_use = "options do nothing until a consumer is opened with them"]
pub struct ConsumeOptions {
    credits: u32,
    verify: bool,
    duplicates: usize,
}

impl Default for ConsumeOptions {
    fn default() -> Self {
        Self {
            credits: CREDITS_DEFAULT,
            verify: false,
            duplicates: 0,
        }
    }
}

impl ConsumeOptions {
    /// Sets the number of unacknowledged deliveries, 1 to 10,000. Default: 256.
    pub fn credits(mut self, credits: u32) -> Self {
        self.credits = credits;
        self
    }

    /// Verifies every event. An event that fails yields an [`Error::Unverified`], and the consumer continues.
    pub fn verify(mut self) -> Self {
        self.verify = true;
        self
    }

    /// Remembers the last `events` events acknowledged here. If the server redelivers one because its acknowledgement
    /// was lost, the consumer acknowledges it again without yielding it. An unacknowledged event is yielded each time.
    pub fn skip_duplicates(mut self, events: usize) -> Self {
        self.duplicates = events;
        self
    }
}

/// A stream of deliveries; from [`Client::consume`]. It reconnects as often as necessary, and ends only after an error
/// that a retry cannot fix.
///
/// Dropping it requests no more deliveries. Deliveries in hand can still be acknowledged; once none is left, the rest
/// is returned to the queue. [`close`](Self::close) returns everything at once.
pub struct Consumer {
    deliveries: mpsc::UnboundedReceiver<Result<Delivery, Error>>,
    closing: Option<oneshot::Sender<()>>,
    driver: JoinHandle<()>,
}

impl fmt::Debug for Consumer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Consumer").finish_non_exhaustive()
    }
}

impl Client {
    /// Consumes deliveries of a queue, which exists from its first use.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    #[must_use]
    pub fn consume(&self, queue: impl Into<String>, options: ConsumeOptions) -> Consumer {
        let open = ConsumeOpen {
            queue: queue.into(),
            credits: options.credits,
            paused: false,
        };
        let (sender, deliveries) = mpsc::unbounded_channel();
        let (closing, closed) = oneshot::channel();
        let driver = Driver::new(self.clone(), open, options.verify, options.duplicates, sender);
        Consumer {
            deliveries,
            closing: Some(closing),
            driver: tokio::spawn(driver.run(closed)),
        }
    }
}

impl Stream for Consumer {
    type Item = Result<Delivery, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.deliveries.poll_recv(context)
    }
}

impl Consumer {
    /// Closes the consumer: waits for the answers to sent acknowledgements, and returns unacknowledged deliveries to
    /// the queue at once. A delivery in hand can still be acknowledged until another consumer acknowledges it.
    ///
    /// Waits at most the deadline of a call.
    pub async fn close(mut self) {
        if let Some(closing) = self.closing.take() {
            // A driver that has ended has nothing to close.
            let _ = closing.send(());
        }
        // It ends by itself within the deadline.
        let _ = (&mut self.driver).await;
    }
}
