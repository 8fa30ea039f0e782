//! Handing entries to openraft.
//!
//! Its write call is async, so proposals go through one queue and one task: the order of calls is the order of the queue is the
//! order in the log. Nothing waits for a result there; each proposal carries its own way back.
//!
//! Invariant: a proposal that entered the queue is answered exactly once, with its result or with `OutcomeUnknown`. Even one that
//! openraft refuses outright: a leader that just lost its term cannot tell which of its entries survive. And even one that openraft
//! forgets: what is sent to a core just as it ends lies in its channel for as long as the core's handle exists, which for a core that
//! is not replaced is for good.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use minoots_sequencer::consensus::{Committed, Position, Proposal, ProposeDone, ProposeError};
use openraft::raft::ClientWriteResult;
use tokio::sync::{mpsc, oneshot};

use crate::core::Consensus;
use crate::types::{Command, Completion, Types, term_of};

/// How openraft answers.
pub(crate) type Answering = Completion<ClientWriteResult<Types>>;

/// A proposal, how it is answered, and how it is answered if nobody does.
struct Queued {
    command: Command,
    completion: Answering,
    way_back: WayBack,
}

/// To whoever proposed. The first answer counts.
#[derive(Clone)]
struct WayBack(Arc<Mutex<Option<ProposeDone>>>);

impl WayBack {
    fn new(done: ProposeDone) -> Self {
        Self(Arc::new(Mutex::new(Some(done))))
    }

    fn answer(&self, outcome: Result<Committed, ProposeError>) {
        let done = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(done) = done {
            done(outcome);
        }
    }

    fn is_used(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

/// The queue's entrance.
pub(crate) struct ProposeQueue {
    sender: mpsc::UnboundedSender<Queued>,
}

/// The queue's exit.
pub(crate) struct Forwarder {
    receiver: mpsc::UnboundedReceiver<Queued>,
}

/// Makes the queue. Its length is bounded by whoever proposes: the sequencer limits what it has in flight.
pub(crate) fn queue() -> (ProposeQueue, Forwarder) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (ProposeQueue { sender }, Forwarder { receiver })
}

impl ProposeQueue {
    pub(crate) fn push(&self, proposal: Proposal, done: ProposeDone) {
        let way_back = WayBack::new(done);
        let answered = way_back.clone();
        let completion = Completion::new(move |result| answered.answer(outcome(result)));
        let command = Command::proposed(proposal.bytes, proposal.entry);
        // A closed queue drops the completion, which answers.
        let _ = self.sender.send(Queued {
            command,
            completion,
            way_back,
        });
    }
}

impl Forwarder {
    /// Forwards until the queue's entrance is gone. A core that died answers by dropping what it is given. Once `over` says that no core
    /// will ever answer again, everything is answered here.
    pub(crate) async fn run<F, T>(mut self, forward: F, over: oneshot::Receiver<()>)
    where
        F: Fn(Command, Answering) -> T,
        T: Future<Output = ()>,
    {
        // In the order of the log, in which they are answered.
        let mut under_way = VecDeque::<WayBack>::new();
        let mut over = pin!(said(over));
        loop {
            let next = tokio::select! {
                biased;
                () = &mut over => break,
                next = self.receiver.recv() => next,
            };
            let Some(next) = next else { return };
            while under_way.front().is_some_and(WayBack::is_used) {
                under_way.pop_front();
            }
            under_way.push_back(next.way_back);
            forward(next.command, next.completion).await;
        }
        for way_back in under_way {
            way_back.answer(Err(ProposeError::OutcomeUnknown));
        }
        // Taken out rather than left in a closed queue, where one that comes at the same moment would stay.
        while self.receiver.recv().await.is_some() {}
    }
}

/// Hands a proposal to a core.
pub(crate) async fn forward(consensus: Consensus, command: Command, completion: Answering) {
    if let Err(error) = consensus.client_write_ff(command, Some(completion)).await {
        tracing::debug!(%error, "a proposal was not taken");
    }
}

/// Resolves only if it is said, not if there is nobody left to say it.
async fn said(over: oneshot::Receiver<()>) {
    if over.await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn outcome(result: Option<ClientWriteResult<Types>>) -> Result<Committed, ProposeError> {
    match result {
        Some(Ok(written)) => {
            let at = Position {
                index: written.log_id.index(),
                term: term_of(&written.log_id),
            };
            Ok(Committed {
                at,
                replies: written.data.0,
            })
        }
        Some(Err(_)) | None => Err(ProposeError::OutcomeUnknown),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bytes::Bytes;
    use minoots_kernel::Entry;

    use super::*;

    fn propose(queue: &ProposeQueue) -> oneshot::Receiver<Result<Committed, ProposeError>> {
        let (answer, answered) = oneshot::channel();
        let entry = Arc::new(Entry::default());
        let bytes = Bytes::from(entry.to_bytes());
        queue.push(
            Proposal { entry, bytes },
            Box::new(move |outcome| drop(answer.send(outcome))),
        );
        answered
    }

    #[tokio::test]
    async fn what_a_core_forgets_is_answered_once_it_is_over() {
        let (queue, forwarder) = queue();
        let (end, over) = oneshot::channel();
        let (taken, mut takes) = mpsc::unbounded_channel();
        // Neither answers nor drops what it is given.
        let forget = move |_, completion: Answering| {
            std::mem::forget(completion);
            let _ = taken.send(());
            std::future::ready(())
        };
        let forwarding = tokio::spawn(forwarder.run(forget, over));
        let mut before = propose(&queue);
        takes.recv().await.unwrap();
        assert!(before.try_recv().is_err(), "nobody has answered");
        end.send(()).unwrap();
        assert!(matches!(before.await.unwrap(), Err(ProposeError::OutcomeUnknown)));
        let after = propose(&queue);
        assert!(matches!(after.await.unwrap(), Err(ProposeError::OutcomeUnknown)));
        drop(queue);
        forwarding.await.unwrap();
    }

    #[tokio::test]
    async fn a_core_that_may_be_replaced_answers_by_itself() {
        let (queue, forwarder) = queue();
        let (end, over) = oneshot::channel();
        let (taken, mut takes) = mpsc::unbounded_channel();
        let keep = move |_, completion: Answering| {
            let _ = taken.send(completion);
            std::future::ready(())
        };
        tokio::spawn(forwarder.run(keep, over));
        // Whoever could say so is gone: that is how a node stops.
        drop(end);
        let mut first = propose(&queue);
        let completion = takes.recv().await.unwrap();
        let second = propose(&queue);
        drop(takes.recv().await.unwrap());
        assert!(matches!(second.await.unwrap(), Err(ProposeError::OutcomeUnknown)));
        assert!(first.try_recv().is_err(), "its core has it still");
        drop(completion);
        assert!(matches!(first.await.unwrap(), Err(ProposeError::OutcomeUnknown)));
    }
}
