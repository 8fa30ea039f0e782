//! Reconstructs the decisions of the log from the effects of its entries and from the resulting events.

use crate::a::ledger::{fact, occurrence, put_armed};
use minoots_check::record::{Commit, Fact, Occurrence, Record, What};
use minoots_kernel::{
    Effect, Failure,
    internal::{EventKind, EventRow},
    tables,
};
use minoots_sequencer::consensus::View;
use minoots_sim_raft::TENANT;
use std::collections::{BTreeMap, BTreeSet};

/// The known part of the log.
#[derive(Default)]
pub struct Log {
    entries: BTreeMap<u64, Entry>,
    /// Due instants of the scheduled occurrences.
    dues: BTreeMap<Occurrence, i64>,
    /// Answered writes, and the entries that their answers name.
    answered: BTreeMap<u64, u64>,
    /// Events by sequence, as of this index.
    events: (u64, Vec<(u64, EventRow)>),
}

struct Entry {
    time: i64,
    /// The last event after this entry.
    head: Option<u64>,
    armed: Vec<(Occurrence, u64)>,
}

impl Log {
    /// Records the effects of an entry that was applied for the first time.
    pub fn applied(&mut self, index: u64, time: i64, effects: &[Effect]) {
        let mut entry = Entry {
            time,
            head: None,
            armed: Vec::new(),
        };
        for effect in effects {
            match effect {
                Effect::Scheduled { due, id, version, .. } => drop(self.dues.insert(occurrence(id, *version), *due)),
                Effect::Watched(watched) => {
                    let of = occurrence(&watched.id, watched.version);
                    self.dues.insert(of, watched.due);
                }
                Effect::Armed(armed) => {
                    let of = occurrence(armed.row.id(), armed.row.version);
                    self.dues.insert(of.clone(), armed.due);
                    entry.armed.push((of, armed.place.arm));
                }
                Effect::Events { tenant, head } if tenant == TENANT => entry.head = Some(*head),
                _ => {}
            }
        }
        self.entries.insert(index, entry);
    }

    /// Records that a write was answered OK from this entry.
    pub fn answered(&mut self, op: u64, index: u64) {
        self.answered.insert(op, index);
    }

    /// Reads the events of a state if it is the newest so far. Unreadable states are skipped.
    pub fn look(&mut self, state: &dyn View) {
        if state.index() > self.events.0
            && let Ok(events) = events(state)
        {
            self.events = (state.index(), events);
        }
    }

    /// Commits and facts; `None` if an entry is missing and the result would be incomplete.
    pub fn records(&self) -> Option<Vec<Record>> {
        let (last, events) = &self.events;
        let mut events = events.iter().map(|(_, event)| event);
        let (mut records, mut next) = (Records::default(), 1);
        for index in 1..=*last {
            let entry = self.entries.get(&index)?;
            let count = entry.head.map_or(0, |head| head + 1 - next);
            next += count;
            let of_entry = events.by_ref().take(usize::try_from(count).ok()?);
            self.add(index, entry, of_entry, &mut records);
        }
        for (op, idx) in self.answered.iter().filter(|(op, _)| !records.committed.contains(op)) {
            let time = self.entries.get(idx)?.time;
            records.all.push(Record::Commit(Commit {
                op: *op,
                idx: *idx,
                pos: None,
                time,
            }));
        }
        (*last > 0).then_some(records.all)
    }

    /// Adds the facts of an entry, in their order.
    fn add<'e>(&self, idx: u64, entry: &Entry, events: impl Iterator<Item = &'e EventRow>, records: &mut Records) {
        let mut callers = BTreeMap::new();
        let mut facts = Vec::new();
        for event in events {
            let due = |_: &_| Ok(event.fire_time);
            // `due` reads nothing, so it cannot fail.
            let Ok(Some((of, mut what))) = fact(event, due) else {
                continue;
            };
            if let What::Scheduled { due } = &mut what {
                *due = self.dues.get(&of).copied().unwrap_or(*due);
            }
            if let Some(op) = caller(event) {
                callers.insert((of.clone(), matches!(what, What::Cancelled)), op);
            }
            facts.push((of, what));
        }
        for (of, arm) in &entry.armed {
            put_armed(&mut facts, of.clone(), *arm);
        }
        let time = entry.time;
        for (of, what) in facts {
            let begins = matches!(what, What::Scheduled { .. } | What::Cancelled);
            let call = callers.get(&(of.clone(), matches!(what, What::Cancelled)));
            if let Some(op) = call.filter(|_| begins) {
                let pos = records.next_place(idx);
                records.committed.insert(*op);
                records.all.push(Record::Commit(Commit {
                    op: *op,
                    idx,
                    pos,
                    time,
                }));
            }
            let pos = records.next_place(idx);
            records.all.push(Record::Fact(Fact {
                idx,
                pos,
                time,
                occurrence: of,
                what,
            }));
        }
    }
}

#[derive(Default)]
struct Records {
    all: Vec<Record>,
    committed: BTreeSet<u64>,
    /// The current entry, and the number of its facts so far.
    place: (u64, u32),
}

impl Records {
    fn next_place(&mut self, idx: u64) -> Option<u32> {
        if self.place.0 != idx {
            self.place = (idx, 0);
        }
        self.place.1 += 1;
        Some(self.place.1 - 1)
    }
}

/// The call whose command caused an event.
fn caller(event: &EventRow) -> Option<u64> {
    use EventKind::{TimerCancelled, TimerRescheduled, TimerScheduled};
    let by_command = matches!(event.kind(), TimerScheduled | TimerRescheduled | TimerCancelled);
    event.actor.strip_prefix("op-").filter(|_| by_command)?.parse().ok()
}

fn events(state: &dyn View) -> Result<Vec<(u64, EventRow)>, Failure> {
    let tenant = tables::tenant::get(state, TENANT)?;
    tables::event::scan(state, TENANT, 1, tenant.next_sequence, usize::MAX)
}
