//! Commands that wait for the log, and the answers to their callers.

use crate::{
    clock::ClockReading,
    consensus::{Committed, Position, ProposeError},
};
use minoots_kernel::{
    Reply,
    defects::{Defect, planted},
    internal::{Command, Operation, command::Command as Kind, operation::Operation as Part},
    limits::{CHECKPOINT_KEEP_MAX, CHECKPOINT_TIMERS_MAX, PAYLOAD_BYTES_MAX},
};
use prost::Message;
use std::iter::repeat_with;
use tokio::sync::oneshot;

/// The bytes to read and cancel a timer, beyond the bytes of a create.
const TIMER: usize = 1 << 10;
/// The bytes to remove every version of a checkpoint, counting only the keys.
const VERSIONS: usize = CHECKPOINT_KEEP_MAX as usize * 64;

/// The order of commands when more wait than fit into an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Acknowledgements, cancels, and the node's own commands.
    Urgent,
    /// Commands that add work.
    Normal,
}

/// The outcome of a submitted command.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The command was applied.
    Applied(Position, Reply),
    /// The command never reached the log, because this node does not lead.
    NotLeader {
        /// The leader, if known.
        leader: Option<u64>,
    },
    /// The command may have been applied, or may yet be.
    OutcomeUnknown,
    /// The command was not queued.
    Refused(Refused),
}

/// The reason why a command was not queued. Nothing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Too many commands wait already.
    Overloaded {
        /// The recommended delay before a retry, in milliseconds.
        retry_delay_ms: u64,
    },
    /// The node is stopping.
    ShuttingDown,
}

/// A queued command, and the receiver of its answer.
pub struct Waiting {
    pub(crate) command: Command,
    /// The command's own bytes, plus the bytes that applying it reads and writes beyond them.
    pub(crate) bytes: usize,
    pub(crate) priority: Priority,
    /// `None` if no caller waits.
    pub(crate) answer: Option<oneshot::Sender<Answer>>,
    /// Whether it bypassed the queues and is not counted there.
    pub(crate) own: bool,
    /// The node's clock at queueing, just after the command's instants were computed from it.
    pub(crate) queued: Option<ClockReading>,
}

impl Waiting {
    /// Creates a command to be queued.
    pub fn new(command: Kind, priority: Priority, answer: Option<oneshot::Sender<Answer>>) -> Waiting {
        let command = Command { command: Some(command) };
        let bytes = command.encoded_len() + command.command.as_ref().map_or(0, beyond);
        Waiting {
            command,
            bytes,
            priority,
            answer,
            own: false,
            queued: None,
        }
    }

    /// Waits for the reply to a command of the sequencer itself.
    pub(crate) fn own(answer: oneshot::Sender<Answer>) -> Waiting {
        Waiting {
            command: Command { command: None },
            bytes: 0,
            priority: Priority::Urgent,
            answer: Some(answer),
            own: true,
            queued: None,
        }
    }

    /// Sends the answer. A receiver that stopped waiting needs none.
    pub fn answer(self, answer: Answer) {
        let _ = self.answer.map(|waits| waits.send(answer));
    }
}

/// The maximum of the bytes of stored rows that applying a command reads and writes. It keeps a command of a few bytes
/// that moves gigabytes from delaying the others in its entry.
fn beyond(command: &Kind) -> usize {
    match command {
        Kind::RollBackCheckpoint(_) => PAYLOAD_BYTES_MAX + CHECKPOINT_TIMERS_MAX * TIMER,
        Kind::PutCheckpoint(put) if put.keep_last != 0 => put.timers.len() * TIMER + VERSIONS,
        Kind::PutCheckpoint(put) => put.timers.len() * TIMER,
        Kind::DeleteCheckpoint(_) => VERSIONS,
        Kind::Transact(whole) => whole.operations.iter().map(beyond_part).sum(),
        _ => 0,
    }
}

/// The same for a part of a transaction.
fn beyond_part(operation: &Operation) -> usize {
    match &operation.operation {
        Some(Part::RollBack(_)) => PAYLOAD_BYTES_MAX + CHECKPOINT_TIMERS_MAX * TIMER,
        Some(Part::Put(put)) if put.keep_last != 0 => put.timers.len() * TIMER + VERSIONS,
        Some(Part::Put(put)) => put.timers.len() * TIMER,
        _ => 0,
    }
}

/// A function that sends callers the outcomes of their commands.
pub type Tell = Box<dyn FnOnce() + Send>;

/// Answers the callers of an entry's commands. It answers at once the callers that others wait for, and several other
/// callers together by `tell`.
pub fn answer_all(waiting: Vec<Option<Waiting>>, result: Result<Committed, ProposeError>, tell: &dyn Fn(Tell)) {
    let mut later = Vec::new();
    for (waiting, answer) in waiting.into_iter().zip(answers(result)) {
        match waiting {
            Some(Waiting {
                answer: Some(waits),
                own: false,
                priority: Priority::Normal,
                ..
            }) => later.push((waits, answer)),
            Some(waiting) => waiting.answer(answer),
            None => {}
        }
    }
    let several = later.len() > 1;
    // A caller that stopped waiting needs no answer.
    let tells = move || {
        for (waits, answer) in later {
            let _ = waits.send(answer);
        }
    };
    match several {
        true => tell(Box::new(tells)),
        false => tells(),
    }
}

/// The outcome of each command of an entry.
fn answers(result: Result<Committed, ProposeError>) -> Box<dyn Iterator<Item = Answer>> {
    match result {
        Ok(Committed { at, replies }) => Box::new(replies.into_iter().map(move |reply| Answer::Applied(at, reply))),
        Err(error) => Box::new(repeat_with(move || match error {
            ProposeError::NotLeader { leader } => Answer::NotLeader { leader },
            ProposeError::OutcomeUnknown if planted(Defect::UnknownSaidToBeRefused) => {
                Answer::NotLeader { leader: None }
            }
            ProposeError::OutcomeUnknown => Answer::OutcomeUnknown,
        })),
    }
}
