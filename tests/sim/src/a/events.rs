//! What happens, in order of time; at one instant, in the order in which it was planned.

use super::{log::Logged, state::Snapshot};
use crate::{fault::Fault, plan::Op};
use minoots_check::record::Outcome;
use std::collections::BTreeMap;

/// The rounds of work of a node that are threads in the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thread {
    /// Applies what is committed.
    Apply,
    /// Tells of what was applied.
    Tell,
    Sequencer,
    Release,
    Prepare,
}

/// How many kinds of rounds there are.
pub const THREADS: usize = 5;

/// Entries on their way to a follower.
pub struct Append {
    pub from: usize,
    pub to: usize,
    pub term: u64,
    /// What stands before them.
    pub previous: super::log::Place,
    pub entries: Vec<Logged>,
    pub commit: u64,
}

/// Tables on their way to a follower.
pub struct Install {
    pub from: usize,
    pub to: usize,
    pub term: u64,
    pub snapshot: Snapshot,
    pub snapshot_term: u64,
    pub commit: u64,
}

/// A follower's answer.
pub struct Appended {
    pub from: usize,
    pub to: usize,
    pub term: u64,
    /// The last entry that is on disk; or that it must be sent what follows this one.
    pub result: Result<u64, u64>,
}

/// Something that happens.
pub enum Event {
    FaultOn(Fault),
    FaultOff(Fault),
    Op(Op),
    Turn(usize, u64, Thread),
    Synced(usize, u64),
    Append(Append),
    Appended(Appended),
    Install(Install),
    /// What a leader sent a follower and was not answered.
    Resend(usize, usize),
    Election,
    /// Links and leases are looked at again.
    Look,
    /// Word of a leadership reaches a node's sequencer, or its delivery.
    Word {
        node: usize,
        life: u64,
        to_delivery: bool,
        term: Option<u64>,
    },
    /// A call reaches a node.
    Arrive(u64, usize),
    /// An answer reaches its caller.
    Answered(u64, Outcome),
    /// A caller waits no longer.
    GiveUp(u64),
    /// The others have confirmed a leader to a read, or have not.
    Confirm(u64, usize, u64),
    /// Calls are made once more.
    Repeat,
    /// A consumer looks at what it has.
    Consumer(usize),
    /// A consumer is done with a delivery.
    Worked(usize, u64),
    Reader(usize),
    /// A node, chosen by a number, copies its state for a backup.
    Backup(usize, u64),
    /// Whoever decides about what is held looks again.
    Operator,
    /// The poster of a process looks at what it has to do.
    Poster(usize, u64),
    /// An attempt of a process has its answer, or waited long enough for one.
    Posted(usize, u64, u64),
    /// The owner of endpoints looks after them.
    Owner,
}

/// What is planned.
#[derive(Default)]
pub struct Agenda {
    events: BTreeMap<(i64, u64), Event>,
    count: u64,
}

impl Agenda {
    pub fn plan(&mut self, at: i64, event: Event) {
        self.count += 1;
        self.events.insert((at, self.count), event);
    }

    /// The next event, if it comes no later than this.
    pub fn next(&mut self, until: i64) -> Option<(i64, Event)> {
        let entry = self.events.first_entry().filter(|entry| entry.key().0 <= until)?;
        let ((at, _), event) = entry.remove_entry();
        Some((at, event))
    }

    /// Nothing comes any more that nodes, or those who call them, have said or waited for.
    pub fn forget_cluster(&mut self) {
        self.events.retain(|_, event| {
            matches!(
                event,
                Event::FaultOn(_)
                    | Event::FaultOff(_)
                    | Event::Op(_)
                    | Event::Look
                    | Event::Repeat
                    | Event::Consumer(_)
                    | Event::Worked(..)
                    | Event::Reader(_)
            )
        });
    }

    /// Events planned so far.
    pub fn count(&self) -> u64 {
        self.count
    }
}
