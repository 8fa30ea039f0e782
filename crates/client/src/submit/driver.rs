//! The task behind a submitter, which owns the stream and the unanswered writes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use minoots_wire::timer::v1::submit_request::Write;
use minoots_wire::timer::v1::submit_response::Answer;
use minoots_wire::timer::v1::{SubmitRequest, SubmitResponse};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};
use tokio::time::{Instant, sleep};
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::Streaming;

use crate::backoff::Backoff;
use crate::call::timers;
use crate::client::Client;
use crate::clock;
use crate::endpoints::Route;
use crate::error::Error;
use crate::fault::Fault;
use crate::reopen::{Reopener, opening};

/// A message to the driver.
#[derive(Debug)]
pub(super) enum Command {
    /// A new write, with its sequence number.
    Write(u64, Box<Pending>),
    /// The backoff of this write is over: send it again.
    Again(u64),
    /// The deadline of this write has passed.
    Expired(u64),
    /// The caller no longer waits for this write.
    Forget(u64),
}

/// A write without an answer.
#[derive(Debug)]
pub(super) struct Pending {
    write: Write,
    reply: oneshot::Sender<Result<Answer, Error>>,
    sent: Arc<AtomicBool>,
    deadline: Instant,
    /// An earlier attempt may have succeeded although its answer was lost.
    in_doubt: bool,
    /// The count of answers when this write was last sent.
    answers_before: u64,
    backoff: Backoff,
    _permit: OwnedSemaphorePermit,
}

impl Pending {
    pub fn new(
        write: Write,
        reply: oneshot::Sender<Result<Answer, Error>>,
        (sent, deadline): (Arc<AtomicBool>, Instant),
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            write,
            reply,
            sent,
            deadline,
            in_doubt: false,
            answers_before: 0,
            backoff: Backoff::default(),
            _permit: permit,
        }
    }

    fn settle(self, result: Result<Answer, Error>) {
        let doubtful = |error: Error| if self.in_doubt { error.in_doubt() } else { error };
        // The caller may have dropped the receiver.
        let _ = self.reply.send(result.map_err(doubtful));
    }
}

/// The driver of a submitter. See the module's documentation.
pub(super) struct Driver {
    client: Client,
    commands: mpsc::UnboundedReceiver<Command>,
    /// Weak, so that dropping the last submitter ends the driver.
    own: mpsc::WeakUnboundedSender<Command>,
    pending: BTreeMap<u64, Pending>,
    answers: u64,
    /// All submitters were dropped.
    last: bool,
}

/// An open stream's sending half.
type Requests = mpsc::UnboundedSender<SubmitRequest>;

impl Driver {
    pub fn new(
        client: Client,
        commands: mpsc::UnboundedReceiver<Command>,
        own: mpsc::WeakUnboundedSender<Command>,
    ) -> Self {
        Self {
            client,
            commands,
            own,
            pending: BTreeMap::new(),
            answers: 0,
            last: false,
        }
    }

    /// Runs until all submitters are dropped and every write is answered.
    pub async fn run(mut self) {
        let mut reopener = Reopener::new(self.client.clone());
        loop {
            while self.pending.is_empty() {
                match self.commands.recv().await {
                    Some(command) => drop(self.obey(command, None)),
                    None => return,
                }
            }
            let route = match self.client.endpoints().route() {
                Ok(route) => route,
                Err(error) => {
                    self.fail_all(&error);
                    continue;
                }
            };
            let Err(fault) = self.stream(&route, &mut reopener).await else {
                continue;
            };
            if let Err(error) = reopener.recover(&route, fault).await {
                self.fail_all(&error);
            }
        }
    }

    /// Runs one stream, until it breaks or is no longer needed.
    async fn stream(&mut self, route: &Route, reopener: &mut Reopener) -> Result<(), Fault> {
        let (requests, receiver) = mpsc::unbounded_channel();
        let mut service = timers(route.channel.clone());
        let answer = service.submit(UnboundedReceiverStream::new(receiver));
        let mut answers = opening(self.client.patience(), answer).await?;
        reopener.opened();
        let waiting: Vec<u64> = self.pending.keys().copied().collect();
        for sequence in waiting {
            self.send(sequence, &requests);
        }
        let ended = self.exchange(&requests, &mut answers).await;
        for pending in self.pending.values_mut() {
            pending.in_doubt |= pending.sent.load(Ordering::Acquire);
        }
        ended
    }

    async fn exchange(&mut self, requests: &Requests, answers: &mut Streaming<SubmitResponse>) -> Result<(), Fault> {
        loop {
            tokio::select! {
                message = answers.message() => match message {
                    Ok(Some(response)) => self.answered(response)?,
                    Ok(None) => return Err(Fault::ended()),
                    Err(status) => return Err(Fault::of(&status)),
                },
                command = self.commands.recv(), if !self.last => match command {
                    Some(command) => self.obey(command, Some(requests))?,
                    None => self.last = true,
                },
            }
            if self.last && self.pending.is_empty() {
                return Ok(());
            }
        }
    }

    /// Fails when the stream seems stuck: a write expired and no other write was answered meanwhile.
    fn obey(&mut self, command: Command, requests: Option<&Requests>) -> Result<(), Fault> {
        match command {
            Command::Write(sequence, pending) => {
                self.pending.insert(sequence, *pending);
                requests.into_iter().for_each(|requests| self.send(sequence, requests));
            }
            Command::Again(sequence) => requests.into_iter().for_each(|requests| self.send(sequence, requests)),
            Command::Forget(sequence) => drop(self.pending.remove(&sequence)),
            Command::Expired(sequence) => {
                let in_vain =
                    |pending: Pending| pending.sent.load(Ordering::Acquire) && pending.answers_before == self.answers;
                if self.pending.remove(&sequence).is_some_and(in_vain) && requests.is_some() {
                    return Err(Fault::timed_out(self.client.deadline()));
                }
            }
        }
        Ok(())
    }

    fn send(&mut self, sequence: u64, requests: &Requests) {
        let Some(pending) = self.pending.get_mut(&sequence) else {
            return;
        };
        pending.sent.store(true, Ordering::Release);
        pending.answers_before = self.answers;
        let write = Some(pending.write.clone());
        // The reader of a stream notices its end.
        let _ = requests.send(SubmitRequest { sequence, write });
    }

    /// Fails when the client must change servers.
    fn answered(&mut self, response: SubmitResponse) -> Result<(), Fault> {
        self.answers += 1;
        let Some(mut pending) = self.pending.remove(&response.sequence) else {
            return Ok(());
        };
        let fault = match response.answer {
            Some(Answer::Error(error)) => Fault::of_submit(error),
            Some(answer) => {
                pending.settle(Ok(answer));
                return Ok(());
            }
            None => {
                pending.settle(Err(Error::internal("an answer without content")));
                return Ok(());
            }
        };
        pending.in_doubt |= fault.may_have_happened();
        if fault.is_not_leader() {
            self.pending.insert(response.sequence, pending);
            return Err(fault);
        }
        // This attempt had no effect, so that only an earlier one can be in doubt.
        pending.sent.store(pending.in_doubt, Ordering::Release);
        let pause = pending.backoff.next(fault.retry_after());
        let has_time = clock::now() + pause < pending.deadline;
        if !fault.is_transient() || !has_time || !self.client.retries().spend() {
            pending.settle(Err(fault.into_error()));
            return Ok(());
        }
        self.pending.insert(response.sequence, pending);
        let own = self.own.clone();
        tokio::spawn(async move {
            sleep(pause).await;
            if let Some(commands) = own.upgrade() {
                // Without a driver there is nothing to send.
                let _ = commands.send(Command::Again(response.sequence));
            }
        });
        Ok(())
    }

    fn fail_all(&mut self, error: &Error) {
        for (_, pending) in std::mem::take(&mut self.pending) {
            pending.settle(Err(error.clone()));
        }
    }
}
