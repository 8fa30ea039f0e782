//! The inbox through which other threads reach the sequencer's thread.

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

/// The inputs from other threads.
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
    /// Whether the thread sleeps and must be woken.
    asleep: bool,
    /// The conditions that justify waking it.
    worth: Worth,
    /// Waiting in the inbox or in the core, for back-pressure.
    pub normal_count: usize,
    pub normal_bytes: usize,
    pub urgent_count: usize,
    /// Entries proposed here that are not finished. The result of an entry arrives right after it was applied, and
    /// reports its effects too.
    pub under_way: usize,
}

/// The conditions that justify waking the thread, besides the unconditional ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Worth {
    /// The number of arrived commands that suffices.
    pub commands: usize,
    /// Whether any arrived touch suffices.
    pub touches: bool,
}

/// How early timers are armed.
pub(crate) enum Arming {
    /// As early as allowed. The sender reports that all timers within reach are armed.
    Ahead(oneshot::Sender<()>),
    AsUsual,
}

/// The state that the sequencer shares with its handles.
pub(crate) struct Shared {
    inbox: Mutex<Inbox>,
    wake: Condvar,
    /// A second callback for arrivals; set if no thread waits.
    arrived: OnceLock<Arc<dyn Fn() + Send + Sync>>,
    /// The clock that dates queued commands, once it is set.
    clock: OnceLock<Clock>,
    pub(crate) options: Options,
    stats: Mutex<Stats>,
    /// The permits of waiting touches.
    touches: Places,
}

/// Counters since start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    /// Entries proposed.
    pub entries: u64,
    /// Commands in them.
    pub commands: u64,
    /// Commands that wait at present.
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

    /// Sets a callback that is also called whenever something arrives. Only the first call has an effect.
    pub(crate) fn ring_besides(&self, arrived: Arc<dyn Fn() + Send + Sync>) {
        let _ = self.arrived.set(arrived);
    }

    /// Sets the clock that dates commands. Only the first call has an effect.
    pub(crate) fn date_by(&self, clock: Clock) {
        let _ = self.clock.set(clock);
    }

    /// Wakes the thread if it sleeps.
    fn ring(&self, mut inbox: MutexGuard<'_, Inbox>) {
        // One wake-up suffices until the thread sleeps again.
        let asleep = std::mem::take(&mut inbox.asleep);
        drop(inbox);
        if asleep {
            self.wake.notify_one();
        }
        if let Some(arrived) = self.arrived.get() {
            arrived();
        }
    }

    /// Takes the inbox. If nothing in it justifies waking, waits first.
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

    /// Takes the inbox without waiting.
    pub(crate) fn present_inbox(&self) -> Inbox {
        self.lock().take()
    }

    /// Sets the conditions for a callback until the next turn, where no thread waits.
    pub(crate) fn rest(&self, worth: Worth) {
        self.lock().worth = worth;
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stats(&self) -> MutexGuard<'_, Stats> {
        self.stats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a command, or returns it with the reason for the refusal.
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

    /// Queues touches of one tenant, all or none.
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

    /// Queues an applied entry.
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
    /// Takes the content and leaves the counters.
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

    /// Whether there is work now.
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
