//! One life of a node: the real replication and the real sequencer, with simulated threads, files, sockets and clocks.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use minoots_kernel::Effect;
use minoots_raft::platform::Platform;
use minoots_raft::{HandOver, Hooks, RaftNode, RaftOptions, StartError};
use minoots_sequencer::clock::{Clock, Gate};
use minoots_sequencer::consensus::{Consensus, EffectSink, Moment, Position};
use minoots_sequencer::{Sequencer, Turns};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::facts::Facts;
use crate::pace::NodePace;

/// Interval of the comparison of a node's tables with those of other nodes.
const COMPARE_INTERVAL: Duration = Duration::from_millis(7);

/// How long a leadership transfer waits for timers to be armed.
const ARM_AHEAD_TIMEOUT: Duration = Duration::from_millis(200);

/// Whether a life continues, and why it ended by itself, if it did. Cheap to clone; clones share the state.
#[derive(Clone, Default)]
pub(crate) struct Life {
    pub(crate) number: u64,
    ended: Arc<AtomicBool>,
    fatal: Arc<Mutex<Option<String>>>,
    pub(crate) died: Arc<Notify>,
}

impl Life {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            ..Self::default()
        }
    }

    pub(crate) fn goes_on(&self) -> bool {
        !self.ended.load(Ordering::Relaxed)
    }

    /// Ends the life.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    /// Why the life ended by itself.
    pub(crate) fn fatal(&self) -> Option<String> {
        self.fatal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Aborts the process. Nothing it does from now on has an effect.
    fn abort(&self, why: &str) {
        if !self.goes_on() {
            return;
        }
        self.end();
        *self.fatal.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
        self.died.notify_one();
    }
}

/// The parts of a new life.
pub(crate) struct Birth {
    pub(crate) node: u64,
    pub(crate) life: Life,
    pub(crate) options: RaftOptions,
    pub(crate) pace: NodePace,
    pub(crate) facts: Facts,
}

/// A running node.
pub(crate) struct Running {
    pub(crate) life: Life,
    pub(crate) raft: RaftNode,
    pub(crate) sequencer: Arc<Sequencer>,
    /// Aborted when the node is dropped.
    _tasks: JoinSet<()>,
}

/// Observes the entries that a node applies, and forwards them to the sequencer.
struct Sink {
    node: u64,
    life: Life,
    facts: Facts,
    sequencer: Arc<Sequencer>,
}

impl EffectSink for Sink {
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]) {
        if self.life.goes_on() {
            self.facts.applied(self.node, at, moment, effects);
        }
        self.sequencer.applied(at, moment, effects);
    }
}

impl Birth {
    /// Starts a node.
    pub(crate) async fn start(self) -> Result<Running, StartError> {
        let sequencer = Arc::new(Sequencer::new(minoots_sequencer::Options::default()));
        let sink = Sink {
            node: self.node,
            life: self.life.clone(),
            facts: self.facts.clone(),
            sequencer: Arc::clone(&sequencer),
        };
        let clock = self.options.clock.clone();
        let raft = RaftNode::start(self.options, Arc::new(sink), hooks(&self.life, &sequencer)).await?;
        let mut tasks = JoinSet::new();
        let bell = Arc::new(Notify::new());
        let turns = turns(&sequencer, &raft, clock, &self.life, &bell);
        tasks.spawn(take_turns(turns, bell, self.pace.clone(), self.life.clone()));
        tasks.spawn(follow(
            raft.clone(),
            Arc::clone(&sequencer),
            self.node,
            self.life.clone(),
            self.facts.clone(),
        ));
        tasks.spawn(compare(raft.clone(), self.node, self.facts));
        Ok(Running {
            life: self.life,
            raft,
            sequencer,
            _tasks: tasks,
        })
    }
}

/// The simulated platform of a node.
pub(crate) fn platform(disk: &crate::disk::NodeDisk, pace: &NodePace, wires: crate::network::NodeWires) -> Platform {
    Platform {
        io: disk.io(),
        engine: disk.tables.kind(),
        pace: Some(Arc::new(pace.clone())),
        wires: Some(Arc::new(wires)),
    }
}

/// Arms timers that are due soon before leadership moves, as the server does.
struct ArmAhead(Arc<Sequencer>);

impl HandOver for ArmAhead {
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            // The command may be lost or late. Leadership then moves without it.
            let _ = tokio::time::timeout(ARM_AHEAD_TIMEOUT, self.0.arm_ahead()).await;
        })
    }

    fn end(&self, _handed_over: bool) {
        self.0.arm_as_usual();
    }
}

fn hooks(life: &Life, sequencer: &Arc<Sequencer>) -> Hooks {
    let (life, ended) = (life.clone(), life.clone());
    Hooks {
        hand_over: Arc::new(ArmAhead(Arc::clone(sequencer))),
        on_fatal: Arc::new(move |why| life.abort(why)),
        on_over: Arc::new(move |why| ended.abort(why)),
        thread_start: Arc::new(|_| {}),
    }
}

fn turns(sequencer: &Sequencer, raft: &RaftNode, clock: Clock, life: &Life, bell: &Arc<Notify>) -> Turns {
    let (life, bell) = (life.clone(), Arc::clone(bell));
    let hooks = minoots_sequencer::Hooks {
        thread_start: Arc::new(|| {}),
        on_commit: Arc::new(|_| {}),
        callers: Arc::new(minoots_sequencer::Callers::default),
        tell: Arc::new(|tell| tell()),
        on_failure: Arc::new(move |failure| life.abort(&failure.to_string())),
    };
    let consensus = Arc::new(raft.clone());
    let gate = Gate::new(consensus.clone(), clock.clone());
    sequencer.turns(consensus, clock, gate, hooks, Arc::new(move || bell.notify_one()))
}

async fn take_turns(mut turns: Turns, bell: Arc<Notify>, pace: NodePace, life: Life) {
    while life.goes_on()
        && let Some(wait) = turns.take()
    {
        let _ = tokio::time::timeout(wait, bell.notified()).await;
        pace.while_paused().await;
    }
}

/// Informs the sequencer of leadership changes, as the server does.
async fn follow(raft: RaftNode, sequencer: Arc<Sequencer>, node: u64, life: Life, facts: Facts) {
    let mut leadership = raft.leadership();
    loop {
        let now = *leadership.borrow_and_update();
        if life.goes_on() {
            facts.leads(node, now);
        }
        sequencer.set_leadership(now);
        if leadership.changed().await.is_err() {
            return;
        }
    }
}

async fn compare(raft: RaftNode, node: u64, facts: Facts) {
    loop {
        tokio::time::sleep(COMPARE_INTERVAL).await;
        if let Some((index, hash)) = raft.stats().hash {
            facts.hashed(node, index, hash);
        }
        if let Some(why) = raft.quarantine() {
            return facts.violation(format!("G16: node {node} took itself out of service: {why}"));
        }
    }
}
