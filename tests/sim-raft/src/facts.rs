//! The facts of a run, and the invariants that hold at every moment.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minoots_kernel::Effect;
use minoots_kernel::limits::LEAD_MAX;
use minoots_sequencer::clock::TimeSource;
use minoots_sequencer::consensus::{Leadership, Moment, Position};

use crate::clock::{NodeClock, truth};
use crate::trace::Trace;
use crate::witness::Witness;

/// Maximum lead of log time over true time while at most a minority of clocks is wrong, in nanoseconds. It is the sum
/// of two bounds: the leader's clock against a quorum's, and a quorum's reading against true time.
const AHEAD_MAX: i64 = 600_000_000;

/// An occurrence: the timer and its version.
type Occurrence = (String, u64);

/// The facts of one run. Cheap to clone; clones share the same facts.
#[derive(Clone)]
pub(crate) struct Facts {
    pub(crate) trace: Trace,
    pub(crate) witness: Arc<dyn Witness>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// By index: the term, and a hash of the entry's effects.
    entries: BTreeMap<u64, (u64, u64)>,
    /// By index: the rolling hash of the tables.
    hashes: BTreeMap<u64, u128>,
    /// By node: the index of the last reported hash.
    looked: BTreeMap<u64, u64>,
    leaders: BTreeMap<u64, u64>,
    armed: BTreeMap<Occurrence, u64>,
    cancelled: BTreeSet<Occurrence>,
    /// The highest index whose write or read was acknowledged to a client.
    acknowledged: u64,
    /// Acknowledged entries and their terms.
    kept: BTreeMap<u64, u64>,
    log_time: (u64, i64),
    violations: Vec<String>,
    marks: BTreeMap<&'static str, u64>,
}

impl Facts {
    pub(crate) fn new(trace: Trace, witness: Arc<dyn Witness>) -> Self {
        Self {
            trace,
            witness,
            state: Arc::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the violation of an invariant.
    pub(crate) fn violation(&self, what: String) {
        let what = self.trace.scrubbed(what);
        self.trace.event(format_args!("VIOLATION {what}"));
        let mut state = self.state();
        if state.violations.len() < 20 && !state.violations.contains(&what) {
            state.violations.push(what);
        }
    }

    /// Counts a situation that enough seeds must reach.
    pub(crate) fn mark(&self, what: &'static str) {
        *self.state().marks.entry(what).or_default() += 1;
    }

    pub(crate) fn violations(&self) -> Vec<String> {
        self.state().violations.clone()
    }

    pub(crate) fn marks(&self) -> BTreeMap<&'static str, u64> {
        self.state().marks.clone()
    }

    /// Checks an entry that a node applied. The entry is the same on every node (log matching, G16). No timer is armed
    /// twice (G5), after a cancel (G7), or too far ahead. Log time never goes back, and never runs ahead of the clocks
    /// (G22).
    pub(crate) fn applied(&self, node: u64, at: Position, moment: Moment, effects: &[Effect]) {
        let mut hasher = DefaultHasher::new();
        (moment.time, format!("{effects:?}")).hash(&mut hasher);
        let content = (at.term, hasher.finish());
        let known = self.state().entries.insert(at.index, content);
        match known {
            None => self.first_applied(node, at, moment, effects),
            Some(known) if known != content => self.violation(format!(
                "log matching: node {node} applied another entry {} of term {} than was applied before, of term {}",
                at.index, at.term, known.0
            )),
            Some(_) => {}
        }
    }

    fn first_applied(&self, node: u64, at: Position, moment: Moment, effects: &[Effect]) {
        let hash = self.state().entries.get(&at.index).map_or(0, |entry| entry.1);
        self.trace
            .event(format_args!("apply {}@{} by {node} {hash:016x}", at.index, at.term));
        self.witness.applied(at, moment, effects);
        let (index, time) = std::mem::replace(&mut self.state().log_time, (at.index, moment.time));
        if index < at.index && moment.time < time {
            self.violation(format!("G22: log time went back at entry {}", at.index));
        }
        let ahead = moment.time.saturating_sub(truth(&self.trace));
        if ahead > AHEAD_MAX {
            self.violation(format!(
                "G22: log time is {} ms ahead at entry {}",
                ahead / 1_000_000,
                at.index
            ));
        }
        for effect in effects {
            if let Effect::Armed(armed) = effect {
                let occurrence = (armed.row.id().to_owned(), armed.row.version);
                self.check_armed(occurrence, at.index, armed.due.saturating_sub(moment.time));
            }
        }
    }

    fn check_armed(&self, occurrence: Occurrence, index: u64, lead: i64) {
        if lead > LEAD_MAX {
            self.violation(format!(
                "G3: {occurrence:?} was armed {} ms before due",
                lead / 1_000_000
            ));
        }
        let (before, cancelled) = {
            let mut state = self.state();
            let before = state.armed.insert(occurrence.clone(), index);
            (before, state.cancelled.contains(&occurrence))
        };
        if let Some(before) = before {
            self.violation(format!("G5: {occurrence:?} was armed at {before} and again at {index}"));
        }
        if cancelled {
            self.violation(format!("G7: {occurrence:?} was armed after it was cancelled"));
        }
    }

    /// Checks a version withdrawn by an acknowledged cancel or reschedule: it was not armed and never will be.
    pub(crate) fn withdrawn(&self, id: &str, version: u64) {
        let occurrence = (id.to_owned(), version);
        let armed = {
            let mut state = self.state();
            state.cancelled.insert(occurrence.clone());
            state.armed.contains_key(&occurrence)
        };
        if armed {
            self.violation(format!("G7: {occurrence:?} was armed, and then cancelled with success"));
        }
    }

    /// Checks the tables' rolling hash after an entry (G16).
    pub(crate) fn hashed(&self, node: u64, index: u64, hash: u128) {
        let (known, looked) = {
            let mut state = self.state();
            (state.hashes.insert(index, hash), state.looked.insert(node, index))
        };
        if looked != Some(index) {
            self.witness.hashed(node, index, hash);
        }
        if known.is_some_and(|known| known != hash) {
            self.violation(format!(
                "G16: node {node} differs from another in the tables after entry {index}"
            ));
        }
    }

    /// Records that a node reports its leadership.
    pub(crate) fn leads(&self, node: u64, leadership: Leadership) {
        let Leadership::Leading { term, since } = leadership else {
            return;
        };
        self.trace.event(format_args!("leads {node} term {term}"));
        let (other, first) = {
            let mut state = self.state();
            let other = state.leaders.insert(term, node);
            (other, state.entries.get(&since).map(|(term, _)| *term))
        };
        self.witness.leads(truth(&self.trace), node, term, first);
        if other.is_some_and(|other| other != node) {
            self.violation(format!("nodes {other:?} and {node} both act in term {term}"));
        }
        if first != Some(term) {
            self.violation(format!(
                "G24: node {node} acts in term {term} before an entry of it is applied"
            ));
        }
    }

    /// Records the change of a node's clock.
    pub(crate) fn clock(&self, node: u64, clock: &NodeClock) {
        self.witness.clock(truth(&self.trace), node, clock.wall());
    }

    /// Number of terms in which a leader acted.
    pub(crate) fn leader_terms(&self) -> u64 {
        self.state().leaders.len() as u64
    }

    /// Records an acknowledged write: its entry stays at its index for ever (G1).
    pub(crate) fn acknowledged(&self, at: Position, invoked_after: u64) {
        let mut state = self.state();
        state.acknowledged = state.acknowledged.max(at.index);
        let lost = state.kept.insert(at.index, at.term).is_some_and(|term| term != at.term);
        drop(state);
        if lost {
            self.violation(format!("G1: two entries {} were acknowledged", at.index));
        }
        if at.index <= invoked_after {
            self.violation(format!(
                "G9: a write at {} began after one at {invoked_after} was acknowledged",
                at.index
            ));
        }
    }

    /// Records that a linearizable read returned the state after `index` (G9).
    pub(crate) fn read(&self, index: u64, invoked_after: u64) {
        let mut state = self.state();
        state.acknowledged = state.acknowledged.max(index);
        drop(state);
        if index < invoked_after {
            self.violation(format!(
                "G9: a read saw the state after {index}, and {invoked_after} was acknowledged before it began"
            ));
        }
    }

    /// The index that any operation starting now must see.
    pub(crate) fn floor(&self) -> u64 {
        self.state().acknowledged
    }

    /// Checks that no acknowledged entry was lost, and that all nodes applied it.
    pub(crate) fn check_kept(&self, applied_by_all: u64) {
        let (kept, entries) = {
            let state = self.state();
            (state.kept.clone(), state.entries.clone())
        };
        for (index, term) in kept {
            let stands = entries.get(&index).map(|(term, _)| *term);
            if stands != Some(term) || index > applied_by_all {
                self.violation(format!("G1: entry {index} of term {term} was acknowledged and is lost"));
            }
        }
    }
}
