//! Commands that wait for the log, and what those who wait for them are told.

use crate::{
    clock::Look,
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

/// Reading and cancelling a timer, beside the bytes of a create.
const TIMER: usize = 1 << 10;
/// Removing every version that a checkpoint may have, by their keys alone.
const VERSIONS: usize = CHECKPOINT_KEEP_MAX as usize * 64;

/// The order in which commands go when there are more than fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Acknowledgements, cancels, and what the fabric does for itself.
    Urgent,
    /// Commands that add work.
    Normal,
}

/// The outcome of a command that was taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It was applied.
    Applied(Position, Reply),
    /// It never reached the log, because this node does not lead.
    NotLeader {
        /// The node that does, if known.
        leader: Option<u64>,
    },
    /// It may have been applied, or may yet be.
    OutcomeUnknown,
    /// It was not taken.
    Refused(Refused),
}

/// Why a command was not taken. Nothing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Too many wait already.
    Overloaded {
        /// Try again after about this long, milliseconds.
        retry_delay_ms: u64,
    },
    /// The node is stopping.
    ShuttingDown,
}

/// A command in a queue, and who waits for it.
pub struct Waiting {
    pub(crate) command: Command,
    /// Its own, and those of what it has an entry read and write beyond them.
    pub(crate) bytes: usize,
    pub(crate) priority: Priority,
    /// `None`: nobody waits.
    pub(crate) answer: Option<oneshot::Sender<Answer>>,
    /// It came through no queue, and is not counted among what waits there.
    pub(crate) own: bool,
    /// The node's clock when it was queued, just after its instants were counted from it.
    pub(crate) queued: Option<Look>,
}

impl Waiting {
    /// A command that is to be queued.
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

    /// Waits for the reply to a command of the sequencer's own.
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

    /// Tells whoever waits. Who stopped waiting needs no answer.
    pub fn answer(self, answer: Answer) {
        let _ = self.answer.map(|waits| waits.send(answer));
    }
}

/// The bytes of stored rows that applying a command reads and writes at the most: an entry of a few bytes a command must not
/// keep the others waiting for as long as it takes to move gigabytes.
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

/// The same of a part of a transaction.
fn beyond_part(operation: &Operation) -> usize {
    match &operation.operation {
        Some(Part::RollBack(_)) => PAYLOAD_BYTES_MAX + CHECKPOINT_TIMERS_MAX * TIMER,
        Some(Part::Put(put)) if put.keep_last != 0 => put.timers.len() * TIMER + VERSIONS,
        Some(Part::Put(put)) => put.timers.len() * TIMER,
        _ => 0,
    }
}

/// Tells callers what became of their commands.
pub type Tell = Box<dyn FnOnce() + Send>;

/// Tells those who wait for an entry's replies what became of it: at once whom others wait for, and several callers together by `tell`.
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
