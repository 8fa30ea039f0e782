//! One node: its tables, its sequencer and its delivery, each with independent delays of its inputs.

use super::{
    super::state::{Snapshot, State},
    random::Random,
};
use crate::{
    core::{Action, Core, Done, Outlet, QueueKey, Reign, Report, StreamId},
    opener::Clear,
    prepare::Preparer,
    signer::Signer,
};
use minoots_kernel::{Effect, internal::Fence};
use minoots_sequencer::{
    Options, Priority, Waiting,
    consensus::{Moment, Position, Proposal},
    core::{self as sequencer, scan},
};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::oneshot;

/// The inputs of the release thread.
pub enum Input {
    Applied(u64, Vec<Effect>),
    Reign(Option<Reign>),
    Open(StreamId, QueueKey, u32, Box<dyn Outlet>),
    Credits(StreamId, u32),
    Room(StreamId),
    Close(StreamId, Vec<Fence>, bool),
    Report(Report),
    Done(Done),
}

/// The inputs of the sequencer.
#[derive(Default)]
struct Inbox {
    leadership: Option<Option<u64>>,
    finished: Vec<Option<i64>>,
    applied: Vec<(Position, Moment, Vec<Effect>)>,
    submitted: Vec<Waiting>,
}

/// An entry that is in the tables, and not yet reported to any thread.
struct Telling {
    at: Position,
    moment: Moment,
    effects: Vec<Effect>,
    /// The commit latency, if this node proposed the entry.
    took: Option<i64>,
}

pub struct Node {
    pub state: Arc<State>,
    checkpoint: Snapshot,
    /// The offset of its wall clock from true time.
    pub offset: i64,
    /// Counts restarts, so that answers to an earlier process are dropped.
    pub life: u64,
    pub delivery: Core,
    sequencer: sequencer::Core,
    preparer: Preparer,
    inbox: Inbox,
    pub inputs: VecDeque<Input>,
    work: VecDeque<Action>,
    /// Completed work that was not handed over yet.
    done: VecDeque<Done>,
    telling: VecDeque<Telling>,
    moment: Moment,
}

impl Node {
    pub fn new(signer: Arc<Signer>) -> Node {
        let state = Arc::new(State::default());
        Node {
            checkpoint: Snapshot::default(),
            offset: 0,
            life: 0,
            delivery: new_delivery(),
            sequencer: new_sequencer(),
            preparer: Preparer::new(state.clone(), signer, Arc::new(Clear)),
            inbox: Inbox::default(),
            inputs: VecDeque::new(),
            work: VecDeque::new(),
            done: VecDeque::new(),
            telling: VecDeque::new(),
            moment: Moment {
                time: 0,
                unfinished: false,
                next_deadline: None,
            },
            state,
        }
    }

    /// Kills the node, and restarts it with the tables of some time ago.
    pub fn restart(&mut self) {
        self.life += 1;
        self.state.replace(self.checkpoint.clone());
        self.delivery = new_delivery();
        self.sequencer = new_sequencer();
        self.inbox = Inbox::default();
        self.inputs.clear();
        self.work.clear();
        self.done.clear();
        self.telling.clear();
        let time = minoots_kernel::tables::shard::get(&self.checkpoint).unwrap();
        self.moment = Moment {
            time: time.time,
            unfinished: false,
            next_deadline: Some(time.next_deadline).filter(|at| *at != 0),
        };
    }

    pub fn write_checkpoint(&mut self) {
        self.checkpoint = self.state.snapshot();
    }

    /// Applies an entry; the threads receive its effects later.
    pub fn apply(
        &mut self,
        term: u64,
        entry: Option<&minoots_kernel::Entry>,
        took: Option<i64>,
    ) -> Option<minoots_kernel::Applied> {
        let applied = self.state.apply(entry);
        if let Some(applied) = &applied {
            self.moment = Moment {
                time: applied.time,
                unfinished: applied.unfinished,
                next_deadline: applied.next_deadline,
            };
        }
        let index = self.state.snapshot().index;
        self.telling.push_back(Telling {
            at: Position { index, term },
            moment: self.moment,
            effects: applied
                .as_ref()
                .map_or_else(Vec::new, |applied| applied.effects.clone()),
            took,
        });
        applied
    }

    /// Reports the applied entries in order; all of them unless `random` stops.
    pub fn tell(&mut self, mut random: Option<&mut Random>) {
        while !self.telling.is_empty() && !random.as_mut().is_some_and(|random| random.percent(30)) {
            let Some(told) = self.telling.pop_front() else { return };
            self.inputs
                .push_back(Input::Applied(told.at.index, told.effects.clone()));
            self.inbox.applied.push((told.at, told.moment, told.effects));
            if let Some(took) = told.took {
                self.inbox.finished.push(Some(took));
            }
        }
    }

    pub fn tell_sequencer(&mut self, term: Option<u64>) {
        self.inbox.leadership = Some(term);
    }

    pub fn tell_delivery(&mut self, term: Option<u64>) {
        let reign = term.map(|term| Reign { term, epoch: 0 });
        self.inputs.push_back(Input::Reign(reign));
    }

    /// Reports one of its entries as lost.
    pub fn lose(&mut self) {
        self.inbox.finished.push(None);
    }

    pub fn submit(&mut self, command: minoots_kernel::internal::command::Command, priority: Priority) {
        // No caller waits: the tables show the outcome.
        self.inbox.submitted.push(Waiting::new(command, priority, None));
    }

    /// Whether the sequencer's thread would wake by itself or has inputs.
    pub fn wakes_sequencer(&self, now: i64) -> bool {
        let Inbox {
            leadership,
            finished,
            applied,
            submitted,
        } = &self.inbox;
        let heard = leadership.is_some() || !finished.is_empty() || !applied.is_empty() || !submitted.is_empty();
        heard || self.sequencer.next_wake(now).is_some_and(|at| at <= now)
    }

    /// Whether the release thread would wake by itself or has inputs.
    pub fn wakes_release(&self, now: i64) -> bool {
        !self.inputs.is_empty() || self.delivery.next_wake().is_some_and(|at| at <= now)
    }

    /// Runs one round of the sequencer's thread.
    pub fn sequence(&mut self, now: i64) -> Vec<Proposal> {
        let inbox = std::mem::take(&mut self.inbox);
        match inbox.leadership {
            Some(Some(_)) => self.sequencer.lead(0),
            Some(None) => drop(self.sequencer.follow(None)),
            None => {}
        }
        for finished in inbox.finished {
            match finished {
                Some(took) => self.sequencer.committed(took, now),
                None => self.sequencer.lost(),
            }
        }
        for (at, moment, effects) in inbox.applied {
            self.sequencer.applied(at, moment, &effects);
        }
        for waiting in inbox.submitted {
            self.sequencer.submit(waiting);
        }
        if !self.sequencer.is_leading() {
            drop(self.sequencer.follow(None));
        }
        let proposals = std::iter::from_fn(|| self.sequencer.next_entry(now)).map(|next| next.proposal);
        let proposals = proposals.collect();
        if let Some(refill) = self.sequencer.wants_refill() {
            let found = scan(&self.state.snapshot(), &refill).unwrap();
            self.sequencer.refilled(Some(found));
        }
        proposals
    }

    /// Runs one round of the release thread. `refuses` of a hundred commands find the sequencer full.
    pub fn release(&mut self, now: i64, random: &mut Random, refuses: usize) {
        let some = self.inputs.len()
            - if random.percent(30) {
                random.below(self.inputs.len() + 1)
            } else {
                0
            };
        for input in self.inputs.drain(..some).collect::<Vec<_>>() {
            self.handle(input);
        }
        self.delivery.set_log_time(self.moment.time);
        for action in self.delivery.poll(now) {
            match action {
                Action::Propose { command, .. } if random.percent(refuses) => self.delivery.refused(&command, now),
                Action::Propose { command, .. } => self.submit(*command, Priority::Urgent),
                work => self.work.push_back(work),
            }
        }
        self.delivery.take_releases();
    }

    fn handle(&mut self, input: Input) {
        match input {
            Input::Applied(index, effects) => self.delivery.applied(index, &effects),
            Input::Reign(reign) => self.delivery.reign(reign),
            Input::Open(id, queue, credits, outlet) => self.delivery.open(id, queue, credits, outlet),
            Input::Credits(id, credits) => self.delivery.set_credits(id, credits),
            Input::Room(id) => self.delivery.has_room(id),
            Input::Close(id, unsent, goodbye) => self.delivery.close(id, &unsent, goodbye),
            Input::Report(report) => self.delivery.report(report, oneshot::channel().0),
            Input::Done(done) => self.delivery.done(done),
        }
    }

    /// Runs one round of the preparing thread, on at most `rounds` pieces of work. The results may be old when it hands
    /// them over.
    pub fn prepare(&mut self, rounds: usize, hands_over: bool) {
        let mut view = None;
        for _ in 0..rounds {
            let Some(action) = self.work.pop_front() else { break };
            let done = self.preparer.work("/clusters/c/tenants/t", action, &mut view).unwrap();
            self.done.extend(done);
        }
        if hands_over {
            self.inputs.extend(self.done.drain(..).map(Input::Done));
        }
    }

    /// Whether it has no work and no inputs left.
    pub fn is_quiet(&self) -> bool {
        self.inputs.is_empty()
            && self.work.is_empty()
            && self.done.is_empty()
            && self.telling.is_empty()
            && self.delivery.in_flight() == 0
    }
}

fn new_sequencer() -> sequencer::Core {
    sequencer::Core::new(Options {
        horizon_rows_max: 8,
        arms_per_entry_max: 3,
        entry_bytes_max: 400,
        ..Options::default()
    })
}

fn new_delivery() -> Core {
    let mut core = Core::default();
    core.options.queue_rows_max = 4;
    core
}
