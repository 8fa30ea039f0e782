//! The sequencer as its users see it: an inbox for what arrives, and the thread that works it off.

use crate::{
    clock::Clock,
    consensus::{Consensus, EffectSink, Leadership, Moment, Position},
    driver::{Driver, Turns},
    options::Options,
    proposer::{Priority, Proposer, Refused, Waiting},
};
use minoots_kernel::{Effect, Failure};
use std::{
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

/// What other threads have for the sequencer.
#[derive(Default)]
pub(crate) struct Inbox {
    pub(crate) submitted: Vec<Waiting>,
    pub(crate) applied: Vec<(Position, Moment, Vec<Effect>)>,
    /// Commit latencies of our entries, nanoseconds; `None` for a lost one.
    pub(crate) finished: Vec<Option<i64>>,
    pub(crate) leadership: Option<Leadership>,
    pub(crate) stop: bool,
    /// Waiting in the inbox or in the core, for back-pressure.
    normal_count: usize,
    normal_bytes: usize,
    urgent_count: usize,
}

/// What the sequencer shares with its handles.
pub(crate) struct Shared {
    inbox: Mutex<Inbox>,
    wake: Condvar,
    /// Rung besides, if there is no thread that waits.
    arrived: OnceLock<Arc<dyn Fn() + Send + Sync>>,
    pub(crate) options: Options,
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

    pub(crate) fn stats(&self) -> MutexGuard<'_, Stats> {
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
        self.wake();
        Ok(())
    }

    pub(crate) fn with(&self, change: impl FnOnce(&mut Inbox)) {
        change(&mut self.lock());
        self.wake();
    }

    fn wake(&self) {
        self.wake.notify_one();
        if let Some(arrived) = self.arrived.get() {
            arrived();
        }
    }

    /// What has arrived; waits for it if nothing has.
    pub(crate) fn wait_for_inbox(&self, wait: Duration) -> Inbox {
        let mut inbox = self.lock();
        if inbox.is_empty() && !wait.is_zero() {
            inbox = self
                .wake
                .wait_timeout(inbox, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        inbox.take()
    }

    /// What has arrived.
    pub(crate) fn present_inbox(&self) -> Inbox {
        self.lock().take()
    }

    pub(crate) fn forget(&self, waiting: &[Waiting]) {
        let mut inbox = self.lock();
        for waiting in waiting {
            inbox.forget(waiting);
        }
    }
}

impl Inbox {
    /// The content; what counts stays.
    fn take(&mut self) -> Inbox {
        let counts = (self.normal_count, self.normal_bytes, self.urgent_count, self.stop);
        let taken = std::mem::take(self);
        (self.normal_count, self.normal_bytes, self.urgent_count, self.stop) = counts;
        taken
    }

    pub(crate) fn forget(&mut self, waiting: &Waiting) {
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
            arrived: OnceLock::new(),
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

    /// Starts the thread.
    pub fn start(&self, consensus: Arc<dyn Consensus>, clock: Clock, hooks: Hooks) -> io::Result<Running> {
        let shared = self.shared.clone();
        let driver = Driver::new(shared.clone(), consensus, clock, hooks);
        let thread = std::thread::Builder::new()
            .name("sequencer".into())
            .spawn(move || driver.run())?;
        Ok(Running {
            shared,
            thread: Some(thread),
        })
    }

    /// Starts without a thread: `arrived` is called whenever there is a reason for [`Turns::take`], from wherever it comes up; it
    /// must not take the turn itself. For a simulation on one thread.
    pub fn turns(
        &self,
        consensus: Arc<dyn Consensus>,
        clock: Clock,
        hooks: Hooks,
        arrived: Arc<dyn Fn() + Send + Sync>,
    ) -> Turns {
        // A second start would be a second thread: the first hook stays.
        let _ = self.shared.arrived.set(arrived);
        Turns(Driver::new(self.shared.clone(), consensus, clock, hooks))
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

impl Inbox {
    fn is_empty(&self) -> bool {
        self.submitted.is_empty()
            && self.applied.is_empty()
            && self.finished.is_empty()
            && self.leadership.is_none()
            && !self.stop
    }
}
