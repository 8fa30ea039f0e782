//! Selects the timers to arm, and how early.

use super::{Core, DueKey, Pending};
use crate::{
    lead::FAR,
    window::{Refill, Refilled},
};
use minoots_kernel::internal::{ArmTimers, Command, TimerKey, command::Command as Kind};
use std::cmp::Reverse;

/// The progress of arming ahead.
#[derive(Clone, Copy)]
pub(super) struct Ahead {
    /// Timers due up to this instant are to be armed.
    until: i64,
    /// The number of an entry at or after the one that armed the last of them.
    pub(super) entry: Option<u64>,
}

/// Timers that an entry arms.
pub(super) struct Arms {
    pub(super) command: Command,
    /// The number of timers, and the due instants of the first and the last.
    pub(super) timers: usize,
    pub(super) due: (i64, i64),
    /// There are more timers, or there may be.
    pub(super) more: bool,
}

/// The timers of one entry.
#[derive(Default)]
struct Batch {
    timers: Vec<TimerKey>,
    /// The due instants of the first and the last timer.
    due: Option<(i64, i64)>,
}

/// A key after all timers that are due before an instant.
fn last_of(until: i64) -> DueKey {
    DueKey {
        due: until,
        tenant: String::new(),
        id: String::new(),
    }
}

/// The number of timers within reach above which arming starts as early as allowed.
pub(super) const BURST_ROWS: usize = 512;
/// The window in nanoseconds that an arming entry adds, so that timers due one by one are not armed one by one.
const ARM_TOGETHER: i64 = 3_000_000;

impl Core {
    /// Arms timers as early as allowed, until [`Core::arm_as_usual`] or the end of this leadership.
    pub fn arm_ahead(&mut self, now: i64) {
        let until = now.saturating_add(FAR);
        self.ahead = self.leading.then_some(Ahead { until, entry: None });
    }

    /// Arms timers shortly before they are due.
    pub fn arm_as_usual(&mut self) {
        self.ahead = None;
    }

    /// Whether all timers that were within reach when [`Core::arm_ahead`] was called are armed now.
    pub fn is_armed_ahead(&mut self) -> bool {
        let Some(Ahead { until, entry }) = self.ahead.filter(|_| !self.lost) else {
            return false;
        };
        let taken = self.horizon.holds(&last_of(until)) && self.horizon.first().is_none_or(|(key, _)| key.due > until);
        let entry = entry.or(taken.then_some(self.proposed));
        self.ahead = Some(Ahead { until, entry });
        entry.is_some_and(|entry| self.finished >= entry)
    }

    /// The present lead of arming over the due instant.
    pub(super) fn lead_now(&self) -> i64 {
        self.ahead.map_or_else(|| self.lead.get(), |_| FAR)
    }

    /// Takes the timers to arm now: those within the lead, or all within reach in a burst.
    pub(super) fn take_arms(&mut self, now: i64) -> Option<Arms> {
        let far = now.saturating_add(FAR);
        let burst = self.horizon.more_than(BURST_ROWS, |key| key.due <= far);
        let until = if burst {
            far
        } else {
            let until = now.saturating_add(self.lead_now());
            let begins = self.horizon.first().is_some_and(|(key, _)| key.due <= until);
            let together = if begins { ARM_TOGETHER } else { 0 };
            // The added window arms nothing further ahead than the kernel accepts.
            until.max(until.saturating_add(together).min(far))
        };
        let mut batch = Batch::default();
        match self.shared_out(until) {
            // Takes rows in the order of the window.
            None => {
                while batch.timers.len() < self.options.arms_per_entry_max
                    && self.horizon.first().is_some_and(|(key, _)| key.due <= until)
                    && let Some((key, pending)) = self.horizon.pop_first()
                {
                    self.arm(key, pending, &mut batch);
                }
            }
            Some(chosen) => {
                for key in chosen {
                    if let Some(pending) = self.horizon.take(&key).or_else(|| self.crowd.take(&key)) {
                        self.arm(key, pending, &mut batch);
                    }
                }
            }
        }
        let Batch { timers, due } = batch;
        let due = due?;
        let more =
            !self.horizon.holds(&last_of(until)) || self.horizon.first().is_some_and(|(key, _)| key.due <= until);
        let armed = timers.len();
        let command = Some(Kind::ArmTimers(ArmTimers { timers }));
        Some(Arms {
            command: Command { command },
            timers: armed,
            due,
            more,
        })
    }

    fn arm(&mut self, key: DueKey, pending: Pending, batch: &mut Batch) {
        if pending.armed {
            self.armed.push(Reverse(key.due));
        } else if let Some(index) = pending.watchdog {
            self.watch.take_row(key, pending.version, index);
        } else {
            let (first, last) = batch.due.unwrap_or((key.due, key.due));
            batch.due = Some((first.min(key.due), last.max(key.due)));
            batch.timers.push(TimerKey {
                tenant: key.tenant,
                id: key.id,
                version: pending.version,
            });
        }
    }

    /// If more timers are due up to `until` than an entry holds, selects those of the next entry, so that tenants share
    /// it. `None` selects the order of the window.
    fn shared_out(&mut self, until: i64) -> Option<Vec<DueKey>> {
        let max = self.options.arms_per_entry_max;
        let within = |key: &DueKey| key.due <= until;
        let begun = self.horizon.first().is_some_and(|(key, _)| within(key));
        let is_crowd = begun && (!self.horizon.holds(&last_of(until)) || self.horizon.more_than(max, within));
        if !is_crowd {
            self.crowd.is_over();
            return None;
        }
        self.crowd.choose(&self.horizon, until, max)
    }

    /// The scan beyond the window's edge to run now. While tenants share entries, it finds other tenants' rows.
    pub fn wants_look(&mut self, now: i64) -> Option<Refill<DueKey>> {
        self.crowd.wants_look(&self.horizon, now)
    }

    /// Whether another scan follows at once.
    pub fn looks_on(&self) -> bool {
        self.crowd.looks_on()
    }

    /// Takes the result of [`scan`](super::scan); `None` when it failed.
    pub fn looked(&mut self, now: i64, found: Option<Refilled<DueKey, Pending>>) {
        self.crowd.looked(now, found);
    }
}
