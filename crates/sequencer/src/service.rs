//! The sequencer as its users see it: an inbox for inputs, and the thread that processes it.

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

/// Callbacks from the sequencer to the composition root.
#[derive(Clone)]
pub struct Hooks {
    /// Runs first on the thread, to set its priority.
    pub thread_start: Arc<dyn Fn() + Send + Sync>,
    /// Receives the time of each entry from its proposal until it was applied. Called on the apply thread; must not
    /// block.
    pub on_commit: Arc<dyn Fn(Duration) + Send + Sync>,
    /// Returns the callers besides those that wait here.
    pub callers: Arc<dyn Fn() -> Callers + Send + Sync>,
    /// Runs a function that answers several callers, soon, and on the runtime where they wait. A wake-up from another
    /// thread for each caller would need a busy worker to find each. If it is dropped without being run, the callers do
    /// not learn their outcome.
    pub tell: Arc<dyn Fn(Tell) + Send + Sync>,
    /// Stops the node, because its state cannot be trusted.
    pub on_failure: Arc<dyn Fn(Failure) + Send + Sync>,
}

/// The service. It is the sink of effects from its creation on, and works once it is started.
pub struct Sequencer {
    shared: Arc<Shared>,
}

/// A running sequencer thread.
pub struct Running {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    /// Creates a sequencer that is not running yet.
    pub fn new(options: Options) -> Sequencer {
        Sequencer {
            shared: Arc::new(Shared::new(options)),
        }
    }

    /// The handle through which commands arrive.
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

    /// Starts the thread. The gate supplies the stamps of entries; the clock only determines how long to sleep.
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

    /// Starts without a thread. `arrived` is called, from any thread, whenever there is a reason for [`Turns::take`];
    /// it must not run the turn itself. For a simulation on one thread.
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

    /// Reports leadership. The owner follows [`Consensus::leadership`] and calls this on every change.
    pub fn set_leadership(&self, leadership: Leadership) {
        self.shared.with(|inbox| inbox.leadership = Some(leadership));
    }

    /// Arms as early as possible from now on. Leadership is about to be handed over, and timers that become due
    /// meanwhile must be armed. The receiver gets a message once everything within reach is armed, or is dropped if
    /// this node does not lead.
    pub fn arm_ahead(&self) -> oneshot::Receiver<()> {
        let (done, receiver) = oneshot::channel();
        self.shared.with(|inbox| inbox.arming = Some(Arming::Ahead(done)));
        receiver
    }

    /// Arms timers shortly before they are due: the opposite of [`Sequencer::arm_ahead`].
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
        // Counts first, because growing the vector would copy the effects repeatedly.
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
