//! Watchdogs: which touches are answered from memory, which share an entry, and which watchdogs are armed.
//!
//! Invariants, each of which a false alarm needs broken:
//! - A touch is answered from memory only while a quorum has answered within the lease, the mark in the log is at most [`TOUCH_MEMORY`] old, no
//!   stage was reached since, no Arm of its watchdog is under way, and none of its touches waits for the log. Any other goes into the
//!   next shared entry, and is answered by that.
//! - A watchdog whose mark was applied before this leadership began is not armed before its due and [`TOUCH_MEMORY`]: the leader before may have
//!   answered touches for as long. That one may have been this node, in the same term: what it answered is forgotten all the same.
//! - One that was touched since its mark is not armed: the log is told of the touch first. One of which touches wait for the log is armed only once
//!   they have waited for [`TOUCH_MEMORY`], so that touches which count for nothing cannot put an alarm off for ever.
//! - What an entry was to arm is undecided until it, or a later one, came back.
//!
//! What is known comes from the effects of applied entries, in their order, and is forgotten with the leadership.

use super::{DueKey, NextArms};
use crate::{
    consensus::Position,
    proposer::{Answer, Waiting},
    touch::{TouchAnswer, TouchWaiting},
};
use minoots_kernel::{
    Reply, TouchOutcome, Touched, Watched,
    defects::{Defect, planted},
    internal::{Command, TimerKey, Touch, TouchWatchdogs, command::Command as Kind},
    limits::{TOUCH_MEMORY, TOUCHES_MAX},
};
use std::collections::{BTreeMap, BTreeSet, VecDeque, btree_map::Entry as Slot};
use tokio::sync::oneshot;

#[cfg(test)]
mod tests;

/// Between two entries that are made for touches alone, nanoseconds.
const FLUSH_PAUSE: i64 = 100_000_000;
/// Until a watchdog that could not be decided about is looked at again, nanoseconds.
const AGAIN: i64 = 10_000_000;
/// Watchdogs that are known. Touches of others go by the log.
const KNOWN_MAX: usize = 1 << 18;

/// A watchdog that waits, by its log and its touches.
struct Known {
    partition_key: String,
    version: u64,
    mark: i64,
    ttl: u64,
    epoch: u64,
    logged_sequence: u64,
    sequence: u64,
    /// Stages that the log has it reach since the mark: only the log begins the ladder anew.
    stage: u32,
    /// The last touch that was answered, or that the log has.
    touched: i64,
}

/// A due row that the window gave away.
#[derive(Clone, Copy)]
struct Row {
    version: u64,
    /// Until then it is not armed.
    hold: i64,
    /// From then on touches that wait do not keep it from being armed.
    last: i64,
}

impl Known {
    fn touched(&self, outcome: TouchOutcome) -> Touched {
        Touched {
            outcome,
            version: self.version,
            fire_time: self.touched.saturating_add_unsigned(self.ttl),
            epoch: self.epoch,
            sequence: self.sequence,
        }
    }
}

type Name = (String, String);

struct Queued {
    touch: Touch,
    /// `None`: nobody waits, it was answered from memory.
    waits: Option<TouchWaiting>,
}

/// Touches in an entry under way.
struct Flight {
    result: oneshot::Receiver<Answer>,
    touches: Vec<Queued>,
}

/// See the module.
#[derive(Default)]
pub(super) struct Watch {
    /// Marks of entries before this one are of another leadership.
    since: u64,
    known: BTreeMap<String, BTreeMap<String, Known>>,
    known_count: usize,
    rows: BTreeMap<DueKey, Row>,
    by_hold: BTreeSet<(i64, DueKey)>,
    /// The entry that is to arm it.
    arming: BTreeMap<Name, u64>,
    arrived: VecDeque<TouchWaiting>,
    queue: VecDeque<Queued>,
    flights: VecDeque<Flight>,
    /// Touches of each that are in the queue or under way.
    waiting: BTreeMap<Name, usize>,
    flushed: Option<i64>,
    /// Touches that were judged, and of those the ones that no entry was made for.
    pub judged: u64,
    pub in_memory: u64,
}

impl Watch {
    /// A new leadership: nothing is known of what was answered before.
    pub fn lead(&mut self, since: u64) {
        self.forget();
        self.since = since;
    }

    /// The end of a leadership.
    pub fn forget(&mut self) {
        (self.known, self.known_count) = (BTreeMap::new(), 0);
        self.read_again();
        self.arming.clear();
        self.flushed = None;
    }

    /// The window is read again, and gives the rows away again. What was answered stays answered.
    pub fn read_again(&mut self) {
        self.rows.clear();
        self.by_hold.clear();
    }

    /// Whoever waits for a touch that was not proposed.
    pub fn dismiss(&mut self, leader: Option<u64>) {
        for queued in std::mem::take(&mut self.queue) {
            self.waits_no_more(&queued.touch);
            queued
                .waits
                .into_iter()
                .for_each(|waits| waits.answer(TouchAnswer::NotLeader { leader }));
        }
        for waits in std::mem::take(&mut self.arrived) {
            waits.answer(TouchAnswer::NotLeader { leader });
        }
    }

    /// A touch came.
    pub fn arrived(&mut self, touch: TouchWaiting) {
        self.arrived.push_back(touch);
    }

    /// The log has a watchdog, or another mark of it.
    pub fn watched(&mut self, watched: &Watched) {
        if let Some(from) = watched.from {
            self.remove_row(&super::due_key(from, &watched.tenant, &watched.id));
        }
        self.arming.remove(&(watched.tenant.clone(), watched.id.clone()));
        let (mut touched, mut sequence) = (watched.mark, watched.sequence);
        let before = self.known.get_mut(&watched.tenant);
        match before.and_then(|known| known.remove(&watched.id)) {
            Some(before) => {
                touched = touched.max(before.touched);
                if before.epoch == watched.epoch {
                    sequence = sequence.max(before.sequence);
                }
            }
            None if self.known_count >= KNOWN_MAX => return,
            None => self.known_count += 1,
        }
        self.known.entry(watched.tenant.clone()).or_default().insert(
            watched.id.clone(),
            Known {
                partition_key: watched.partition_key.clone(),
                version: watched.version,
                mark: watched.mark,
                ttl: watched.ttl,
                epoch: watched.epoch,
                logged_sequence: watched.sequence,
                sequence,
                stage: watched.stage,
                touched,
            },
        );
    }

    /// A timer waits no longer.
    pub fn ended(&mut self, key: &DueKey) {
        self.remove_row(key);
        if let Some(known) = self.known.get_mut(&key.tenant) {
            self.known_count -= usize::from(known.remove(&key.id).is_some());
            if known.is_empty() {
                self.known.remove(&key.tenant);
            }
        }
        if !self.arming.is_empty() {
            self.arming.remove(&(key.tenant.clone(), key.id.clone()));
        }
    }

    /// The window gives a row away, which the entry at `index` marked.
    pub fn take_row(&mut self, key: DueKey, version: u64, index: u64) {
        let of_before = index < self.since && !planted(Defect::TouchHoldMissing);
        let hold = key.due.saturating_add(if of_before { TOUCH_MEMORY } else { 0 });
        let last = hold.saturating_add(TOUCH_MEMORY);
        self.hold(key, Row { version, hold, last });
    }

    fn hold(&mut self, key: DueKey, row: Row) {
        self.remove_row(&key);
        self.by_hold.insert((row.hold, key.clone()));
        self.rows.insert(key, row);
    }

    fn remove_row(&mut self, key: &DueKey) {
        if let Some(row) = self.rows.remove(key) {
            self.by_hold.remove(&(row.hold, key.clone()));
        }
    }

    /// The entry of this number came back, and with it all before it are decided.
    pub fn decided(&mut self, entry: u64) {
        self.arming.retain(|_, arming| *arming > entry);
    }

    /// Judges what has come, at an instant at which, or after which, a quorum was found to have answered within the lease, or was not.
    pub fn judge(&mut self, now: i64, leased: bool) {
        self.flushed = self.flushed.map(|at| at.min(now));
        while let Some(mut waits) = self.arrived.pop_front() {
            waits.touch.mark = now;
            match self.judge_in_memory(now, leased, &waits.touch) {
                Some(touched) => {
                    (self.judged, self.in_memory) = (self.judged + 1, self.in_memory + 1);
                    waits.answer(TouchAnswer::Judged(None, touched));
                }
                None => self.enqueue(waits.touch.clone(), Some(waits)),
            }
        }
    }

    fn judge_in_memory(&mut self, now: i64, leased: bool, touch: &Touch) -> Option<Touched> {
        let name = (touch.tenant.clone(), touch.id.clone());
        let arms = self.arming.contains_key(&name) && !planted(Defect::TouchDuringArm);
        let known = self.known.get_mut(&touch.tenant)?.get_mut(&touch.id)?;
        let elsewhere = !touch.partition_key.is_empty() && touch.partition_key != known.partition_key;
        if elsewhere || arms {
            return None;
        }
        // Epochs and numbers only grow, and the log does not know the numbers that were answered from memory.
        let is_older = touch.epoch < known.epoch
            || touch.epoch == known.epoch && touch.sequence != 0 && touch.sequence < known.sequence;
        if is_older && !planted(Defect::StaleTouchCounts) {
            return Some(known.touched(TouchOutcome::Superseded));
        }
        if self.waiting.contains_key(&name) || touch.epoch != known.epoch || known.stage != 0 {
            return None;
        }
        let is_fresh = now.saturating_sub(known.mark) <= TOUCH_MEMORY || planted(Defect::TouchMemoryUnbounded);
        if !leased || !is_fresh {
            return None;
        }
        if touch.sequence == 0 || touch.sequence > known.sequence {
            known.touched = known.touched.max(now);
            known.sequence = known.sequence.max(touch.sequence);
        }
        Some(known.touched(TouchOutcome::Touched))
    }

    fn enqueue(&mut self, touch: Touch, waits: Option<TouchWaiting>) {
        *self
            .waiting
            .entry((touch.tenant.clone(), touch.id.clone()))
            .or_default() += 1;
        self.queue.push_back(Queued { touch, waits });
    }

    fn waits_no_more(&mut self, touch: &Touch) {
        if let Slot::Occupied(mut slot) = self.waiting.entry((touch.tenant.clone(), touch.id.clone())) {
            *slot.get_mut() -= 1;
            if *slot.get() == 0 {
                slot.remove();
            }
        }
    }

    /// Watchdogs that entry `entry` arms, at most `max`: nobody has touched them for as long as they live.
    pub fn take_arms(&mut self, now: i64, entry: u64, max: usize) -> Vec<TimerKey> {
        let mut timers = Vec::new();
        while timers.len() < max
            && let Some((_, key)) = self.by_hold.first().filter(|(hold, _)| *hold <= now).cloned()
        {
            let name = (key.tenant.clone(), key.id.clone());
            let Some(row) = self.rows.get(&key).copied() else { break };
            let again = Row {
                hold: now.saturating_add(AGAIN),
                ..row
            };
            let waits = self.waiting.contains_key(&name) && now < row.last;
            if waits || self.arming.contains_key(&name) {
                self.hold(key, again);
            } else if let Some(touch) = self.unlogged(&key) {
                self.enqueue(touch, None);
                let last = now.saturating_add(TOUCH_MEMORY);
                self.hold(key, Row { last, ..again });
            } else {
                self.remove_row(&key);
                self.arming.insert(name, entry);
                let (version, DueKey { tenant, id, .. }) = (row.version, key);
                timers.push(TimerKey { tenant, id, version });
            }
        }
        timers
    }

    /// The touch that was answered from memory and is not in the log, if there is one.
    fn unlogged(&self, key: &DueKey) -> Option<Touch> {
        let known = self.known.get(&key.tenant)?.get(&key.id)?;
        let is_newer = known.sequence > known.logged_sequence;
        let touch = || Touch {
            tenant: key.tenant.clone(),
            id: key.id.clone(),
            partition_key: String::new(),
            epoch: known.epoch,
            sequence: if is_newer { known.sequence } else { 0 },
            mark: known.touched,
        };
        (known.touched > known.mark && !planted(Defect::TouchForgotten)).then(touch)
    }

    /// Touches for an entry that is made now, if it is their time, or if one is made in any case.
    pub fn flush(&mut self, now: i64, anyway: bool) -> Option<NextArms> {
        // A clock that was set back does not make the pause longer.
        self.flushed = self.flushed.map(|at| at.min(now));
        if self.queue.is_empty() || !anyway && self.flushes_at().is_some_and(|at| at > now) {
            return None;
        }
        self.flushed = Some(now);
        let touches: Vec<_> = self.queue.drain(..self.queue.len().min(TOUCHES_MAX)).collect();
        let command = Kind::TouchWatchdogs(TouchWatchdogs {
            touches: touches.iter().map(|queued| queued.touch.clone()).collect(),
        });
        let (answer, result) = oneshot::channel();
        self.flights.push_back(Flight { result, touches });
        let waiting = Waiting::own(answer);
        let command = Command { command: Some(command) };
        Some((command, Some(waiting)))
    }

    /// When the touches that wait go into an entry, if nothing else makes one.
    fn flushes_at(&self) -> Option<i64> {
        let full = self.queue.len() >= TOUCHES_MAX;
        let at = self
            .flushed
            .filter(|_| !full)
            .map_or(i64::MIN, |at| at.saturating_add(FLUSH_PAUSE));
        (!self.queue.is_empty()).then_some(at)
    }

    /// When there is something to do if nothing else happens.
    pub fn next_wake(&self) -> Option<i64> {
        let hold = self.by_hold.first().map(|(hold, _)| *hold);
        hold.into_iter().chain(self.flushes_at()).min()
    }

    /// Answers the touches of entries that came back.
    pub fn settle(&mut self) {
        for mut flight in std::mem::take(&mut self.flights) {
            let (at, touched) = match flight.result.try_recv() {
                Err(oneshot::error::TryRecvError::Empty) => {
                    self.flights.push_back(flight);
                    continue;
                }
                Ok(Answer::Applied(at, Reply::Touched(touched))) => (Ok(at), touched),
                Ok(Answer::NotLeader { leader }) => (Err(TouchAnswer::NotLeader { leader }), Vec::new()),
                Ok(_) | Err(_) => (Err(TouchAnswer::OutcomeUnknown), Vec::new()),
            };
            self.judged += touched.len() as u64;
            let mut touched = touched.into_iter();
            for queued in flight.touches {
                self.waits_no_more(&queued.touch);
                let judged = touched.next();
                if let Some(waits) = queued.waits {
                    waits.answer(answer(&at, judged));
                }
            }
        }
    }
}

fn answer(at: &Result<Position, TouchAnswer>, judged: Option<Touched>) -> TouchAnswer {
    match (at, judged) {
        (Ok(at), Some(touched)) => TouchAnswer::Judged(Some(*at), touched),
        (Err(answer), _) => answer.clone(),
        (Ok(_), None) => TouchAnswer::OutcomeUnknown,
    }
}
