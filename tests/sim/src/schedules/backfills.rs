//! The expected and the actual timers of backfills.

use super::{
    ledger::{Ledger, Proposed},
    rules::{Rule, SECOND},
};
use crate::marks::Marks;
use minoots_kernel::internal::{EventKind, EventRow};
use std::collections::{BTreeMap, BTreeSet};

/// A running backfill.
struct Running {
    /// Instants of its window without a timer from it so far.
    open: BTreeSet<i64>,
    rate: u32,
    /// Times at which it created timers, by the clocks of the proposers.
    made: Vec<i64>,
}

/// The backfills of all schedules.
#[derive(Default)]
pub struct Backfills {
    running: BTreeMap<String, Running>,
    made: BTreeMap<(String, i64), u32>,
}

impl Backfills {
    /// Starts a backfill whose window has these instants.
    pub fn begin(&mut self, event: &EventRow, named: BTreeSet<i64>, rate: u32) -> Result<(), String> {
        let (said, known) = (event.count, named.len() as u64);
        let running = Running {
            open: named,
            rate,
            made: Vec::new(),
        };
        if self.running.insert(event.schedule.clone(), running).is_some() {
            return Err("a backfill began while another ran".to_owned());
        }
        match said == known {
            true => Ok(()),
            false => Err(format!(
                "a backfill is said to be of {said} instants, and the rule names {known}"
            )),
        }
    }

    /// Records a timer that a backfill created.
    pub fn made(&mut self, event: &EventRow, clock: i64) -> Result<(), String> {
        let at = event.fire_time;
        let name = (event.schedule.clone(), at);
        *self.made.entry(name).or_default() += 1;
        let Some(running) = self.running.get_mut(&event.schedule) else {
            return Err(format!("{at} was backfilled, and no backfill runs"));
        };
        if !running.open.remove(&at) {
            return Err(format!("{at} was backfilled, and is not named or was made before"));
        }
        running.made.retain(|made| *made > clock - SECOND);
        running.made.push(clock);
        match running.made.len() > running.rate as usize {
            true => Err(format!("more than {} were backfilled in a second", running.rate)),
            false => Ok(()),
        }
    }

    /// Ends a backfill, for a reason or because every instant has a timer.
    pub fn end(&mut self, event: &EventRow, has_timer: impl Fn(i64) -> bool, marks: &mut Marks) -> Result<(), String> {
        let Some(running) = self.running.remove(&event.schedule) else {
            return Err("a backfill ended, and none ran".to_owned());
        };
        if !event.reason.is_empty() {
            marks.hit("a backfill was ended early");
            return Ok(());
        }
        marks.hit("a backfill came to its end");
        if !running.open.is_empty() {
            marks.hit("a backfill met an instant that had a timer");
        }
        let made = |at: i64| self.made.contains_key(&(event.schedule.clone(), at));
        match running.open.into_iter().find(|at| !has_timer(*at) && !made(*at)) {
            Some(at) => Err(format!("{at} has no timer after its backfill")),
            None => Ok(()),
        }
    }

    /// The instants for which backfills created timers, with counts.
    pub fn made_in_all(&self) -> impl Iterator<Item = (&(String, i64), &u32)> {
        self.made.iter()
    }
}

impl Ledger {
    /// Handles an event of a backfill. Returns whether it was one. The expected instants follow from the current rule,
    /// by the zone data of the proposer.
    pub(super) fn take_backfilled(&mut self, event: &EventRow, proposed: &Proposed) -> bool {
        let id = event.schedule.clone();
        let outcome = match event.kind() {
            EventKind::ScheduleBackfillStarted => {
                let window = |rule: &Rule| rule.instants(proposed.release, event.fire_time - 1, event.until - 1);
                let rate = self.row(&id).and_then(|row| row.backfill).map_or(0, |row| row.rate);
                let named = self.rule(&id).map(window).unwrap_or_default();
                self.backfills.begin(event, named, rate)
            }
            EventKind::ScheduleOccurrence if is_backfilled(event) => self.backfills.made(event, proposed.entry.time),
            EventKind::ScheduleBackfillEnded => {
                let has_timer = |at: i64| {
                    let name = (id.clone(), at);
                    self.ran.contains_key(&name) || self.waited.contains(&name)
                };
                self.backfills.end(event, has_timer, &mut self.marks)
            }
            _ => return false,
        };
        if let Err(message) = outcome {
            self.violation("G10", format!("{id}: {message}"));
        }
        true
    }
}

/// Whether a backfill created the timer of this occurrence.
pub fn is_backfilled(event: &EventRow) -> bool {
    event.reason == "BACKFILL"
}
