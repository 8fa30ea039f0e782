//! Handing entries to openraft.
//!
//! Its write call is async, so proposals go through one queue and one task: the order of calls is the order of the queue is the
//! order in the log. Nothing waits for a result there; each proposal carries its own way back.
//!
//! Invariant: a proposal that entered the queue is answered exactly once, with its result or with `OutcomeUnknown`. Even one that
//! openraft refuses outright: a leader that just lost its term cannot tell which of its entries survive.

use minoots_sequencer::consensus::{Committed, Position, Proposal, ProposeDone, ProposeError};
use openraft::raft::ClientWriteResult;
use tokio::sync::mpsc;

use crate::core::Core;
use crate::types::{Command, Completion, Types, term_of};

type Queued = (Command, Completion<ClientWriteResult<Types>>);

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
        let completion = Completion::new(move |result| done(outcome(result)));
        let command = Command::proposed(proposal.bytes, proposal.entry);
        // A closed queue drops the completion, which answers.
        let _ = self.sender.send((command, completion));
    }
}

impl Forwarder {
    /// Forwards until the queue's entrance is gone. A core that died answers by dropping what it is given.
    pub(crate) async fn run(mut self, core: Core) {
        while let Some((command, completion)) = self.receiver.recv().await {
            if let Err(error) = core.get().client_write_ff(command, Some(completion)).await {
                tracing::debug!(%error, "a proposal was not taken");
            }
        }
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
