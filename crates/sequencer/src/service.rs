//! The sequencer as its users see it: an inbox for what arrives, and the thread that works it off.

use crate::{
    clock::{Clock, Gate},
    consensus::{Consensus, EffectSink, Leadership, Moment, Position},
    core::Callers,
    inbox::{Arming, Shared, Stats},
    options::Options,
    proposer::Proposer,
    waiting::Tell,
};
use driver::Driver;
use minoots_kernel::{Effect, Failure};
use std::{io, sync::Arc, thread::JoinHandle, time::Duration};
use tokio::sync::oneshot;

mod driver;

pub use driver::Turns;

/// What the composition root hears from the sequencer.
#[derive(Clone)]
pub struct Hooks {
    /// Run first on the thread, to set its priority.
    pub thread_start: Arc<dyn Fn() + Send + Sync>,
    /// Told how long each entry took from its proposal until it was applied. On the apply thread; must not block.
    pub on_commit: Arc<dyn Fn(Duration) + Send + Sync>,
    /// What there is besides what waits here.
    pub callers: Arc<dyn Fn() -> Callers + Send + Sync>,
    /// Runs what tells several callers what became of their commands, soon, and where they wait: woken one by one from another thread, each of
    /// them has to be found by a worker that has work enough. Dropped without being run, they do not know what became of them.
    pub tell: Arc<dyn Fn(Tell) + Send + Sync>,
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
        Sequencer {
            shared: Arc::new(Shared::new(options)),
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

    /// Starts without a thread: `arrived` is called whenever there is a reason for [`Turns::take`], from wherever it comes up; it
    /// must not take the turn itself. For a simulation on one thread.
    pub fn turns(
        &self,
        consensus: Arc<dyn Consensus>,
        clock: Clock,
        gate: Gate,
        hooks: Hooks,
        arrived: Arc<dyn Fn() + Send + Sync>,
    ) -> Turns {
        self.shared.ring_besides(arrived);
        Turns::new(Driver::new(self.shared.clone(), consensus, clock, gate, hooks))
    }

    /// Tells of leadership; the owner follows [`Consensus::leadership`] and calls this on every change.
    pub fn set_leadership(&self, leadership: Leadership) {
        self.shared.with(|inbox| inbox.leadership = Some(leadership));
    }

    /// Arms as early as possible from now on: leadership is going to be handed over, and what becomes due meanwhile must be armed.
    /// The receiver is told once everything within reach is, or is dropped if this node does not lead.
    pub fn arm_ahead(&self) -> oneshot::Receiver<()> {
        let (done, receiver) = oneshot::channel();
        self.shared.with(|inbox| inbox.arming = Some(Arming::Ahead(done)));
        receiver
    }

    /// Arms shortly before timers are due: the opposite of [`Sequencer::arm_ahead`].
    pub fn arm_as_usual(&self) {
        self.shared.with(|inbox| inbox.arming = Some(Arming::AsUsual));
    }
}

impl EffectSink for Sequencer {
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]) {
        let ours = effects.iter().filter(|effect| {
            matches!(
                effect,
                Effect::Scheduled { .. } | Effect::Watched(_) | Effect::Withdrawn { .. } | Effect::Armed(_)
            )
        });
        // Counted first: to grow would copy them again and again.
        let mut kept = Vec::with_capacity(ours.clone().count());
        kept.extend(ours.cloned());
        self.shared.applied(at, moment, kept);
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
