//! Watchdogs: which touches (heartbeats) memory answers, which share an entry, and which watchdogs are armed.
//!
//! Invariants that prevent a false alarm:
//! - Memory answers a touch only if a quorum has answered within the lease and the mark in the log is at most
//!   [`TOUCH_MEMORY`] old. In addition, no stage was reached since, no Arm of its watchdog is in flight, and none of
//!   its touches waits for the log. Any other touch goes into the next shared entry, which answers it.
//! - A watchdog whose mark was applied before this leadership began is armed at the earliest [`TOUCH_MEMORY`] after its
//!   due instant. The previous leader may have answered touches for that long. The previous leader may have been this
//!   node, in the same term; it has forgotten its answers all the same.
//! - A watchdog with a touch since its mark is not armed: the touch goes into the log first. A watchdog with touches
//!   that wait for the log is armed only once they have waited for [`TOUCH_MEMORY`]. Touches that do not count can thus
//!   not defer an alarm for ever.
//! - The arms of an entry are undecided until that entry, or a later one, finishes.
//!
//! All knowledge comes from the effects of applied entries, in their order, and ends with the leadership.

use super::{DueKey, NextArms};
use crate::touch::{TouchAnswer, TouchWaiting};
use minoots_kernel::{
    TouchOutcome, Touched, Watched,
    defects::{Defect, planted},
    internal::{TimerKey, Touch},
    limits::TOUCH_MEMORY,
};
use rows::{Row, Rows};
use std::collections::{BTreeMap, HashMap, VecDeque};

mod rows;
mod shared;
#[cfg(test)]
mod tests;

/// The interval in nanoseconds after which a watchdog with an undecided arm is checked again. The result of that arm
/// arrives earlier.
const AGAIN: i64 = 1_000_000_000;
/// The maximum number of watchdogs checked for one entry. Many that cannot be armed yet may be due.
const LOOKS_MAX: usize = 4_096;
/// The maximum number of known watchdogs. Touches of others go through the log.
const KNOWN_MAX: usize = 1 << 18;

/// A waiting watchdog, as known from the log and its touches.
struct WaitingWatchdog {
    partition_key: String,
    version: u64,
    mark: i64,
    ttl: u64,
    epoch: u64,
    logged_sequence: u64,
    sequence: u64,
    /// The stages that the log recorded since the mark: only the log restarts the ladder.
    stage: u32,
    /// The last touch that was answered, or that the log has.
    touched: i64,
}

impl WaitingWatchdog {
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

/// See the module.
#[derive(Default)]
pub(super) struct Watch {
    /// The first entry of this leadership; earlier marks belong to another one.
    since: u64,
    /// By tenant and id. Each touch does a lookup; nothing iterates over it.
    known: HashMap<String, HashMap<String, WaitingWatchdog>>,
    known_count: usize,
    rows: Rows,
    /// The number of the entry that is to arm each watchdog.
    arming: BTreeMap<Name, u64>,
    arrived: VecDeque<TouchWaiting>,
    shared: shared::Touches,
    /// The number of touches that memory answered.
    pub in_memory: u64,
}

impl Watch {
    /// Begins a leadership, and forgets all answers from before.
    pub fn lead(&mut self, since: u64) {
        self.forget_touches();
        self.since = since;
    }

    /// Ends a leadership.
    pub fn forget(&mut self) {
        self.forget_touches();
        self.rows.clear();
    }

    fn forget_touches(&mut self) {
        (self.known, self.known_count) = (HashMap::new(), 0);
        self.arming.clear();
        self.shared.begin();
    }

    /// Clears the rows, because the window is read again and passes them again. Answered touches stay answered.
    pub fn read_again(&mut self) {
        self.rows.clear();
    }

    /// Whether the window must be read again: it passed more rows than fit, and there is space again. The held rows
    /// stay.
    pub fn wants_more(&mut self) -> bool {
        self.rows.wants_more()
    }

    /// Answers all touches that were not proposed.
    pub fn dismiss(&mut self, leader: Option<u64>) {
        self.shared.dismiss(leader);
        for waits in std::mem::take(&mut self.arrived) {
            waits.answer(TouchAnswer::NotLeader { leader });
        }
    }

    /// Adds a touch.
    pub fn arrived(&mut self, touch: TouchWaiting) {
        self.arrived.push_back(touch);
    }

    /// Records a watchdog of the log, or its new mark.
    pub fn watched(&mut self, watched: &Watched) {
        if let Some(from) = watched.from {
            self.rows.remove(&super::due_key(from, &watched.tenant, &watched.id));
        }
        if !self.arming.is_empty() {
            self.arming.remove(&(watched.tenant.clone(), watched.id.clone()));
        }
        let mut known = WaitingWatchdog {
            partition_key: watched.partition_key.clone(),
            version: watched.version,
            mark: watched.mark,
            ttl: watched.ttl,
            epoch: watched.epoch,
            logged_sequence: watched.sequence,
            sequence: watched.sequence,
            stage: watched.stage,
            touched: watched.mark,
        };
        let before = self.known.get_mut(&watched.tenant);
        if let Some(before) = before.and_then(|of_tenant| of_tenant.get_mut(&watched.id)) {
            known.touched = known.touched.max(before.touched);
            if before.epoch == known.epoch {
                known.sequence = known.sequence.max(before.sequence);
            }
            *before = known;
        } else if self.known_count < KNOWN_MAX {
            self.known_count += 1;
            let of_tenant = self.known.entry(watched.tenant.clone()).or_default();
            of_tenant.insert(watched.id.clone(), known);
        }
    }

    /// Removes a timer that no longer waits.
    pub fn ended(&mut self, key: &DueKey) {
        self.rows.remove(key);
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

    /// Takes a row from the window, which the entry at `index` marked.
    pub fn take_row(&mut self, key: DueKey, version: u64, index: u64) {
        let of_before = index < self.since && !planted(Defect::TouchHoldMissing);
        let hold = key.due.saturating_add(if of_before { TOUCH_MEMORY } else { 0 });
        let last = hold.saturating_add(TOUCH_MEMORY);
        self.rows.take(key, Row { version, hold, last });
    }

    /// Records that the entry with this number finished, which decides all arms up to it.
    pub fn decided(&mut self, entry: u64) {
        let is_decided = |_: &Name, arming: &mut u64| *arming <= entry;
        for (name, _) in self.arming.extract_if(.., is_decided) {
            self.rows.look_again(&name);
        }
    }

    /// Judges the arrived touches. `leased` says whether a quorum had answered within the lease at or after `now`.
    pub fn judge(&mut self, now: i64, leased: bool) {
        self.shared.clock_reads(now);
        while let Some(mut waits) = self.arrived.pop_front() {
            waits.touch.mark = now;
            match self.judge_in_memory(now, leased, &waits.touch) {
                Some(touched) => {
                    self.in_memory += 1;
                    waits.answer(TouchAnswer::Judged(None, touched));
                }
                None => self.shared.push(waits.touch.clone(), Some(waits)),
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
        // Epochs and sequence numbers only grow, and the log does not know the numbers that memory answered.
        let is_older = touch.epoch < known.epoch
            || touch.epoch == known.epoch && touch.sequence != 0 && touch.sequence < known.sequence;
        if is_older && !planted(Defect::StaleTouchCounts) {
            return Some(known.touched(TouchOutcome::Superseded));
        }
        if self.shared.waits(&name) || touch.epoch != known.epoch || known.stage != 0 {
            return None;
        }
        let is_fresh = now.saturating_sub(known.mark) <= TOUCH_MEMORY || planted(Defect::TouchMemoryUnbounded);
        if !leased && !planted(Defect::TouchWithoutLease) || !is_fresh {
            return None;
        }
        if touch.sequence == 0 || touch.sequence > known.sequence {
            known.touched = known.touched.max(now);
            known.sequence = known.sequence.max(touch.sequence);
        }
        Some(known.touched(TouchOutcome::Touched))
    }

    /// Takes the watchdogs that entry `entry` arms, at most `max`: those without a touch for their time to live.
    pub fn take_arms(&mut self, now: i64, entry: u64, max: usize) -> Vec<TimerKey> {
        let mut timers = Vec::new();
        for _ in 0..LOOKS_MAX {
            let Some((key, row)) = self.rows.first(now).filter(|_| timers.len() < max) else {
                break;
            };
            let name = (key.tenant.clone(), key.id.clone());
            if self.shared.waits(&name) && now < row.last {
                self.rows.put_off(key, row, row.last);
            } else if self.arming.contains_key(&name) {
                self.rows.put_off(key, row, now.saturating_add(AGAIN));
            } else if let Some(touch) = self.unlogged(&key) {
                if planted(Defect::SilenceForgotten) {
                    self.rows.remove(&key);
                    continue;
                }
                self.shared.push(touch, None);
                let last = now.saturating_add(TOUCH_MEMORY);
                self.rows.put_off(key, Row { last, ..row }, last);
            } else {
                self.rows.remove(&key);
                self.arming.insert(name, entry);
                let (version, DueKey { tenant, id, .. }) = (row.version, key);
                timers.push(TimerKey { tenant, id, version });
            }
        }
        timers
    }

    /// The touch that memory answered and the log does not have, if there is one.
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

    /// Whether an entry with the waiting touches is due.
    pub fn wants_flush(&mut self, now: i64) -> bool {
        self.shared.wants_flush(now)
    }

    /// Takes the touches for an entry that is made now.
    pub fn flush(&mut self, now: i64) -> Option<NextArms> {
        self.shared.flush(now)
    }

    /// The instant of the next work, if nothing else happens.
    pub fn next_wake(&self) -> Option<i64> {
        self.rows.next().into_iter().chain(self.shared.flushes_at()).min()
    }

    /// Answers the touches whose entries finished.
    pub fn settle(&mut self) {
        for name in self.shared.settle() {
            self.rows.look_again(&name);
        }
    }

    /// The number of touches that an entry answered.
    pub fn in_entries(&self) -> u64 {
        self.shared.answered
    }
}
