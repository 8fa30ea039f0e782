//! The sequencer's thread: feeds [`Core`](crate::core::Core) with what arrives and carries out what it decides.

use crate::{
    clock::{Clock, Gate},
    consensus::{Consensus, EffectSink, Leadership, Moment, Position},
    options::Options,
    proposer::{Priority, Proposer, Refused, Waiting},
};
use driver::Driver;
use minoots_kernel::{Effect, Failure};
use std::{
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

mod driver;

/// What other threads have for the sequencer.
#[derive(Default)]
struct Inbox {
    submitted: Vec<Waiting>,
    applied: Vec<(Position, Moment, Vec<Effect>)>,
    /// Commit latencies of our entries, nanoseconds; `None` for a lost one.
    finished: Vec<Option<i64>>,
    leadership: Option<Leadership>,
    stop: bool,
    /// Waiting in the inbox or in the core, for back-pressure.
    normal_count: usize,
    normal_bytes: usize,
    urgent_count: usize,
}

/// What the sequencer shares with its handles.
pub(crate) struct Shared {
    inbox: Mutex<Inbox>,
    wake: Condvar,
    options: Options,
    stats: Mutex<Stats>,
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
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stats(&self) -> MutexGuard<'_, Stats> {
        self.stats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a command, or gives it back with the reason.
    #[allow(clippy::result_large_err, reason = "a refused command goes back to who brought it")]
    pub(crate) fn push(&self, waiting: Waiting) -> Result<(), (Waiting, Refused)> {
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
        drop(inbox);
        self.wake.notify_one();
        Ok(())
    }

    fn with(&self, change: impl FnOnce(&mut Inbox)) {
        change(&mut self.lock());
        self.wake.notify_one();
    }

    fn forget(&self, waiting: &[Waiting]) {
        let mut inbox = self.lock();
        for waiting in waiting {
            inbox.forget(waiting);
        }
    }
}

impl Inbox {
    fn is_empty(&self) -> bool {
        self.submitted.is_empty()
            && self.applied.is_empty()
            && self.finished.is_empty()
            && self.leadership.is_none()
            && !self.stop
    }

    fn forget(&mut self, waiting: &Waiting) {
        match waiting.priority {
            Priority::Urgent => self.urgent_count = self.urgent_count.saturating_sub(1),
            Priority::Normal => {
                self.normal_count = self.normal_count.saturating_sub(1);
                self.normal_bytes = self.normal_bytes.saturating_sub(waiting.bytes);
            }
        }
    }
}

/// What the composition root hears from the sequencer.
#[derive(Clone)]
pub struct Hooks {
    /// Run first on the thread, to set its priority.
    pub thread_start: Arc<dyn Fn() + Send + Sync>,
    /// Told how long each entry took from its proposal until it was applied. On the apply thread; must not block.
    pub on_commit: Arc<dyn Fn(Duration) + Send + Sync>,
    /// State cannot be trusted: stops the node.
    pub on_failure: Arc<dyn Fn(Failure) + Send + Sync>,
}

/// The service. It is the sink of effects from the moment it exists, and works once it is started.
pub struct Sequencer {
    shared: Arc<Shared>,
}

/// A running sequencer thread.
pub struct Running {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    /// A sequencer that is not running yet.
    pub fn new(options: Options) -> Sequencer {
        let shared = Shared {
            inbox: Mutex::default(),
            wake: Condvar::new(),
            options,
            stats: Mutex::default(),
        };
        Sequencer {
            shared: Arc::new(shared),
        }
    }

    /// The handle through which commands come in.
    pub fn proposer(&self) -> Proposer {
        Proposer(self.shared.clone())
    }

    /// Counters.
    pub fn stats(&self) -> Stats {
        let inbox = self.shared.lock();
        let waiting = inbox.normal_count + inbox.urgent_count;
        drop(inbox);
        Stats {
            waiting,
            ..*self.shared.stats()
        }
    }

    /// Starts the thread. Entries are stamped with what the gate lets through; the clock only says how long to sleep.
    pub fn start(&self, consensus: Arc<dyn Consensus>, clock: Clock, gate: Gate, hooks: Hooks) -> io::Result<Running> {
        let shared = self.shared.clone();
        let mut driver = Driver::new(shared.clone(), consensus, clock, gate, hooks);
        let thread = std::thread::Builder::new().name("sequencer".into()).spawn(move || {
            driver.run();
        })?;
        Ok(Running {
            shared,
            thread: Some(thread),
        })
    }

    /// Tells of leadership; the owner follows [`Consensus::leadership`] and calls this on every change.
    pub fn set_leadership(&self, leadership: Leadership) {
        self.shared.with(|inbox| inbox.leadership = Some(leadership));
    }
}

impl EffectSink for Sequencer {
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]) {
        let ours = effects.iter().filter(|effect| {
            matches!(
                effect,
                Effect::Scheduled { .. } | Effect::Withdrawn { .. } | Effect::Armed(_)
            )
        });
        let effects: Vec<Effect> = ours.cloned().collect();
        self.shared.with(|inbox| inbox.applied.push((at, moment, effects)));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.with(|inbox| inbox.stop = true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the sequencer thread panicked");
        }
    }
}
