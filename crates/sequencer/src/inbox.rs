//! What other threads hand to the sequencer's.

use crate::{
    clock::Clock,
    consensus::{Leadership, Moment, Position},
    options::Options,
    touch::{Place, Places, TouchAnswer, TouchWaiting},
    waiting::{Priority, Refused, Waiting},
};
use minoots_kernel::{Effect, internal::Touch};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};
use tokio::sync::oneshot;

/// What other threads have for the sequencer.
#[derive(Default)]
pub(crate) struct Inbox {
    pub submitted: Vec<Waiting>,
    pub touches: Vec<TouchWaiting>,
    pub applied: Vec<(Position, Moment, Vec<Effect>)>,
    /// Commit latencies of our entries, nanoseconds; `None` for a lost one.
    pub finished: Vec<Option<i64>>,
    pub leadership: Option<Leadership>,
    pub arming: Option<Arming>,
    pub stop: bool,
    /// The thread sleeps, and is to be woken.
    asleep: bool,
    /// What is worth waking it for.
    worth: Worth,
    /// Waiting in the inbox or in the core, for back-pressure.
    pub normal_count: usize,
    pub normal_bytes: usize,
    pub urgent_count: usize,
    /// Entries proposed here that are not back yet. What the log makes of one is told by its return, right after it was applied.
    pub under_way: usize,
}

/// What is worth waking the thread for, beside what always is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Worth {
    /// So many commands that have arrived.
    pub commands: usize,
    /// Touches that have arrived, however few.
    pub touches: bool,
}

/// How early timers are to be armed.
pub(crate) enum Arming {
    /// As early as they may be; who asks is told once all within reach are.
    Ahead(oneshot::Sender<()>),
    AsUsual,
}

/// What the sequencer shares with its handles.
pub(crate) struct Shared {
    inbox: Mutex<Inbox>,
    wake: Condvar,
    /// Called besides; set if there is no thread that waits.
    arrived: OnceLock<Arc<dyn Fn() + Send + Sync>>,
    /// Dates what is queued; set once there is one.
    clock: OnceLock<Clock>,
    pub(crate) options: Options,
    stats: Mutex<Stats>,
    /// Touches that wait.
    touches: Places,
}

/// Counters since start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    /// Entries proposed.
    pub entries: u64,
    /// Commands in them.
    pub commands: u64,
    /// Commands that wait now.
    pub waiting: usize,
    /// Commands refused because too many waited.
    pub refused: u64,
    /// Touches that the leader's memory answered.
    pub touches_in_memory: u64,
    /// Touches that an entry answered.
    pub touches_in_entries: u64,
    /// Touches refused because too many waited.
    pub touches_refused: u64,
}

impl Shared {
    pub(crate) fn new(options: Options) -> Shared {
        Shared {
            inbox: Mutex::default(),
            wake: Condvar::new(),
            arrived: OnceLock::new(),
            clock: OnceLock::new(),
            options,
            stats: Mutex::default(),
            touches: Places::default(),
        }
    }

    /// Has this called, too, whenever something arrives. The first one stays.
    pub(crate) fn ring_besides(&self, arrived: Arc<dyn Fn() + Send + Sync>) {
        let _ = self.arrived.set(arrived);
    }

    /// Commands are dated by this clock. The first one stays.
    pub(crate) fn date_by(&self, clock: Clock) {
        let _ = self.clock.set(clock);
    }

    /// Tells the thread that something has arrived, if it sleeps.
    fn ring(&self, mut inbox: MutexGuard<'_, Inbox>) {
        // Once is enough, until it sleeps again.
        let asleep = std::mem::take(&mut inbox.asleep);
        drop(inbox);
        if asleep {
            self.wake.notify_one();
        }
        if let Some(arrived) = self.arrived.get() {
            arrived();
        }
    }

    /// What has arrived; waits for it if nothing has that is worth it.
    pub(crate) fn wait_for_inbox(&self, wait: Duration, worth: Worth) -> Inbox {
        let mut inbox = self.lock();
        inbox.worth = worth;
        if !inbox.wakes() && !wait.is_zero() {
            inbox.asleep = true;
            inbox = self
                .wake
                .wait_timeout(inbox, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            inbox.asleep = false;
        }
        inbox.take()
    }

    /// What has arrived.
    pub(crate) fn present_inbox(&self) -> Inbox {
        self.lock().take()
    }

    /// Says what is worth a call until the next turn, where no thread waits.
    pub(crate) fn rest(&self, worth: Worth) {
        self.lock().worth = worth;
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stats(&self) -> MutexGuard<'_, Stats> {
        self.stats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a command, or gives it back with the reason.
    #[allow(clippy::result_large_err, reason = "a refused command goes back to who brought it")]
    pub(crate) fn push(&self, mut waiting: Waiting) -> Result<(), (Waiting, Refused)> {
        waiting.queued = self.clock.get().map(Clock::look);
        let mut inbox = self.lock();
        if inbox.stop {
            return Err((waiting, Refused::ShuttingDown));
        }
        let full = match waiting.priority {
            Priority::Urgent => inbox.urgent_count >= self.options.urgent_commands_max,
            Priority::Normal => {
                inbox.normal_count >= self.options.waiting_commands_max
                    || inbox.normal_bytes + waiting.bytes > self.options.waiting_bytes_max
            }
        };
        if full {
            drop(inbox);
            self.stats().refused += 1;
            return Err((waiting, Refused::Overloaded { retry_delay_ms: 100 }));
        }
        match waiting.priority {
            Priority::Urgent => inbox.urgent_count += 1,
            Priority::Normal => {
                inbox.normal_count += 1;
                inbox.normal_bytes += waiting.bytes;
            }
        }
        inbox.submitted.push(waiting);
        if inbox.wakes() {
            self.ring(inbox);
        }
        Ok(())
    }

    /// Takes touches, all or none. All are of one tenant.
    pub(crate) fn push_touches(&self, touches: Vec<Touch>) -> Result<Vec<oneshot::Receiver<TouchAnswer>>, Refused> {
        let count = touches.len();
        let tenant = touches.first().map_or("", |touch| touch.tenant.as_str());
        let Some(places) = Place::take(&self.touches, tenant, count, self.options.touches_max) else {
            self.stats().touches_refused += count as u64;
            return Err(Refused::Overloaded { retry_delay_ms: 100 });
        };
        let taken = touches
            .into_iter()
            .zip(places)
            .map(|(touch, place)| TouchWaiting::new(touch, place));
        let (waiting, receivers): (Vec<_>, Vec<_>) = taken.unzip();
        let mut inbox = self.lock();
        if inbox.stop {
            return Err(Refused::ShuttingDown);
        }
        inbox.touches.extend(waiting);
        if inbox.wakes() {
            self.ring(inbox);
        }
        Ok(receivers)
    }

    pub(crate) fn with(&self, change: impl FnOnce(&mut Inbox)) {
        let mut inbox = self.lock();
        change(&mut inbox);
        self.ring(inbox);
    }

    /// An entry was applied.
    pub(crate) fn applied(&self, at: Position, moment: Moment, effects: Vec<Effect>) {
        let mut inbox = self.lock();
        inbox.applied.push((at, moment, effects));
        if inbox.under_way == 0 {
            self.ring(inbox);
        }
    }

    pub(crate) fn forget<'w>(&self, waiting: impl IntoIterator<Item = &'w Waiting>) {
        let mut inbox = self.lock();
        for waiting in waiting {
            inbox.forget(waiting);
        }
    }
}

impl Inbox {
    /// The content; what counts stays.
    fn take(&mut self) -> Inbox {
        Inbox {
            submitted: std::mem::take(&mut self.submitted),
            touches: std::mem::take(&mut self.touches),
            applied: std::mem::take(&mut self.applied),
            finished: std::mem::take(&mut self.finished),
            leadership: self.leadership.take(),
            arming: self.arming.take(),
            stop: self.stop,
            ..Inbox::default()
        }
    }

    /// Whether there is something to do now.
    fn wakes(&self) -> bool {
        self.submitted.len() >= self.worth.commands.max(1)
            || self.worth.touches && !self.touches.is_empty()
            || !self.applied.is_empty()
            || !self.finished.is_empty()
            || self.leadership.is_some()
            || self.arming.is_some()
            || self.stop
    }

    pub fn forget(&mut self, waiting: &Waiting) {
        if waiting.own {
            return;
        }
        match waiting.priority {
            Priority::Urgent => self.urgent_count = self.urgent_count.saturating_sub(1),
            Priority::Normal => {
                self.normal_count = self.normal_count.saturating_sub(1);
                self.normal_bytes = self.normal_bytes.saturating_sub(waiting.bytes);
            }
        }
    }
}
