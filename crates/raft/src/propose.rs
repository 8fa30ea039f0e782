//! The queue of entries for openraft.
//!
//! openraft's write call is async, so proposals pass through one queue and one task. The order of calls is the order of
//! the queue and the order in the log. The task waits for no result: each proposal carries its own reply channel.
//!
//! Invariant: each proposal in the queue gets exactly one reply, its result or `OutcomeUnknown`. Two cases need this
//! rule:
//! - openraft refuses a proposal outright. A leader that just lost its term cannot tell which of its entries survive.
//! - openraft forgets a proposal that arrived just as its core ended. The proposal stays in the channel for as long as
//!   the core's handle exists. For a core that is not replaced, that is until the process ends.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use minoots_sequencer::consensus::{Committed, Position, Proposal, ProposeDone, ProposeError};
use openraft::raft::ClientWriteResult;
use tokio::sync::{mpsc, oneshot};

use crate::core::Consensus;
use crate::types::{Command, Completion, Types, term_of};

/// The completion that openraft calls.
pub(crate) type Answering = Completion<ClientWriteResult<Types>>;

/// A proposal, openraft's completion for it, and the fallback reply channel.
struct Queued {
    command: Command,
    completion: Answering,
    way_back: WayBack,
}

/// The reply channel to the proposer. The first reply counts.
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

/// The sending end of the queue.
pub(crate) struct ProposeQueue {
    sender: mpsc::UnboundedSender<Queued>,
}

/// The receiving end of the queue.
pub(crate) struct Forwarder {
    receiver: mpsc::UnboundedReceiver<Queued>,
}

/// Makes the queue. The sequencer limits its proposals in flight, and so bounds the queue's length.
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
        // A closed queue drops the completion, which replies.
        let _ = self.sender.send(Queued {
            command,
            completion,
            way_back,
        });
    }
}

impl Forwarder {
    /// Forwards proposals until the sending end is dropped. A core that died replies by dropping each completion. After
    /// `over` reports that no core will reply again, this task replies to every proposal itself.
    pub(crate) async fn run<F, T>(mut self, forward: F, over: oneshot::Receiver<()>)
    where
        F: Fn(Command, Answering) -> T,
        T: Future<Output = ()>,
    {
        // In log order, which is the order of replies.
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
        // Drain the queue: a proposal that arrives at this moment would stay in a closed queue.
        while self.receiver.recv().await.is_some() {}
    }
}

/// Hands a proposal to a core.
pub(crate) async fn forward(consensus: Consensus, command: Command, completion: Answering) {
    if let Err(error) = consensus.client_write_ff(command, Some(completion)).await {
        tracing::debug!(%error, "a proposal was not taken");
    }
}

/// Resolves only on a message, not when the sender is dropped.
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
    async fn forgotten_completions_resolve_when_the_core_ends() {
        let (queue, forwarder) = queue();
        let (end, over) = oneshot::channel();
        let (taken, mut takes) = mpsc::unbounded_channel();
        // Neither replies to nor drops its completions.
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
        // The sender drops without a message, as it does when a node stops.
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
