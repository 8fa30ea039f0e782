//! The handle through which commands reach the log.

use crate::{
    inbox::Shared,
    touch::TouchAnswer,
    waiting::{Answer, Priority, Refused, Waiting},
};
use minoots_kernel::internal::{Touch, command::Command as Kind};
use std::sync::Arc;
use tokio::sync::oneshot;

/// Puts commands into the sequencer's queues. Cheap to clone.
#[derive(Clone)]
pub struct Proposer(pub(crate) Arc<Shared>);

impl Proposer {
    /// Queues a command. The receiver gets the outcome. If it is dropped without an answer, the node has stopped and
    /// the outcome is unknown.
    pub fn submit(&self, command: Kind, priority: Priority) -> Result<oneshot::Receiver<Answer>, Refused> {
        let (answer, receiver) = oneshot::channel();
        let waiting = Waiting::new(command, priority, Some(answer));
        self.0.push(waiting).map_err(|(_, refused)| refused)?;
        Ok(receiver)
    }

    /// Queues a command whose outcome goes to the receiver of `answer`, if there is one. A refusal goes to the receiver
    /// too, and returns the command with the reason.
    #[allow(clippy::result_large_err, reason = "a refused command goes back to who brought it")]
    pub fn submit_for(
        &self,
        command: Kind,
        priority: Priority,
        answer: Option<oneshot::Sender<Answer>>,
    ) -> Result<(), (Kind, Refused)> {
        let (mut waiting, refused) = match self.0.push(Waiting::new(command, priority, answer)) {
            Ok(()) => return Ok(()),
            Err(refused) => refused,
        };
        let command = waiting.command.command.take();
        waiting.answer(Answer::Refused(refused));
        // `Waiting::new` has set the command.
        command.map_or(Ok(()), |command| Err((command, refused)))
    }

    /// Queues touches of watchdogs, all or none. Each receiver gets the outcome of its touch, as with a command.
    pub fn touch(&self, touches: Vec<Touch>) -> Result<Vec<oneshot::Receiver<TouchAnswer>>, Refused> {
        self.0.push_touches(touches)
    }

    /// Queues a command and waits for its answer.
    pub async fn propose(&self, command: Kind, priority: Priority) -> Result<Answer, Refused> {
        Ok(self.submit(command, priority)?.await.unwrap_or(Answer::OutcomeUnknown))
    }
}
