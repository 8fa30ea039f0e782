//! One node: the memory of its process, and the state that outlives the process.

use super::{
    clock::{Deviation, SimClock},
    events::THREADS,
    keys::NodeKeys,
    log::Log,
    state::State,
};
use crate::{
    plan::{Plan, Shape},
    random::Random,
};
use minoots_delivery::{
    core::{self as delivery, Action, Outlet, QueueKey, Reign, Report, StreamId},
    opener::Clear,
    prepare::{Done, Preparer},
    signer::Signer,
    tail,
};
use minoots_kernel::{Effect, internal::Fence};
use minoots_sequencer::{
    Answer, Options, Waiting,
    clock::{Clock, Gate},
    consensus::{Moment, Position},
    core as sequencer,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};
use tokio::sync::oneshot;

/// Input of the release thread.
pub enum Input {
    Applied(u64, i64, Vec<Effect>),
    Reign(Option<Reign>),
    Open(StreamId, QueueKey, u32, Box<dyn Outlet>),
    Room(StreamId),
    Close(StreamId, Vec<Fence>, bool),
    Report(Report, oneshot::Sender<Answer>),
    Done(Done),
}

/// Input of the sequencer.
#[derive(Default)]
pub struct Inbox {
    pub leadership: Option<Option<u64>>,
    /// The node to hand over to, once all timers within reach are armed.
    pub hand_over: Option<usize>,
    pub finished: Vec<Option<i64>>,
    pub applied: Vec<(Position, Moment, Vec<Effect>)>,
    pub submitted: Vec<Waiting>,
}

/// An applied entry that is not yet reported.
pub struct Telling {
    pub at: Position,
    pub moment: Moment,
    pub effects: Vec<Effect>,
    /// The proposal and its replies, if this process proposed the entry.
    pub own: Option<(u64, Vec<minoots_kernel::Reply>)>,
}

/// The memory of a process.
pub struct Process {
    pub sequencer: sequencer::Core,
    pub sequencer_gate: Gate,
    pub delivery: delivery::Core,
    pub release_gate: Gate,
    pub preparer: Preparer,
    pub tail: tail::Reader,
    pub inbox: Inbox,
    pub inputs: VecDeque<Input>,
    pub work: VecDeque<Action>,
    /// Finished work that is not yet handed over.
    pub done: VecDeque<Done>,
    pub telling: VecDeque<Telling>,
    pub moment: Moment,
    /// Proposals without a result: the waiting callers, and the time of the proposal.
    pub proposals: BTreeMap<u64, (Vec<Option<Waiting>>, i64)>,
    /// Calls that wait for an answer of this process.
    pub answers: Vec<(u64, oneshot::Receiver<Answer>)>,
    /// The node that is to lead next.
    pub heir: Option<usize>,
    /// The last published leadership, and the arrival time of its last message.
    pub published: Option<u64>,
    pub last_word: i64,
    /// The last leadership reported to the sequencer, and the last one reported to delivery.
    pub leads: Option<u64>,
    pub reigns: Option<u64>,
    /// The last entry reported to delivery.
    pub heard: u64,
    pub applied_term: u64,
    pub planned: [Option<i64>; THREADS],
}

/// A node.
pub struct Node {
    pub id: usize,
    /// Number of the current process.
    pub life: u64,
    pub up: bool,
    pub paused: bool,
    /// The node hears nothing before this, because a resumed process needs a moment.
    pub deaf_until: i64,
    /// The node votes for no candidate before this.
    pub abstains_until: i64,
    pub deviation: Deviation,
    pub clock: Arc<SimClock>,
    pub state: Arc<State>,
    pub log: Log,
    pub keys: NodeKeys,
    pub process: Process,
    pub proposals: u64,
    /// Added to every turn of its threads and to every sync, in nanoseconds.
    pub slow_turns: i64,
    pub slow_disk: i64,
    pub loses_proposals: u32,
    pub refuses: u32,
    /// Whether the node pauses when it next finds its gate open; and its clock's reading when it did.
    pub pauses_at_gate: bool,
    pub past_gate: Option<i64>,
    /// The newest term that a rejection in transit to this node contains.
    pub refused_by: u64,
    /// Time of its last hand-over because of a wrong clock.
    pub abdicated: i64,
}

impl Node {
    pub fn new(id: usize, plan: &Plan, signer: &Arc<Signer>) -> Node {
        let (clock, state) = (Arc::new(SimClock::default()), Arc::new(State::default()));
        let keys = NodeKeys::new(plan, id, signer);
        let random = Random::new(plan.seed, 100 + id as u64);
        Node {
            process: Process::new(&plan.shape, &state, &clock, &keys.signer, random),
            keys,
            id,
            life: 0,
            up: true,
            paused: false,
            deaf_until: i64::MIN,
            abstains_until: i64::MIN,
            deviation: Deviation::default(),
            clock,
            state,
            log: Log::default(),
            proposals: 0,
            slow_turns: 0,
            slow_disk: 0,
            loses_proposals: 0,
            refuses: 0,
            pauses_at_gate: false,
            past_gate: None,
            refused_by: 0,
            abdicated: i64::MIN,
        }
    }

    /// Starts a new process with the tables of the last checkpoint.
    pub fn restart(&mut self, seed: u64, shape: &Shape, signer: &Arc<Signer>) {
        self.life += 1;
        (self.pauses_at_gate, self.past_gate) = (false, None);
        self.state.replace(self.log.checkpoint.0.clone());
        let random = Random::new(seed, 100 + self.id as u64 + 1_000 * self.life);
        self.process = Process::new(shape, &self.state, &self.clock, signer, random);
        self.process.applied_term = self.log.checkpoint.1;
    }

    pub fn wall(&self, now: i64) -> i64 {
        self.deviation.wall(now)
    }

    pub fn runs(&self) -> bool {
        self.up && !self.paused
    }

    pub fn queue(name: &str) -> QueueKey {
        QueueKey::new(super::TENANT, name)
    }
}

impl Process {
    fn new(
        shape: &Shape,
        state: &Arc<State>,
        clock: &Arc<SimClock>,
        signer: &Arc<Signer>,
        mut random: Random,
    ) -> Process {
        let options = Options {
            horizon_rows_max: shape.horizon_rows_max,
            arms_per_entry_max: shape.arms_per_entry_max,
            entry_bytes_max: shape.entry_bytes_max,
            entries_in_flight_max: shape.entries_in_flight_max,
            entry_commands_max: shape.entry_commands_max.0,
            entry_commands_max_in_crowds: shape.entry_commands_max.1,
            pace_min: shape.pace.0,
            pace_max: shape.pace.1,
            ..Options::default()
        };
        let delivery = delivery::Core::new(delivery::Options {
            queue_rows_max: shape.queue_rows_max,
            random: Box::new(move || random.next()),
        });
        let clock = Clock::new(clock.clone());
        let gate = || Gate::new(state.clone(), clock.clone());
        Process {
            sequencer: sequencer::Core::new(options),
            sequencer_gate: gate(),
            delivery,
            release_gate: gate(),
            preparer: Preparer::new(state.clone(), signer.clone(), Arc::new(Clear)),
            tail: tail::Reader::new(state.clone(), (signer.clone(), Arc::new(Clear)), clock.clone()),
            inbox: Inbox::default(),
            inputs: VecDeque::new(),
            work: VecDeque::new(),
            done: VecDeque::new(),
            telling: VecDeque::new(),
            moment: state.moment(),
            proposals: BTreeMap::new(),
            answers: Vec::new(),
            heir: None,
            published: None,
            last_word: i64::MIN,
            leads: None,
            reigns: None,
            heard: 0,
            applied_term: 0,
            planned: [None; THREADS],
        }
    }
}

impl std::fmt::Display for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Process {
            delivery,
            inputs,
            work,
            telling,
            planned,
            reigns,
            ..
        } = &self.process;
        write!(
            f,
            "node {}: reigns {reigns:?}, {} deliveries out, {} inputs, {} pieces of work, {} to tell, delivery wakes at {:?}, turns at {planned:?}",
            self.id,
            delivery.in_flight(),
            inputs.len(),
            work.len(),
            telling.len(),
            delivery.next_wake(),
        )
    }
}
