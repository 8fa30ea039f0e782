//! Taking deliveries from a queue.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::Stream;
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

/// What the server gives a consumer that names no number.
const CREDITS_DEFAULT: u32 = 256;

/// How to consume.
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
    /// Deliveries that may be outstanding at once, 1 to 10,000. Default: 256.
    pub fn credits(mut self, credits: u32) -> Self {
        self.credits = credits;
        self
    }

    /// Checks every event; one that does not verify is an [`Error::Unverified`], after which the consumer goes on.
    pub fn verify(mut self) -> Self {
        self.verify = true;
        self
    }

    /// Remembers the last `events` events acknowledged here. One that is delivered again, because its acknowledgement was
    /// lost, is acknowledged again and not shown. An event that was not acknowledged yet is shown each time.
    pub fn skip_duplicates(mut self, events: usize) -> Self {
        self.duplicates = events;
        self
    }
}

/// A stream of deliveries; from [`Client::consume`]. It opens its connection again as often as it takes, and ends only
/// after an error that trying again cannot help.
///
/// Dropping it asks for no more; what it handed out can be acknowledged as before, and once none of that is in hand the rest
/// is given back. [`close`](Self::close) gives everything back at once.
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
    /// Takes deliveries from a queue; it exists from first use.
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
    /// Says goodbye: what was sent is answered, and what was not acknowledged is offered to others at once. A delivery in
    /// hand can still be acknowledged as long as no other has been.
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
