//! A cluster over a model of consensus: a log in memory, and one legitimate leader. Proposals commit late or never. An
//! old leader continues until it learns of the new one. Leaderships end and resume within a term. Processes die and
//! clocks step.

use super::{
    audit::{Audit, TENANT},
    consumer::{Consumer, Pipe},
    node::{Input, Node},
    random::Random,
};
use crate::{core::QueueKey, signer::Signer};
use minoots_kernel::{Entry, tables};
use minoots_sequencer::consensus::Proposal;
use std::{
    collections::VecDeque,
    sync::{Arc, atomic::AtomicU64},
};

pub const MS: i64 = 1_000_000;
const NODES: usize = 3;
pub const QUEUES: [&str; 2] = ["a", "b"];

struct Logged {
    term: u64,
    /// `None`: the entry with which a term begins.
    entry: Option<Arc<Entry>>,
    /// The node, its life, and the time of the proposal.
    owner: Option<(usize, u64, i64)>,
}

struct Pending {
    entry: Arc<Entry>,
    life: u64,
    proposed: i64,
    commits: i64,
}

/// A leadership message on its way to a node's threads.
struct Word {
    node: usize,
    life: u64,
    at: i64,
    to_delivery: bool,
    term: Option<u64>,
}

pub struct World {
    pub random: Random,
    pub audit: Audit,
    pub nodes: Vec<Node>,
    pub leader: usize,
    pub consumers: Vec<(usize, u64, Consumer)>,
    /// The true time.
    pub now: i64,
    pub ids: u64,
    /// Whether faults may occur.
    pub faults: bool,
    log: Vec<Logged>,
    pending: VecDeque<Pending>,
    words: Vec<Word>,
    /// The newest message sent to each node's present process.
    newest_words: [Option<u64>; NODES],
    term: u64,
    streams: u64,
    order: Arc<AtomicU64>,
}

impl World {
    pub fn new(seed: u64, signer: &Arc<Signer>) -> World {
        let mut world = World {
            random: Random::new(seed),
            audit: Audit::default(),
            nodes: (0..NODES).map(|_| Node::new(signer.clone())).collect(),
            leader: 0,
            consumers: Vec::new(),
            now: 1_000_000 * MS,
            ids: 0,
            faults: true,
            log: Vec::new(),
            pending: VecDeque::new(),
            words: Vec::new(),
            newest_words: [None; NODES],
            term: 0,
            streams: 0,
            order: Arc::default(),
        };
        world.elect(0);
        world
    }

    pub fn wall(&self, node: usize) -> i64 {
        self.now + self.nodes[node].offset
    }

    /// Makes a node win a term. A prefix of the old leader's proposals may survive.
    pub fn elect(&mut self, winner: usize) {
        let survivors = self.random.below(self.pending.len() + 1);
        for (at, pending) in std::mem::take(&mut self.pending).into_iter().enumerate() {
            if at < survivors {
                self.append(Some(pending.entry), None);
            }
            if self.nodes[self.leader].life == pending.life {
                self.nodes[self.leader].lose();
            }
        }
        self.audit.counts.elections += 1;
        let old = self.leader;
        self.term += 1;
        self.leader = winner;
        self.append(None, None);
        self.promise(old, None);
        while self.apply_next(winner) {}
        self.nodes[winner].tell(None);
        self.promise(winner, Some(self.term));
    }

    /// Makes the leader miss a heartbeat or two: its leadership ends, and resumes in the same term.
    pub fn flicker(&mut self) {
        self.audit.counts.flickers += 1;
        if self.random.percent(70) {
            self.promise(self.leader, None);
        }
        self.promise(self.leader, Some(self.term));
    }

    fn promise(&mut self, node: usize, term: Option<u64>) {
        self.newest_words[node] = term;
        let last = self
            .words
            .iter()
            .filter(|word| word.node == node)
            .map(|word| word.at)
            .max();
        let mut at = last.unwrap_or(self.now).max(self.now);
        for to_delivery in [false, true] {
            if self.faults {
                at += self.random.pick(&[0, 0, 5, 100]) * MS;
            }
            let life = self.nodes[node].life;
            self.words.push(Word {
                node,
                life,
                at,
                to_delivery,
                term,
            });
        }
    }

    pub fn restart(&mut self, node: usize) {
        self.audit.counts.restarts += 1;
        self.nodes[node].restart();
        self.newest_words[node] = None;
        self.consumers.retain(|(of, _, _)| *of != node);
        if node == self.leader {
            let winner = self.random.below(NODES);
            self.elect(winner);
        }
    }

    fn append(&mut self, entry: Option<Arc<Entry>>, owner: Option<(usize, u64, i64)>) {
        let term = self.term;
        self.log.push(Logged { term, entry, owner });
    }

    /// Applies the next entry on a node. Returns false when there is none, or none that the node may know while it
    /// believes in its own leadership.
    fn apply_next(&mut self, node: usize) -> bool {
        let index = self.nodes[node].state.snapshot().index as usize;
        let Some(next) = self.log.get(index) else { return false };
        let untold = |word: &Word| word.node == node && word.term.is_none();
        if node != self.leader && next.term == self.term && self.words.iter().any(untold) {
            return false;
        }
        let took = next
            .owner
            .filter(|(of, life, _)| (*of, *life) == (node, self.nodes[node].life))
            .map(|(_, _, proposed)| self.now - proposed);
        let applied = self.nodes[node].apply(next.term, next.entry.as_deref(), took);
        if let (Some(entry), Some(applied)) = (&next.entry, applied)
            && self.audit.index == index as u64
        {
            self.audit.entry(entry, &applied);
        }
        self.audit.index = self.audit.index.max(index as u64 + 1);
        true
    }

    fn propose(&mut self, node: usize, proposal: Proposal) {
        let is_lost = self.faults && self.random.percent(3);
        if node != self.leader || is_lost {
            self.audit.counts.lost += 1;
            return self.nodes[node].lose();
        }
        let entry = Entry::from_bytes(&proposal.bytes).expect("what is proposed can be read");
        assert_eq!(entry, *proposal.entry);
        let delay = if self.faults {
            self.random.pick(&[0, 1, 5, 30, 300])
        } else {
            1
        };
        let last = self.pending.back().map_or(0, |pending| pending.commits);
        self.pending.push_back(Pending {
            entry: proposal.entry,
            life: self.nodes[node].life,
            proposed: self.now,
            commits: last.max(self.now + delay * MS),
        });
    }

    /// Gives every component a chance to act.
    pub fn run(&mut self) {
        while self.pending.front().is_some_and(|pending| pending.commits <= self.now) {
            let Some(Pending {
                entry, life, proposed, ..
            }) = self.pending.pop_front()
            else {
                break;
            };
            self.append(Some(entry), Some((self.leader, life, proposed)));
        }
        self.deliver_words();
        let busy = |world: &mut World| world.faults && world.random.percent(25);
        for node in 0..NODES {
            while !busy(self) && self.apply_next(node) {}
            let told_late = self.faults.then_some(&mut self.random);
            self.nodes[node].tell(told_late);
            // Once healed, no component acts without a reason, so that a lost wake-up is noticed.
            let now = self.wall(node);
            if !busy(self) && (self.faults || self.nodes[node].wakes_sequencer(now)) {
                for proposal in self.nodes[node].sequence(now) {
                    self.propose(node, proposal);
                }
            }
            if !busy(self) {
                let rounds = if self.faults { self.random.below(6) } else { usize::MAX };
                let hands_over = !self.faults || self.random.percent(50);
                self.nodes[node].prepare(rounds, hands_over);
            }
            if !busy(self) && (self.faults || self.nodes[node].wakes_release(now)) {
                let refuses = if self.faults { 2 } else { 0 };
                self.nodes[node].release(now, &mut self.random, refuses);
                self.nodes[node].delivery.check();
            }
        }
        for (_, _, consumer) in &self.consumers {
            consumer.audit_sent(&mut self.audit);
        }
    }

    fn deliver_words(&mut self) {
        let (due, rest) = std::mem::take(&mut self.words)
            .into_iter()
            .partition(|word: &Word| word.at <= self.now);
        self.words = rest;
        for Word {
            node,
            life,
            to_delivery,
            term,
            ..
        } in due
        {
            if self.nodes[node].life != life {
                continue;
            }
            if to_delivery {
                self.nodes[node].tell_delivery(term);
            } else {
                self.nodes[node].tell_sequencer(term);
            }
        }
    }

    pub fn connect(&mut self, node: usize, queue: &str, credits: u32) {
        self.streams += 1;
        let room = 1 + self.random.below(3);
        let pipe = Pipe::new(&self.order, room);
        let key = QueueKey::new(TENANT, queue);
        let open = Input::Open(self.streams, key, credits, Box::new(pipe.clone()));
        self.nodes[node].inputs.push_back(open);
        let life = self.nodes[node].life;
        self.consumers.push((node, life, Consumer::new(self.streams, pipe)));
    }

    pub fn disconnect(&mut self, at: usize, goodbye: bool) {
        let (node, _, consumer) = self.consumers.swap_remove(at);
        let unsent = consumer.close();
        consumer.audit_sent(&mut self.audit);
        let close = Input::Close(consumer.stream, unsent, goodbye);
        self.nodes[node].inputs.push_back(close);
    }

    /// Ends all faults: clocks agree, one leader knows that it leads, and the remaining consumers are good.
    pub fn heal(&mut self) {
        self.faults = false;
        for node in &mut self.nodes {
            node.offset = 0;
        }
        for at in (0..self.consumers.len()).rev() {
            let goodbye = self.random.percent(50);
            self.disconnect(at, goodbye);
        }
        // Does not repeat a known message: a new reign would hide state that is stuck in the old one.
        if self.newest_words[self.leader] != Some(self.term) {
            self.promise(self.leader, Some(self.term));
        }
        for queue in QUEUES {
            let credits = 1 + self.random.below(4) as u32;
            self.connect(self.leader, queue, credits);
        }
    }

    /// The first unfinished item, if any.
    pub fn unfinished(&self) -> Option<String> {
        let view = self.nodes[self.leader].state.snapshot();
        for id in 0..self.ids {
            let id = super::timer_id(id);
            let row = tables::timer::get(&view, TENANT, &id).unwrap();
            if let Some(row) = row.filter(|row| !row.is_terminal()) {
                return Some(format!("{row:#?}"));
            }
        }
        for queue in QUEUES {
            if !tables::ready::is_empty(&view, TENANT, queue).unwrap() {
                return Some(format!("queue {queue} still owes something"));
            }
        }
        let quiet = self.nodes[self.leader].is_quiet();
        (!quiet).then(|| "the leader still has something to do".to_owned())
    }
}
