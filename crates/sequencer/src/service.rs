//! The sequencer's thread: feeds [`Core`](crate::core::Core) with what arrives and carries out what it decides.

use crate::{
    clock::{Clock, Gate, instant, wait},
    consensus::{Committed, Consensus, EffectSink, Leadership, Moment, Position, ProposeError},
    core::{Core, NextEntry, scan},
    options::Options,
    proposer::{Answer, Proposer, answer_all},
    window::Refill,
};
use minoots_kernel::{Effect, Failure, tables::due::DueKey};
use std::{
    io,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};
use tokio::sync::oneshot;

mod inbox;

pub(crate) use inbox::Shared;
pub use inbox::Stats;
use inbox::{Arming, Inbox};

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

    /// Starts the thread.
    pub fn start(&self, consensus: Arc<dyn Consensus>, clock: Clock, hooks: Hooks) -> io::Result<Running> {
        let shared = self.shared.clone();
        let mut driver = Driver {
            core: Core::new(shared.options.clone()),
            shared: shared.clone(),
            gate: Gate::new(consensus.clone(), clock.clone()),
            gate_open: true,
            consensus,
            clock,
            hooks,
            leader: None,
            armed_ahead: None,
        };
        let thread = std::thread::Builder::new().name("sequencer".into()).spawn(move || {
            (driver.hooks.thread_start)();
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

struct Driver {
    core: Core,
    shared: Arc<Shared>,
    consensus: Arc<dyn Consensus>,
    clock: Clock,
    hooks: Hooks,
    leader: Option<u64>,
    /// Who waits for everything within reach to be armed.
    armed_ahead: Option<oneshot::Sender<()>>,
    gate: Gate,
    /// As it was found last.
    gate_open: bool,
}

impl Driver {
    fn run(&mut self) {
        loop {
            let inbox = self.take_inbox();
            let stop = inbox.stop;
            self.handle(inbox);
            if stop {
                self.answer_not_leader();
                return;
            }
            self.gate_open = !self.core.is_leading() || self.gate.is_open();
            while self.gate_open
                && let Some(next) = self.core.next_entry(self.clock.now())
            {
                self.propose(next);
            }
            self.tell_armed_ahead();
            if let Some(refill) = self.core.wants_refill() {
                self.refill(refill);
            }
        }
    }

    /// Waits until something arrives or is due.
    fn take_inbox(&mut self) -> Inbox {
        let now = self.clock.now();
        let wait = match self.core.next_wake(now) {
            _ if !self.gate_open => CLOSED,
            Some(at) => wait(at.saturating_sub(now)).min(PIECE),
            None => IDLE,
        };
        let mut inbox = self.shared.lock();
        if inbox.is_empty() && !wait.is_zero() {
            inbox = self
                .shared
                .wake
                .wait_timeout(inbox, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let counts = (inbox.normal_count, inbox.normal_bytes, inbox.urgent_count, inbox.stop);
        let taken = std::mem::take(&mut *inbox);
        (inbox.normal_count, inbox.normal_bytes, inbox.urgent_count, inbox.stop) = counts;
        taken
    }

    fn handle(&mut self, inbox: Inbox) {
        if let Some(leadership) = inbox.leadership {
            self.set_leadership(leadership);
        }
        for finished in inbox.finished {
            match finished {
                Some(took) => self.core.committed(took),
                None => self.core.lost(),
            }
        }
        for (at, moment, effects) in inbox.applied {
            self.core.applied(at, moment, &effects);
        }
        for waiting in inbox.submitted {
            self.core.submit(waiting);
        }
        match inbox.arming {
            Some(Arming::Ahead(done)) => {
                self.core.arm_ahead(self.clock.now());
                self.armed_ahead = Some(done).filter(|_| self.core.is_leading());
            }
            Some(Arming::AsUsual) => self.core.arm_as_usual(),
            None => {}
        }
        if !self.core.is_leading() {
            self.answer_not_leader();
        }
    }

    fn tell_armed_ahead(&mut self) {
        if self.armed_ahead.is_some()
            && self.core.is_armed_ahead()
            && let Some(done) = self.armed_ahead.take()
        {
            // Whoever waited may have given up.
            let _ = done.send(());
        }
    }

    fn set_leadership(&mut self, leadership: Leadership) {
        match leadership {
            Leadership::Leading { term, since } => {
                tracing::info!(term, since, "leading");
                self.leader = None;
                self.core.lead();
            }
            Leadership::Following { leader } => {
                self.leader = leader;
                self.answer_not_leader();
            }
        }
    }

    fn answer_not_leader(&mut self) {
        let waiting = self.core.follow();
        self.shared.forget(&waiting);
        for waiting in waiting {
            waiting.answer(Answer::NotLeader { leader: self.leader });
        }
    }

    fn propose(&mut self, next: NextEntry) {
        let NextEntry { proposal, waiting } = next;
        {
            let mut stats = self.shared.stats();
            stats.entries += 1;
            stats.commands += waiting.len() as u64;
        }
        let (shared, on_commit, began) = (self.shared.clone(), self.hooks.on_commit.clone(), instant());
        let done = move |result: Result<Committed, ProposeError>| {
            let took = result.is_ok().then(|| began.elapsed());
            if let Some(took) = took {
                on_commit(took);
            }
            let took = took.map(|took| i64::try_from(took.as_nanos()).unwrap_or(i64::MAX));
            shared.with(|inbox| {
                waiting.iter().flatten().for_each(|waiting| inbox.forget(waiting));
                inbox.finished.push(took);
            });
            answer_all(waiting, result);
        };
        self.consensus.propose(proposal, Box::new(done));
    }

    /// Scans the due table. Short, and rare: a window holds thousands of timers.
    fn refill(&mut self, refill: Refill<DueKey>) {
        let found = self.consensus.view().and_then(|view| scan(view.as_ref(), &refill));
        match found {
            Ok(found) => self.core.refilled(Some(found)),
            Err(failure) => {
                self.core.refilled(None);
                (self.hooks.on_failure)(failure);
            }
        }
    }
}

/// The longest sleep while something is due: the wall clock may step.
const PIECE: Duration = Duration::from_millis(50);
/// The pause until the gate is tried again.
const CLOSED: Duration = Duration::from_millis(5);
/// The longest sleep while nothing is.
const IDLE: Duration = Duration::from_secs(1);
