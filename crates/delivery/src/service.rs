//! The release thread and the preparing thread: they feed [`Core`] with inputs, and execute its decisions.

use crate::{
    ahead::REACH,
    core::{Action, Core, Done, Outlet, QueueKey, Reign, Report, StreamId},
    hand_over::HandOver,
    mailbox::Mailbox,
    opener::Opener,
    prepare::Preparer,
    signer::Signer,
};
use minoots_kernel::{Effect, Failure, internal::Fence, tables};
use minoots_sequencer::{
    Answer, Priority, Proposer, Refused,
    clock::{Clock, Gate, instant, wait},
    consensus::{Consensus, EffectSink, Moment, Position},
};
use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};
use tokio::sync::oneshot;

mod preparing;

pub use preparing::Rank;
use preparing::Ranked;

enum Input {
    Applied(u64, Vec<Effect>),
    Reign(Option<Reign>),
    /// A hand-over of leadership begins, or ends.
    HandOver(bool),
    Open {
        id: StreamId,
        queue: QueueKey,
        credits: u32,
        outlet: Box<dyn Outlet>,
    },
    Credits(StreamId, u32),
    Room(StreamId),
    Close {
        id: StreamId,
        unsent: Vec<Fence>,
        goodbye: bool,
    },
    Report(Report, oneshot::Sender<Answer>),
    Done(Done),
    /// Reports that all earlier inputs were handled.
    Heard(oneshot::Sender<()>),
}

/// The state shared by the threads, the handles and the sink.
struct Shared {
    inputs: Mailbox<Input>,
    work: Mailbox<Action>,
    /// `/clusters/<id>/tenants/`, once the cluster's id is known.
    source_prefix: Mutex<String>,
    /// Whether this node delivers.
    leads: AtomicBool,
    next_stream: AtomicU64,
    in_flight: AtomicUsize,
    log_time: AtomicI64,
    /// The number of timers scheduled to be due soon, for signing ahead.
    came_near: AtomicUsize,
}

/// Receives the lateness of each first release, in nanoseconds.
pub type OnRelease = Arc<dyn Fn(i64) + Send + Sync>;

/// The node's components that delivery needs.
pub struct Parts {
    /// The destination of commands.
    pub proposer: Proposer,
    /// The source of tables.
    pub consensus: Arc<dyn Consensus>,
    /// The node's key; its public half is committed.
    pub signer: Arc<Signer>,
    /// Opens sealed payloads.
    pub opener: Arc<dyn Opener>,
    /// The node's clock.
    pub clock: Clock,
    /// Decides whether the node may release, and supplies the time.
    pub gate: Gate,
    /// Runs first on the release thread, to set its priority.
    pub thread_start: Arc<dyn Fn() + Send + Sync>,
    /// Sets the priority of the preparing thread, on which it is called.
    pub rank: Arc<dyn Fn(Rank) + Send + Sync>,
    /// Measures lateness.
    pub on_release: OnRelease,
    /// Stops the node, because its state cannot be trusted.
    pub on_failure: Arc<dyn Fn(Failure) + Send + Sync>,
}

/// The delivery service. It is a sink of effects from its creation on, and works once it is started.
#[derive(Clone)]
pub struct Delivery {
    shared: Arc<Shared>,
}

/// The running threads; stops them when dropped.
pub struct Running {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Default for Delivery {
    fn default() -> Self {
        Delivery::new()
    }
}

impl Delivery {
    /// Creates a delivery service that is not running yet.
    pub fn new() -> Delivery {
        let shared = Shared {
            inputs: Mailbox::new(),
            work: Mailbox::new(),
            source_prefix: Mutex::default(),
            leads: AtomicBool::new(false),
            next_stream: AtomicU64::new(1),
            in_flight: AtomicUsize::new(0),
            log_time: AtomicI64::new(0),
            came_near: AtomicUsize::new(0),
        };
        Delivery {
            shared: Arc::new(shared),
        }
    }

    /// Starts both threads.
    pub fn start(&self, parts: Parts) -> io::Result<Running> {
        let preparer = Preparer::new(parts.consensus.clone(), parts.signer.clone(), parts.opener.clone());
        let (shared, on_failure, clock) = (self.shared.clone(), parts.on_failure.clone(), parts.clock.clone());
        let rank = Ranked::new(parts.rank.clone());
        let prepare = std::thread::Builder::new().name("prepare".into()).spawn(move || {
            if let Err(failure) = preparing::run(&shared, &preparer, &clock, rank) {
                on_failure(failure);
            }
        })?;
        let shared = self.shared.clone();
        let release = std::thread::Builder::new().name("release".into()).spawn(move || {
            (parts.thread_start)();
            Release {
                core: Core::default(),
                gate_open: true,
                hand_over: HandOver::default(),
                shared,
                parts,
            }
            .run();
        })?;
        Ok(Running {
            shared: self.shared.clone(),
            threads: vec![prepare, release],
        })
    }

    /// Reports a leadership that may act, or its end. The cluster's id must be committed.
    pub fn set_reign(&self, consensus: &dyn Consensus, term: Option<u64>) -> Result<(), Failure> {
        let reign = match term {
            Some(term) => {
                let shard = tables::shard::get(consensus.view()?.as_ref())?;
                *self.shared.source_prefix.lock().unwrap_or_else(PoisonError::into_inner) =
                    format!("/clusters/{}/tenants/", shard.cluster_id);
                Some(Reign {
                    term,
                    epoch: shard.epoch,
                })
            }
            None => None,
        };
        self.shared.leads.store(reign.is_some(), Ordering::Release);
        self.shared.inputs.push(Input::Reign(reign));
        Ok(())
    }

    /// Reports that a hand-over of leadership begins (`true`) or ends. In between, armed timers are released when they
    /// become due, independently of the lease, until the reign ends, and for at most
    /// [`LEAD_MAX`](minoots_kernel::limits::LEAD_MAX).
    pub fn set_handing_over(&self, handing_over: bool) {
        self.shared.inputs.push(Input::HandOver(handing_over));
    }

    /// Adds a consumer, whose deliveries go to the outlet.
    pub fn open(&self, queue: QueueKey, credits: u32, outlet: impl FnOnce(StreamId) -> Box<dyn Outlet>) -> StreamId {
        let id = self.shared.next_stream.fetch_add(1, Ordering::Relaxed);
        self.shared.inputs.push(Input::Open {
            id,
            queue,
            credits,
            outlet: outlet(id),
        });
        id
    }

    /// Changes the number of outstanding deliveries that a consumer accepts.
    pub fn set_credits(&self, id: StreamId, credits: u32) {
        self.shared.inputs.push(Input::Credits(id, credits));
    }

    /// Reports that a consumer's stream accepts deliveries again.
    pub fn has_room(&self, id: StreamId) {
        self.shared.inputs.push(Input::Room(id));
    }

    /// Removes a consumer. The deliveries `unsent` never reached it; `goodbye` says whether it closed the stream
    /// itself.
    pub fn close(&self, id: StreamId, unsent: Vec<Fence>, goodbye: bool) {
        self.shared.inputs.push(Input::Close { id, unsent, goodbye });
    }

    /// Passes on a consumer's reply to a delivery; the receiver gets the outcome.
    pub fn report(&self, report: Report) -> oneshot::Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        self.shared.inputs.push(Input::Report(report, answer));
        receiver
    }

    /// Resolves once the effects of all entries applied before this call were handled. Later releases take them into
    /// account.
    pub fn heard(&self) -> oneshot::Receiver<()> {
        let (tell, heard) = oneshot::channel();
        self.shared.inputs.push(Input::Heard(tell));
        heard
    }

    /// The number of deliveries in flight.
    pub fn in_flight(&self) -> usize {
        self.shared.in_flight.load(Ordering::Relaxed)
    }
}

impl EffectSink for Delivery {
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]) {
        self.shared.log_time.store(moment.time, Ordering::Relaxed);
        let near = moment.time.saturating_add(REACH);
        let comes_near = |effect: &&Effect| matches!(effect, Effect::Scheduled { due, .. } if *due < near);
        let came_near = effects.iter().filter(comes_near).count();
        if came_near > 0 {
            self.shared.came_near.fetch_add(came_near, Ordering::Relaxed);
        }
        let is_ours = |effect: &&Effect| {
            use Effect::{Armed, Closed, Moved, Parked, Queue};
            matches!(
                effect,
                Armed(_) | Moved { .. } | Closed { .. } | Parked { .. } | Queue { .. }
            )
        };
        let count = effects.iter().filter(is_ours).count();
        if count > 0 {
            // A burst has thousands of effects, and growing the vector would copy them repeatedly.
            let mut ours = Vec::with_capacity(count);
            ours.extend(effects.iter().filter(is_ours).cloned());
            self.shared.inputs.push(Input::Applied(at.index, ours));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.inputs.stop();
        self.shared.work.stop();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a delivery thread panicked");
            }
        }
    }
}

/// The longest sleep while something is due, because the wall clock may step.
const PIECE: Duration = Duration::from_millis(50);
/// The pause until the next try of the gate.
const CLOSED: Duration = Duration::from_millis(5);
/// The longest sleep while nothing is due.
const IDLE: Duration = Duration::from_secs(1);
/// The interval within which inputs are handled together, unless something is due before. A turn costs as much as
/// several inputs, and a wake-up for each would take the processor from the senders.
const PACE: Duration = Duration::from_micros(100);

struct Release {
    core: Core,
    gate_open: bool,
    hand_over: HandOver,
    shared: Arc<Shared>,
    parts: Parts,
}

impl Release {
    fn run(&mut self) {
        let mut turn = instant();
        let mut inputs = Vec::new();
        loop {
            let patience = match self.core.next_wake() {
                Some(_) if !self.gate_open => CLOSED,
                Some(at) => wait(at.saturating_sub(self.parts.clock.now())).min(PIECE),
                None => IDLE,
            };
            let pause = PACE
                .saturating_sub(instant().saturating_duration_since(turn))
                .min(patience);
            std::thread::sleep(pause);
            let Some(came) = self.shared.inputs.take(patience.saturating_sub(pause), inputs) else {
                return;
            };
            inputs = came;
            turn = instant();
            for input in inputs.drain(..) {
                self.handle(input);
            }
            // The clock is read before the watch checks it: the time acted upon is never newer than the one checked.
            let now = self.parts.clock.now();
            if self.parts.gate.watch() {
                self.hand_over.end();
            }
            // Consumers' replies are passed on in any case. Only a release needs a correct clock and a quorum (G3,
            // G22), or both at the start of a hand-over.
            let now = match self.core.leads() && !self.hand_over.lasts(instant()) {
                true => self.parts.gate.now(),
                false => Some(now),
            };
            self.gate_open = now.is_some();
            self.core.set_log_time(self.shared.log_time.load(Ordering::Relaxed));
            let actions = match now {
                Some(now) => self.core.poll(now),
                None => self.core.take_actions(),
            };
            self.carry_out(actions);
            for lateness in self.core.take_releases() {
                (self.parts.on_release)(lateness);
            }
            self.shared.in_flight.store(self.core.in_flight(), Ordering::Relaxed);
        }
    }

    fn handle(&mut self, input: Input) {
        match input {
            Input::Applied(index, effects) => self.core.applied(index, &effects),
            Input::Reign(reign) => {
                self.hand_over.end();
                self.core.reign(reign);
            }
            Input::HandOver(true) if self.core.leads() && self.gate_open => self.hand_over.begin(instant()),
            Input::HandOver(_) => self.hand_over.end(),
            Input::Open {
                id,
                queue,
                credits,
                outlet,
            } => self.core.open(id, queue, credits, outlet),
            Input::Credits(id, credits) => self.core.set_credits(id, credits),
            Input::Room(id) => self.core.has_room(id),
            Input::Close { id, unsent, goodbye } => self.core.close(id, &unsent, goodbye),
            Input::Report(report, answer) => self.core.report(report, answer),
            Input::Done(done) => self.core.done(done),
            // The receiver may have stopped waiting.
            Input::Heard(tell) => drop(tell.send(())),
        }
    }

    fn carry_out(&mut self, actions: Vec<Action>) {
        let mut work = Vec::new();
        for action in actions {
            match action {
                Action::Propose { command, answer } => {
                    let heard = answer.is_some();
                    match self.parts.proposer.submit_for(*command, Priority::Urgent, answer) {
                        // The core retries, or restores the state. Exception: a stopping node does not retry commands
                        // without a receiver.
                        Err((command, refused)) if heard || refused != Refused::ShuttingDown => {
                            self.core.refused(&command, self.parts.clock.now());
                        }
                        Err(_) | Ok(()) => {}
                    }
                }
                other => work.push(other),
            }
        }
        self.shared.work.append(&mut work);
    }
}
