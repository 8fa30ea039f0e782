//! Planned events, ordered by time. Events of one instant keep the order in which they were planned.

use super::{log::Logged, state::Snapshot};
use crate::{fault::Fault, plan::Op};
use minoots_check::record::Outcome;
use std::collections::BTreeMap;

/// The work rounds of a node that are threads in the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thread {
    /// Applies committed entries.
    Apply,
    /// Reports applied entries.
    Tell,
    Sequencer,
    Release,
    Prepare,
}

/// Number of kinds of rounds.
pub const THREADS: usize = 5;

/// Entries in transit to a follower.
pub struct Append {
    pub from: usize,
    pub to: usize,
    pub term: u64,
    /// The place before the first entry.
    pub previous: super::log::Place,
    pub entries: Vec<Logged>,
    pub commit: u64,
}

/// Tables in transit to a follower.
pub struct Install {
    pub from: usize,
    pub to: usize,
    pub term: u64,
    pub snapshot: Snapshot,
    pub snapshot_term: u64,
    pub commit: u64,
}

/// A follower's response.
pub struct Appended {
    pub from: usize,
    pub to: usize,
    pub term: u64,
    /// The last entry on the follower's disk, or the index after which it needs entries.
    pub result: Result<u64, u64>,
}

/// A planned event.
pub enum Event {
    FaultOn(Fault),
    FaultOff(Fault),
    Op(Op),
    Turn(usize, u64, Thread),
    Synced(usize, u64),
    Append(Append),
    Appended(Appended),
    Install(Install),
    /// Resends unanswered messages of a leader to a follower.
    Resend(usize, usize),
    Election,
    /// Re-evaluates links and leases.
    Look,
    /// A leadership change reaches a node's sequencer or delivery.
    Word {
        node: usize,
        life: u64,
        to_delivery: bool,
        term: Option<u64>,
    },
    /// A call reaches a node.
    Arrive(u64, usize),
    /// A response reaches its caller.
    Answered(u64, Outcome),
    /// A caller times out.
    GiveUp(u64),
    /// The confirmation of a leader for a read succeeded or failed.
    Confirm(u64, usize, u64),
    /// Retries are due.
    Repeat,
    /// A consumer checks its stream.
    Consumer(usize),
    /// A consumer ends its work on a delivery.
    Worked(usize, u64),
    Reader(usize),
    /// A node, selected by a number, copies its state for a backup.
    Backup(usize, u64),
    /// The operator who decides about held timers checks again.
    Operator,
    /// The poster of a process checks its work.
    Poster(usize, u64),
    /// An attempt of a process has a response or timed out.
    Posted(usize, u64, u64),
    /// The owner of endpoints checks them.
    Owner,
}

/// All planned events.
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

    /// The next event, if it is not later than `until`.
    pub fn next(&mut self, until: i64) -> Option<(i64, Event)> {
        let entry = self.events.first_entry().filter(|entry| entry.key().0 <= until)?;
        let ((at, _), event) = entry.remove_entry();
        Some((at, event))
    }

    /// Drops all events of nodes and of their callers.
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

    /// Number of events planned so far.
    pub fn count(&self) -> u64 {
        self.count
    }
}
