//! The sequencer's decisions, without clock, threads or IO: inputs come in with the time, entries go out.

use crate::{
    consensus::{Proposal, View},
    lead::Lead,
    options::Options,
    waiting::Waiting,
    window::{Refill, Refilled, Window},
};
use bytes::Bytes;
use minoots_kernel::{
    Entry, Failure,
    defects::{Defect, planted},
    internal::{ArmTimers, Command, command::Command as Kind},
    tables::{
        due::{self, DueKey},
        layout, shard,
    },
};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    sync::Arc,
};

mod arming;
mod crowd;
mod heard;
mod pacing;
#[cfg(test)]
mod tests;
mod watch;

pub use pacing::Callers;

/// The row of the due table for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The timer's version.
    pub version: u64,
    /// Whether the timer is armed and waits for its due instant to pass.
    pub armed: bool,
    /// For a watchdog: the index of the entry that wrote its mark.
    pub watchdog: Option<u64>,
}

/// A command of the sequencer itself, and the receiver of its reply.
type NextArms = (Command, Option<Waiting>);

/// An entry to propose, and the callers that wait for its replies (`None` for the sequencer's own commands).
pub struct NextEntry {
    /// The entry.
    pub proposal: Proposal,
    /// One for each command.
    pub waiting: Vec<Option<Waiting>>,
}

/// See the module.
pub struct Core {
    options: Options,
    leading: bool,
    urgent: VecDeque<Waiting>,
    normal: VecDeque<Waiting>,
    horizon: Window<DueKey, Pending>,
    /// Due instants of armed timers for which no entry with a later stamp was proposed.
    armed: BinaryHeap<Reverse<i64>>,
    /// The log time of the last entry that was applied or proposed.
    log_time: i64,
    /// The last time that commands were put into an entry.
    packed: i64,
    /// Whether more commands waited than that entry may have.
    overfull: bool,
    lead: Lead,
    pacing: pacing::Pacing,
    /// Set while leadership is handed over: everything is armed as early as the kernel allows.
    ahead: Option<arming::Ahead>,
    /// The fair sharing between tenants while an entry cannot hold all timers to arm.
    crowd: crowd::Crowd,
    watch: watch::Watch,
    /// The index of the last applied entry.
    applied: u64,
    /// The numbers of entries proposed, and of those that were applied or lost.
    proposed: u64,
    finished: u64,
    /// The number of entries in flight when one was lost that are still in flight. It is not known which of them a
    /// result belongs to.
    before_loss: u64,
    unfinished: bool,
    next_deadline: Option<i64>,
    swept: i64,
    /// An entry was lost, and its arms with it.
    lost: bool,
    /// The instant before which nothing is proposed.
    paused_until: i64,
    /// The time for which a burst is delivered.
    crowd_out: crowd::Out,
}

/// The pause in nanoseconds after a lost entry. It keeps the sequencer from proposing in a loop to a layer that loses
/// entries at once.
const LOST_PAUSE: i64 = 10_000_000;

impl Core {
    /// Creates a core that does not lead.
    pub fn new(options: Options) -> Core {
        Core {
            leading: false,
            urgent: VecDeque::new(),
            normal: VecDeque::new(),
            horizon: Window::new(options.horizon_rows_max),
            armed: BinaryHeap::new(),
            log_time: i64::MIN,
            packed: i64::MIN,
            overfull: false,
            lead: Lead::new(options.lead_min),
            pacing: pacing::Pacing::default(),
            ahead: None,
            crowd: crowd::Crowd::default(),
            watch: watch::Watch::default(),
            applied: 0,
            proposed: 0,
            finished: 0,
            before_loss: 0,
            unfinished: false,
            next_deadline: None,
            swept: i64::MIN,
            lost: false,
            paused_until: i64::MIN,
            crowd_out: crowd::Out::default(),
            options,
        }
    }

    /// Begins a leadership whose first entry is `since`. The core forgets everything and reads it again.
    pub fn lead(&mut self, since: u64) {
        // A lease may end and resume in one term. Earlier answers to touches are forgotten then too.
        self.watch.lead(since.max(self.applied.saturating_add(1)));
        self.leading = true;
        (self.ahead, self.crowd_out) = (None, crowd::Out::default());
        self.lost = false;
        self.paused_until = i64::MIN;
        self.read_again();
    }

    fn read_again(&mut self) {
        self.horizon = Window::new(self.options.horizon_rows_max);
        self.crowd.is_over();
        self.watch.read_again();
        self.armed.clear();
        self.unfinished = true;
        self.next_deadline = None;
    }

    /// Ends the leadership. Returns the waiting commands, so that the caller answers them. Answers waiting touches
    /// itself, with the leader, if known.
    pub fn follow(&mut self, leader: Option<u64>) -> Vec<Waiting> {
        self.watch.forget();
        self.watch.dismiss(leader);
        self.leading = false;
        self.ahead = None;
        self.horizon = Window::new(self.options.horizon_rows_max);
        self.crowd.is_over();
        self.armed.clear();
        self.urgent.drain(..).chain(self.normal.drain(..)).collect()
    }

    /// Whether this node leads.
    pub fn is_leading(&self) -> bool {
        self.leading
    }

    /// Queues a command.
    pub fn submit(&mut self, waiting: Waiting) {
        match waiting.priority {
            crate::Priority::Urgent => self.urgent.push_back(waiting),
            crate::Priority::Normal => self.normal.push_back(waiting),
        }
    }

    /// Records that an entry of this core was applied. It took `took` nanoseconds, until `now`.
    pub fn committed(&mut self, took: i64, now: i64) {
        self.pacing.back(Some(took));
        self.finished += 1;
        // Entries finish in their order, except that lost entries may be reported early.
        match self.before_loss.checked_sub(1) {
            Some(left) => self.before_loss = left,
            None => self.watch.decided(self.finished),
        }
        self.lead.observe(took, now);
    }

    /// Records that an entry of this core was lost. The tables still contain the timers that it was to arm or fire.
    pub fn lost(&mut self) {
        self.pacing.back(None);
        self.finished += 1;
        self.before_loss = self.proposed.saturating_sub(self.finished);
        self.lost = !planted(Defect::LostEntryForgotten);
        if let Some(ahead) = &mut self.ahead {
            ahead.entry = None;
        }
    }

    /// The scan of the due table to run now, if the window runs low.
    pub fn wants_refill(&mut self) -> Option<Refill<DueKey>> {
        if self.leading {
            self.horizon.wants_refill()
        } else {
            None
        }
    }

    /// Takes the result of [`scan`]; `None` when it failed. Armed rows only need their tick.
    pub fn refilled(&mut self, found: Option<Refilled<DueKey, Pending>>) {
        let Some(found) = found else {
            return self.horizon.refill_failed();
        };
        self.horizon.refilled(found);
    }

    /// The next entry, if there is a reason for one and the limit in flight allows it.
    pub fn next_entry(&mut self, now: i64) -> Option<NextEntry> {
        if !self.leading || self.pacing.in_flight() >= self.options.entries_in_flight_max {
            return None;
        }
        if std::mem::take(&mut self.lost) {
            self.read_again();
            self.paused_until = now.saturating_add(LOST_PAUSE);
        }
        // A clock that was set back does not prolong the pause.
        self.paused_until = self.paused_until.min(now.saturating_add(LOST_PAUSE));
        if now < self.paused_until {
            return None;
        }
        let log_time = if planted(Defect::LogTimeGoesBack) {
            now
        } else {
            self.log_time.max(now)
        };
        let (mut commands, mut waiting) = (Vec::new(), Vec::new());
        if self.watch.wants_more() {
            self.horizon = Window::new(self.options.horizon_rows_max);
            self.crowd.is_over();
            self.armed.clear();
        }
        let arms = self.take_arms(now);
        if let Some(arms) = arms.as_ref().filter(|arms| arms.more) {
            let settled = self.urgent.len() <= self.options.entry_commands_max;
            self.crowd_out.armed(arms, settled, now);
        }
        let crowd = self.crowd_out.lasts(now);
        if let Some(arms) = arms {
            commands.push(arms.command);
            waiting.push(None);
        }
        let timers = self
            .watch
            .take_arms(now, self.proposed + 1, self.options.arms_per_entry_max);
        if !timers.is_empty() {
            let command = Some(Kind::ArmTimers(ArmTimers { timers }));
            commands.push(Command { command });
            waiting.push(None);
        }
        // Commands share an entry with touches instead of waiting for their own entry.
        let goes_anyway = !commands.is_empty() || self.tick_is_due(now) || self.watch.wants_flush(now);
        if goes_anyway || self.packs_at(now).is_some_and(|at| at <= now) {
            let commands_max = match crowd && self.waiting() < self.options.commands_waiting_in_crowds_max {
                true => self.options.entry_commands_max_in_crowds,
                false => self.options.entry_commands_max,
            };
            self.pack(&mut commands, &mut waiting, commands_max);
        }
        let anyway = !commands.is_empty() || goes_anyway;
        if anyway && let Some((command, answers)) = self.watch.flush(now) {
            commands.push(command);
            waiting.push(answers);
        }
        if commands.is_empty() && !goes_anyway {
            return None;
        }
        self.packed = now;
        self.log_time = log_time;
        while self.armed.peek().is_some_and(|Reverse(due)| *due <= log_time) {
            self.armed.pop();
        }
        if self.next_deadline.is_some_and(|at| at <= log_time) || self.unfinished {
            (self.swept, self.unfinished, self.next_deadline) = (now, false, None);
        }
        self.pacing.packed(commands.len());
        self.proposed += 1;
        let arm_before = now.saturating_add(self.lead_now());
        // The clock's reading, even if log time is ahead of it: armed timers are offered by this clock.
        let entry = Entry {
            time: now,
            arm_before,
            commands,
        };
        let bytes = Bytes::from(entry.to_bytes());
        Some(NextEntry {
            proposal: Proposal {
                entry: Arc::new(entry),
                bytes,
            },
            waiting,
        })
    }

    /// The instant of the next reason to call [`Core::next_entry`], if nothing else happens.
    pub fn next_wake(&self, now: i64) -> Option<i64> {
        if !self.leading || self.pacing.in_flight() >= self.options.entries_in_flight_max {
            return None;
        }
        let arm = self
            .horizon
            .first()
            .map(|(key, _)| key.due.saturating_sub(self.lead_now()));
        let tick = self
            .armed
            .peek()
            .map(|Reverse(due)| due.saturating_add(self.options.tick_delay));
        let sweep = self
            .next_deadline
            .map(|at| at.max(self.swept.saturating_add(self.options.sweep_pause)));
        // Entries in flight may finish the sweeps, and report it when they are applied.
        let unfinished = (self.unfinished && self.pacing.in_flight() == 0).then(|| self.crowd_out.end(now));
        let waiting = self.packs_at(now).filter(|_| self.waiting() > 0);
        let watch = self.watch.next_wake();
        let wake = [arm, tick, sweep, unfinished, waiting, watch]
            .into_iter()
            .flatten()
            .min();
        wake.map(|at| at.max(self.paused_until))
    }

    fn waiting(&self) -> usize {
        self.urgent.len() + self.normal.len()
    }

    fn tick_is_due(&self, now: i64) -> bool {
        let tick = self
            .armed
            .peek()
            .is_some_and(|Reverse(due)| due.saturating_add(self.options.tick_delay) <= now);
        let pause_over = self.swept.saturating_add(self.options.sweep_pause) <= now;
        let sweep = pause_over && self.next_deadline.is_some_and(|at| at <= now);
        tick || sweep || (self.unfinished && self.pacing.in_flight() == 0 && !self.crowd_out.lasts(now))
    }
}

fn due_key(due: i64, tenant: &str, id: &str) -> DueKey {
    DueKey {
        due,
        tenant: tenant.to_owned(),
        id: id.to_owned(),
    }
}

/// Runs the scan of the due table for a refill.
pub fn scan(view: &dyn View, refill: &Refill<DueKey>) -> Result<Refilled<DueKey, Pending>, Failure> {
    let from = match &refill.after {
        Some(key) => layout::after(due::key(key.due, &key.tenant, &key.id)),
        None => due::first(&shard::get(view)?),
    };
    let (rows, shard) = (view.scan(&from, &due::end(), refill.limit)?, shard::get(view)?);
    let exhausted = rows.len() < refill.limit;
    let read = |row| {
        due::read(row).map(|(key, row)| {
            let due = key.due;
            (
                key,
                Pending {
                    version: row.version,
                    // Timers that a restore holds are not armed either: their release arms them.
                    armed: row.arm != 0 || shard.holds(due, row.version),
                    watchdog: Some(row.watchdog_index).filter(|index| *index != 0),
                },
            )
        })
    };
    let rows = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Refilled {
        view_index: view.index(),
        rows,
        exhausted,
    })
}
