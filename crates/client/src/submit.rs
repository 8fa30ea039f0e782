//! Many writes in flight on one stream.
//!
//! Invariants:
//! - Each write gets one answer. If the stream breaks before it, the write is sent again with the same ids.
//! - The number of unanswered writes is bounded; further writes wait.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use minoots_wire::timer::v1::submit_request::Write;
use minoots_wire::timer::v1::submit_response::Answer;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::timeout_at;

use crate::client::Client;
use crate::clock;
use crate::error::Error;
use crate::timer::{Created, NewTimer};
use crate::withdraw::{Cancel, CancelOutcome, Reschedule, RescheduleOutcome};

mod driver;

use driver::{Command, Driver, Pending};

/// The most unanswered writes that a server reads from one stream.
const IN_FLIGHT_MAX: usize = 4_096;

/// Sends many writes without waiting for each; from [`Client::submit`]. Cheap to clone: clones share one stream. It
/// opens on first use, and closes after the last clone is dropped and every write is answered.
#[derive(Debug, Clone)]
pub struct Submitter {
    client: Client,
    commands: mpsc::UnboundedSender<Command>,
    room: Arc<Semaphore>,
    sequence: Arc<AtomicU64>,
}

impl Client {
    /// Opens a stream for many writes. At most 4,096 are in flight; each has the deadline of a call.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    #[must_use]
    pub fn submit(&self) -> Submitter {
        let (commands, receiver) = mpsc::unbounded_channel();
        tokio::spawn(Driver::new(self.clone(), receiver, commands.downgrade()).run());
        Submitter {
            client: self.clone(),
            commands,
            room: Arc::new(Semaphore::new(IN_FLIGHT_MAX)),
            sequence: Arc::default(),
        }
    }
}

impl Submitter {
    /// As [`Client::create_timer`]. The write is sent when the future is first polled.
    pub fn create(&self, timer: NewTimer) -> impl Future<Output = Result<Created, Error>> + Send + use<> {
        let answer = self.write(Write::Create(Box::new(timer.into_request())));
        async move {
            match answer.await? {
                Answer::Create(created) => Created::read(*created),
                _ => Err(other_kind()),
            }
        }
    }

    /// As [`Client::cancel`]. The write is sent when the future is first polled.
    pub fn cancel(&self, cancel: Cancel) -> impl Future<Output = Result<CancelOutcome, Error>> + Send + use<> {
        let answer = self.write(Write::Cancel(cancel.into_request()));
        async move {
            match answer.await? {
                Answer::Cancel(cancelled) => CancelOutcome::read(cancelled),
                _ => Err(other_kind()),
            }
        }
    }

    /// As [`Client::reschedule`]. The write is sent when the future is first polled.
    pub fn reschedule(
        &self,
        reschedule: Reschedule,
    ) -> impl Future<Output = Result<RescheduleOutcome, Error>> + Send + use<> {
        let answer = self.write(Write::Reschedule(reschedule.into_request()));
        async move {
            match answer.await? {
                Answer::Reschedule(rescheduled) => RescheduleOutcome::read(rescheduled),
                _ => Err(other_kind()),
            }
        }
    }

    fn write(&self, write: Write) -> impl Future<Output = Result<Answer, Error>> + Send + use<> {
        let submitter = self.clone();
        async move {
            let deadline = clock::now() + submitter.client.deadline();
            let Ok(Ok(permit)) = timeout_at(deadline, submitter.room.clone().acquire_owned()).await else {
                return Err(Error::unavailable(
                    "",
                    "too many writes are in flight; this one was not sent",
                ));
            };
            submitter.client.retries().earn();
            let sequence = submitter.sequence.fetch_add(1, Ordering::Relaxed);
            let (reply, answer) = oneshot::channel();
            let sent = Arc::new(AtomicBool::new(false));
            let pending = Pending::new(write, reply, (sent.clone(), deadline), permit);
            // The driver lives as long as a submitter. If it has ended, the answer reports that.
            let _ = submitter.commands.send(Command::Write(sequence, Box::new(pending)));
            let _given_up = GivenUp(&submitter.commands, sequence);
            match timeout_at(deadline, answer).await {
                Ok(Ok(answer)) => return answer,
                Ok(Err(_)) => {}
                Err(_) => drop(submitter.commands.send(Command::Expired(sequence))),
            }
            if sent.load(Ordering::Acquire) {
                let (reason, message) = (String::new(), "no answer came within the deadline".to_owned());
                return Err(Error::Unknown { reason, message });
            }
            Err(Error::unavailable(
                "",
                "the write could not be sent within the deadline",
            ))
        }
    }
}

/// Tells the driver to forget this write, also when the future is dropped.
struct GivenUp<'a>(&'a mpsc::UnboundedSender<Command>, u64);

impl Drop for GivenUp<'_> {
    fn drop(&mut self) {
        // Without a driver there is nothing to forget.
        let _ = self.0.send(Command::Forget(self.1));
    }
}

fn other_kind() -> Error {
    Error::internal("a write was answered with the answer to another kind of write")
}
