//! The sequencer's decisions, without clock, threads or IO: inputs come in with the time, entries come out.

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

/// What stands in the due table for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The timer's version.
    pub version: u64,
    /// It is armed, and waits for its due instant to pass.
    pub armed: bool,
    /// Of a watchdog: the index of the entry that wrote its mark.
    pub watchdog: Option<u64>,
}

/// A command of the sequencer's own, and whom its reply is for.
type NextArms = (Command, Option<Waiting>);

/// An entry to propose, and who waits for its replies (`None`: nobody, the command is our own).
pub struct NextEntry {
    /// The entry.
    pub proposal: Proposal,
    /// One per command.
    pub waiting: Vec<Option<Waiting>>,
}

/// See the module.
pub struct Core {
    options: Options,
    leading: bool,
    urgent: VecDeque<Waiting>,
    normal: VecDeque<Waiting>,
    horizon: Window<DueKey, Pending>,
    /// Due instants of armed timers whose firing no entry has been stamped for.
    armed: BinaryHeap<Reverse<i64>>,
    /// As of the last entry that was applied or proposed.
    log_time: i64,
    /// When commands were last put into an entry.
    packed: i64,
    /// There was more than that entry may have.
    overfull: bool,
    lead: Lead,
    pacing: pacing::Pacing,
    /// While leadership is handed over everything is armed as early as it may be.
    ahead: Option<arming::Ahead>,
    /// What tenants share while there is more to arm than an entry holds.
    crowd: crowd::Crowd,
    watch: watch::Watch,
    /// The last entry that was applied.
    applied: u64,
    /// Entries proposed, and those of them that have come back.
    proposed: u64,
    finished: u64,
    /// Entries that were under way when one was lost, and still are: which of them a return is of is not known.
    before_loss: u64,
    unfinished: bool,
    next_deadline: Option<i64>,
    swept: i64,
    /// An entry was lost, and with it what it was to arm.
    lost: bool,
    /// Nothing is proposed before this.
    paused_until: i64,
    /// Until when a crowd goes out.
    crowd_out: crowd::Out,
}

/// Pause after a lost entry, nanoseconds: whatever loses entries at once must not be asked in a loop.
const LOST_PAUSE: i64 = 10_000_000;

impl Core {
    /// A core that does not lead.
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

    /// A new leadership, the first entry of which is `since`: everything known is forgotten and read again.
    pub fn lead(&mut self, since: u64) {
        // A lease may end and come back in one term: what was answered before is forgotten then too.
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

    /// Leadership is over: whoever waits is given back, to be told so. Who waits for a touch is told here, and who leads, if known.
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

    /// A command came.
    pub fn submit(&mut self, waiting: Waiting) {
        match waiting.priority {
            crate::Priority::Urgent => self.urgent.push_back(waiting),
            crate::Priority::Normal => self.normal.push_back(waiting),
        }
    }

    /// One of our entries came back after this long, nanoseconds, and that is now.
    pub fn committed(&mut self, took: i64, now: i64) {
        self.pacing.back(Some(took));
        self.finished += 1;
        // Entries come back in their order, except that those which are lost may be told of early.
        match self.before_loss.checked_sub(1) {
            Some(left) => self.before_loss = left,
            None => self.watch.decided(self.finished),
        }
        self.lead.observe(took, now);
    }

    /// One of our entries is lost. What it was to arm or to fire is found again in the tables.
    pub fn lost(&mut self) {
        self.pacing.back(None);
        self.finished += 1;
        self.before_loss = self.proposed.saturating_sub(self.finished);
        self.lost = !planted(Defect::LostEntryForgotten);
        if let Some(ahead) = &mut self.ahead {
            ahead.entry = None;
        }
    }

    /// The scan of the due table to run now, if what is held runs low.
    pub fn wants_refill(&mut self) -> Option<Refill<DueKey>> {
        if self.leading {
            self.horizon.wants_refill()
        } else {
            None
        }
    }

    /// What [`scan`] found; `None` when it failed. Armed rows only need their tick.
    pub fn refilled(&mut self, found: Option<Refilled<DueKey, Pending>>) {
        let Some(found) = found else {
            return self.horizon.refill_failed();
        };
        self.horizon.refilled(found);
    }

    /// The next entry, if there is a reason for one and room in flight.
    pub fn next_entry(&mut self, now: i64) -> Option<NextEntry> {
        if !self.leading || self.pacing.in_flight() >= self.options.entries_in_flight_max {
            return None;
        }
        if std::mem::take(&mut self.lost) {
            self.read_again();
            self.paused_until = now.saturating_add(LOST_PAUSE);
        }
        // A clock that was set back does not make the pause longer.
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
        // Commands go with touches, rather than wait for an entry of their own.
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
        // What the clock reads, though log time may be ahead of it: what is armed is to be offered by this clock.
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

    /// When there will be a reason to call [`Core::next_entry`] again, if nothing else happens.
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
        // What is in flight may finish them, and says so when it is applied.
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

/// Runs the scan of the due table that a refill asks for.
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
                    // What a restore holds is not to be armed either: its release does that.
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
