//! The record of answers from peers, with their times. It decides whether a quorum answered within the lease, derives
//! the time of a quorum, and decides whether a leader should pause its heartbeats.
//!
//! The transport records all of it, outside openraft: openraft measures its lease with a clock that stops while the
//! machine sleeps, and does not know wall clocks.
//!
//! Invariants:
//! - An answer counts from the moment its call was sent, and only for the term it was sent in.
//! - This node always counts as having answered now.

mod outliers;
mod quorum;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use minoots_sequencer::clock::Clock;
use minoots_sequencer::consensus::QuorumTime;

pub(crate) use self::outliers::OutlierWatch;
pub(crate) use self::quorum::{WallReading, largest_held_by_quorum};
use crate::clock::Boottime;
use crate::timing::Timing;

/// Added to a silence, so that the elections of other nodes are over when it ends.
const SILENCE_MARGIN: Duration = Duration::from_millis(100);

/// A wall clock reading expires after this many heartbeats.
const READING_HEARTBEATS_MAX: u32 = 3;

/// The record of answers. Cheap to clone; clones share state.
#[derive(Clone)]
pub(crate) struct Heard {
    node: u64,
    lease: Duration,
    reading_age_max: Duration,
    clock: Clock,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Each configuration in force; two while the membership changes.
    voters: Vec<BTreeSet<u64>>,
    /// The term of `answered`.
    term: u64,
    /// The time at which this node entered that term as its leader.
    term_began: Boottime,
    /// For each peer, the time at which the latest accepted call of that term was sent.
    answered: BTreeMap<u64, Boottime>,
    /// The start of the current wait for a quorum.
    waiting_since: Boottime,
    /// Appends are suppressed until then.
    silent_until: Boottime,
    /// The last time that an append was allowed.
    tried: Boottime,
    readings: BTreeMap<u64, WallReading>,
    /// The last entry each peer acknowledged to the leader of `term`.
    acknowledged: BTreeMap<u64, u64>,
    /// The last time that this node accepted a leader's append.
    leader_heard: Option<Boottime>,
    /// The term of the leader that last announced a transfer to this node, and the time.
    transfer_heard: Option<(u64, Boottime)>,
}

impl Heard {
    pub(crate) fn new(node: u64, timing: Timing, clock: Clock) -> Self {
        let heartbeat = Duration::from_millis(timing.heartbeat_interval_ms);
        Self {
            node,
            lease: Duration::from_millis(timing.election_timeout_ms_max),
            reading_age_max: READING_HEARTBEATS_MAX * heartbeat,
            clock,
            state: Arc::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The wall clock of this node.
    pub(crate) fn wall(&self) -> i64 {
        self.clock.now()
    }

    /// The clock that leases are measured with.
    pub(crate) fn boottime(&self) -> Boottime {
        self.clock.elapsed()
    }

    /// Sets the voters.
    pub(crate) fn set_voters(&self, voters: &[BTreeSet<u64>]) {
        let mut state = self.state();
        if state.voters != voters {
            state.voters = voters.to_vec();
        }
    }

    /// Whether a leader of `term` should send an append now. Called before each append.
    pub(crate) fn may_append(&self, term: u64) -> bool {
        let now = self.boottime();
        let mut state = self.state();
        state.enter(term, now);
        if now < state.silent_until {
            return false;
        }
        // The wait begins with the first try after a silence, however late. openraft suppresses appends as well; if its
        // pauses counted, the two could alternate for ever.
        if state.tried < state.silent_until {
            state.waiting_since = now;
        }
        let heard = state.quorum_answered(self.node, now).max(state.waiting_since);
        if heard.until(now) <= self.lease {
            state.tried = now;
            return true;
        }
        state.silent_until = now.plus(2 * self.lease + SILENCE_MARGIN);
        tracing::warn!(
            term,
            "no quorum answers: this node sends nothing for a while, so that the others can elect"
        );
        false
    }

    /// Records that a peer accepted a call that the leader of `term` sent at `sent`.
    pub(crate) fn answered(&self, peer: u64, term: u64, sent: Boottime) {
        let mut state = self.state();
        if state.term == term {
            let last = state.answered.entry(peer).or_default();
            *last = sent.max(*last);
        }
    }

    /// Records that a peer reported entries up to `index` as on its disk, to the leader of `term`.
    pub(crate) fn acknowledged(&self, peer: u64, term: u64, index: u64) {
        let mut state = self.state();
        if state.term == term {
            let last = state.acknowledged.entry(peer).or_default();
            *last = index.max(*last);
        }
    }

    /// The last entry a peer acknowledged to the leader of `term`; 0 if none.
    pub(crate) fn last_acknowledged(&self, peer: u64, term: u64) -> u64 {
        let state = self.state();
        let last = state.acknowledged.get(&peer).copied().unwrap_or(0);
        if state.term == term { last } else { 0 }
    }

    /// Records that this node accepted an append of a leader.
    pub(crate) fn heard_leader(&self) {
        self.state().leader_heard = Some(self.boottime());
    }

    /// Whether this node accepted an append of a leader within two leases.
    pub(crate) fn hears_leader(&self) -> bool {
        let last = self.state().leader_heard;
        last.is_some_and(|last| last.until(self.boottime()) < 2 * self.lease)
    }

    /// Records the announcement of a transfer by the leader of `term`.
    pub(crate) fn heard_transfer(&self, term: u64) {
        self.state().transfer_heard = Some((term, self.boottime()));
    }

    /// Whether the leader of the term before `term` announced a transfer within this time.
    pub(crate) fn has_heard_transfer_to(&self, term: u64, time: Duration) -> bool {
        let last = self.state().transfer_heard;
        last.is_some_and(|(of, at)| of + 1 == term && at.until(self.boottime()) < time)
    }

    /// Records a peer's wall clock, from an answer received now, this long after the call was sent.
    pub(crate) fn read_wall(&self, peer: u64, wall: i64, took: Duration) {
        let reading = WallReading {
            wall,
            at: self.clock.monotonic(),
            took: i64::try_from(took.as_nanos()).unwrap_or(i64::MAX),
        };
        self.state().readings.insert(peer, reading);
    }

    /// Whether a quorum answered calls of `term` within the lease.
    pub(crate) fn is_leased(&self, term: u64) -> bool {
        let now = self.boottime();
        let state = self.state();
        let alone = state.is_alone(self.node);
        alone || (state.term == term && state.quorum_answered(self.node, now).until(now) < self.lease)
    }

    /// Whether a peer accepted a call of the present term within this time.
    pub(crate) fn has_answered_within(&self, peer: u64, time: Duration) -> bool {
        let now = self.boottime();
        let last = self.state().answered.get(&peer).copied();
        last.is_some_and(|last| last.until(now) < time)
    }

    /// Whether a peer counts as live for a leader: it accepted a call of the present term within this time, or the term
    /// is younger than this time and the peer had no chance yet.
    pub(crate) fn is_live(&self, peer: u64, time: Duration) -> bool {
        let began = self.state().term_began;
        began.until(self.boottime()) < time || self.has_answered_within(peer, time)
    }

    /// The number of voters, over all configurations in force.
    pub(crate) fn voter_count(&self) -> usize {
        match self.state().voters.as_slice() {
            [voters] => voters.len(),
            several => several.iter().flatten().collect::<BTreeSet<_>>().len(),
        }
    }

    /// The time of a quorum, by the voters' own clocks; `None` without a quorum of fresh readings.
    pub(crate) fn quorum_time(&self) -> Option<QuorumTime> {
        let (at, own) = (self.clock.monotonic(), self.clock.now());
        let state = self.state();
        if state.is_alone(self.node) {
            return Some(QuorumTime {
                reached: own,
                not_passed: own,
                at,
            });
        }
        // The bounds of each clock's present time: lowest and highest.
        let read = |voter: &u64| match *voter == self.node {
            true => Some((own, own)),
            false => state.readings.get(voter)?.aged(at, self.reading_age_max),
        };
        let reached = state.lowest_over_configurations(|voters| {
            let least = voters.iter().map(|voter| read(voter).map(|(least, _)| least));
            largest_held_by_quorum(least.collect())
        });
        // In the reverse order, a voter without a reading counts as ahead of all others.
        let not_passed = state.lowest_over_configurations(|voters| {
            let most = voters.iter().map(|voter| read(voter).map(|(_, most)| Reverse(most)));
            largest_held_by_quorum(most.collect())
        });
        Some(QuorumTime {
            reached: reached?,
            not_passed: not_passed?.0,
            at,
        })
    }
}

impl State {
    /// Begins a term if it is a new one.
    fn enter(&mut self, term: u64, now: Boottime) {
        if self.term < term {
            self.term = term;
            self.term_began = now;
            self.answered.clear();
            self.acknowledged.clear();
            self.waiting_since = now;
            self.silent_until = Boottime::default();
        }
    }

    fn is_alone(&self, node: u64) -> bool {
        !self.voters.is_empty() && self.voters.iter().flatten().all(|voter| *voter == node)
    }

    /// The send time of the latest call that a quorum accepted.
    fn quorum_answered(&self, node: u64, now: Boottime) -> Boottime {
        let answered = self.lowest_over_configurations(|voters| {
            let times = voters.iter().map(|voter| match *voter == node {
                true => Some(now),
                false => self.answered.get(voter).copied(),
            });
            largest_held_by_quorum(times.collect())
        });
        answered.unwrap_or_default()
    }

    /// The lowest value over the configurations in force. A property of the membership must hold in each of them.
    fn lowest_over_configurations<T: Ord>(&self, one: impl Fn(&BTreeSet<u64>) -> Option<T>) -> Option<T> {
        // `None` is the smallest value, so one configuration without a quorum decides.
        self.voters.iter().map(one).min().flatten()
    }
}

impl WallReading {
    /// The lowest and highest present time of the clock; `None` if the reading is too old. The reading happened between
    /// the call and the answer.
    fn aged(&self, now: Instant, age_max: Duration) -> Option<(i64, i64)> {
        let age = now.saturating_duration_since(self.at);
        (age <= age_max).then(|| {
            let age = i64::try_from(age.as_nanos()).unwrap_or(i64::MAX);
            let least = self.wall.saturating_add(age);
            (least, least.saturating_add(self.took))
        })
    }
}
