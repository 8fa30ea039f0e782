//! Nodes, agents, faults and events.

use super::{
    agents::Agents,
    book::{Book, Sent},
    draw::{CLOCK_MAX, Draw, Trouble},
    leading::{Flight, LEASE},
    ledger::{Ledger, Now},
    node::{News, Node},
};
use crate::{
    plan::{MS, SECOND},
    random::Random,
    tier::Injected,
};
use minoots_sequencer::{Answer, TouchAnswer, core::scan};
use std::collections::{BTreeMap, VecDeque};
use tokio::sync::oneshot::error::TryRecvError;

/// More events than any run needs.
const EVENTS_MAX: u64 = 3_000_000;
/// Time until a closed gate is tried again.
const CLOSED: i64 = 5 * MS;

#[derive(Clone, Debug)]
pub enum Event {
    /// An agent performs its next action.
    Agent(usize),
    /// An old instance of an agent sends a touch.
    Zombie(usize),
    /// A touch reaches a node.
    Arrive(usize, Box<Sent>),
    On(usize),
    Off(usize),
    /// An election, unless a term has begun since.
    Elect(u64),
    /// A node of this life learns that another node leads this term.
    Deposed(usize, u32, u64),
    /// Entries in flight may be committed.
    Land,
    Tell(usize, u32),
    Turn(usize, u32),
    /// Checks that every silent watchdog has fired.
    Check,
}

pub struct World {
    pub draw: Draw,
    pub now: i64,
    pub random: Random,
    pub ledger: Ledger,
    pub book: Book,
    pub agents: Agents,
    pub nodes: Vec<Node>,
    pub leader: Option<(usize, u64)>,
    pub term: u64,
    pub flights: VecDeque<Flight>,
    pub faults: BTreeMap<&'static str, Injected>,
    pub agenda: BTreeMap<(i64, u64), Event>,
    pub number: u64,
    /// Number of active faults.
    troubles: u32,
    pub losses: u32,
    /// Time since which no fault can delay an alarm.
    pub healthy: i64,
}

impl World {
    pub fn new(draw: Draw, random: Random) -> World {
        World {
            now: draw.begin,
            random,
            ledger: Ledger::default(),
            book: Book::default(),
            agents: Agents::new(&draw.agents),
            nodes: (draw.offsets.iter())
                .map(|offset| Node::new(*offset, draw.window))
                .collect(),
            leader: None,
            term: 0,
            flights: VecDeque::new(),
            faults: BTreeMap::new(),
            agenda: BTreeMap::new(),
            number: 0,
            troubles: 0,
            losses: 0,
            healthy: draw.begin,
            draw,
        }
    }

    pub fn run(&mut self) {
        let begin = self.draw.begin;
        for place in 0..self.draw.agents.len() {
            self.plan(begin + self.draw.agents[place].at, Event::Agent(place));
        }
        for (place, trouble) in self.draw.troubles.clone().iter().enumerate() {
            self.plan(begin + trouble.at, Event::On(place));
            self.plan(begin + trouble.at + trouble.lasts, Event::Off(place));
        }
        self.elect(0, false);
        self.plan(begin, Event::Check);
        while self.step(begin + self.draw.span) {}
        // Then all agents fall silent, and each watchdog must fire.
        self.agents.silent = true;
        let longest = self.draw.agents.iter().map(|agent| agent.ttl).max().unwrap_or(0);
        while self.step(begin + self.draw.span + 30 * SECOND + longest) {}
    }

    pub fn plan(&mut self, at: i64, event: Event) {
        self.number += 1;
        self.agenda.insert((at.max(self.now), self.number), event);
    }

    fn step(&mut self, until: i64) -> bool {
        if self.number > EVENTS_MAX {
            let message = format!("goes round in circles: {:?}", self.agenda.first_key_value());
            self.book.violation("progress", message);
        }
        let next = self.agenda.first_key_value().map(|((at, _), _)| *at);
        if next.is_none_or(|at| at > until) || !self.book.violations.is_empty() {
            return false;
        }
        let Some(((at, _), event)) = self.agenda.pop_first() else {
            return false;
        };
        self.now = at;
        match event {
            Event::Agent(agent) => self.act(agent),
            Event::Zombie(agent) => self.haunt(agent),
            Event::Arrive(node, sent) => self.arrive(node, *sent),
            Event::On(place) => self.on(place),
            Event::Off(place) => self.off(place),
            Event::Elect(term) => self.elect(term, false),
            // The node may lead again by then.
            Event::Deposed(node, life, term)
                if self.nodes[node].life == life && self.leader.is_none_or(|(leader, _)| leader != node) =>
            {
                self.hear(node, term);
            }
            Event::Land => self.land(),
            Event::Tell(node, life) if self.nodes[node].life == life => self.tell(node),
            Event::Turn(node, life) if self.nodes[node].life == life => self.turn(node),
            Event::Deposed(..) | Event::Tell(..) | Event::Turn(..) => {}
            Event::Check => {
                if self.troubles > 0 || self.leader.is_none() {
                    self.healthy = self.now;
                }
                self.book.check_silence(self.now, self.healthy);
                self.plan(self.now + SECOND, Event::Check);
            }
        }
        true
    }

    pub fn wake(&mut self, node: usize) {
        let delay = self.random.between(0, MS);
        self.wake_at(node, self.now + delay);
    }

    fn wake_at(&mut self, node: usize, at: i64) {
        let one = &mut self.nodes[node];
        if one.runs && one.turn_at.is_none_or(|planned| planned > at) {
            one.turn_at = Some(at);
            let life = one.life;
            self.plan(at, Event::Turn(node, life));
        }
    }

    /// Executes a turn of the sequencer, as in the product.
    fn turn(&mut self, node: usize) {
        if self.nodes[node].turn_at.is_some_and(|at| at > self.now) {
            return;
        }
        let one = &mut self.nodes[node];
        one.turn_at = None;
        // The next turn is planned when the node is up again.
        if !one.is_up() {
            return;
        }
        let clock = self.now + one.offset;
        let inbox = std::mem::take(&mut one.inbox);
        for news in inbox.news {
            match news {
                News::Leading { term, since } => {
                    (one.leads, one.reigns) = (Some(term), one.reigns + 1);
                    one.core.lead(since);
                }
                News::Following => {
                    one.leads = None;
                    one.dismiss();
                }
            }
        }
        for finished in inbox.finished {
            match finished {
                Some(took) => one.core.committed(took, clock),
                None => one.core.lost(),
            }
        }
        for (at, moment, effects) in inbox.applied {
            one.core.applied(at, moment, &effects);
        }
        for waiting in inbox.submitted {
            one.core.submit(waiting);
        }
        for touch in inbox.touches {
            one.core.touch(touch);
        }
        one.core.settle_touches();
        match one.core.is_leading() {
            true => self.lead(node),
            false => one.dismiss(),
        }
        self.collect(node);
    }

    fn lead(&mut self, node: usize) {
        // The clock reading may be old when the lease is checked.
        let late = if self.random.percent(5) { 20 * MS } else { 0 };
        let clock = self.now + self.nodes[node].offset - late;
        if self.nodes[node].offset.abs() > CLOCK_MAX {
            self.book.marks.hit("a node went by a clock that was far off");
            return self.wake_at(node, self.now + CLOSED);
        }
        let leased = self.is_leased(node);
        loop {
            let core = &mut self.nodes[node].core;
            core.judge_touches(clock, leased);
            let Some(next) = core.next_entry(clock) else { break };
            self.propose(node, next, clock);
        }
        let ledger = &self.ledger;
        let core = &mut self.nodes[node].core;
        let refill = core.wants_refill();
        if let Some(refill) = &refill {
            core.refilled(scan(&Now(ledger), refill).ok());
        }
        let look = core.wants_look(clock);
        if let Some(look) = &look {
            core.looked(clock, scan(&Now(ledger), look).ok());
        }
        let wake = core.next_wake(clock);
        if refill.is_some() || look.is_some() {
            return self.wake_at(node, self.now + 1_000);
        }
        if let Some(at) = wake {
            let wait = at.saturating_sub(clock).clamp(1_000, 50 * MS);
            self.wake_at(node, self.now + wait);
        }
    }

    /// Collects available answers for the callers at this node.
    pub fn collect(&mut self, node: usize) {
        let by = self.nodes[node].reign(node);
        for (sent, mut receiver) in std::mem::take(&mut self.nodes[node].touches) {
            match receiver.try_recv() {
                Err(TryRecvError::Empty) => self.nodes[node].touches.push((sent, receiver)),
                Err(TryRecvError::Closed) | Ok(TouchAnswer::OutcomeUnknown) => self.book.unknown(&sent, self.now),
                Ok(TouchAnswer::NotLeader { .. }) => self.book.refused(&sent),
                Ok(TouchAnswer::Judged(at, touched)) => {
                    let owner = at.and_then(|at| self.ledger.log[at.index as usize - 1].owner);
                    let Some(by) = owner.map(|(reign, _)| reign).or(by) else {
                        let message = format!("{sent:?} was judged from memory by a node that does not lead");
                        self.book.violation("state", message);
                        continue;
                    };
                    self.book.answered(&sent, &touched, by, at.is_some(), self.now);
                    self.agents.answered(&self.book.lives[sent.life].id, &touched);
                }
            }
        }
    }

    fn on(&mut self, place: usize) {
        let troubled = self.draw.troubles[place].clone();
        let leader = self.leader.map(|(node, _)| node);
        let node = troubled.node.or(leader).unwrap_or(0);
        self.draw.troubles[place].node = Some(node);
        let count = self.faults.entry(troubled.trouble.name()).or_default();
        count.injected += 1;
        count.effective += u64::from(leader == Some(node) || !self.flights.is_empty());
        self.troubles += 1;
        match troubled.trouble {
            Trouble::Transfer if leader.is_some_and(|leader| self.nodes[leader].is_reachable()) => {
                self.elect(self.term, true);
            }
            Trouble::Transfer => {}
            Trouble::Cut => {
                self.leaves(node);
                self.nodes[node].cut += 1;
                self.plan_election(LEASE);
            }
            Trouble::Pause => {
                self.leaves(node);
                self.nodes[node].paused += 1;
                self.plan_election(LEASE);
            }
            Trouble::Restart => {
                self.nodes[node].stop(self.draw.window);
                self.leader = self.leader.filter(|(leader, _)| *leader != node);
                self.collect(node);
                self.plan_election(LEASE);
            }
            Trouble::Clock => self.set_clock(node, troubled.offset),
            Trouble::Flicker => self.flicker(node),
            Trouble::Loss => self.losses += 1,
        }
    }

    fn set_clock(&mut self, node: usize, offset: i64) {
        self.nodes[node].offset = offset;
        self.wake(node);
    }

    /// Interrupts a leader's lease. The node remains the elected leader of its term.
    fn flicker(&mut self, node: usize) {
        self.nodes[node].flickers = true;
        if self.nodes[node].leads.is_some() {
            self.nodes[node].inbox.news.push(News::Following);
        }
        self.wake(node);
    }

    fn off(&mut self, place: usize) {
        let troubled = self.draw.troubles[place].clone();
        let node = troubled.node.unwrap_or(0);
        self.troubles -= 1;
        self.healthy = self.now;
        let before = self.draw.offsets[node];
        let one = &mut self.nodes[node];
        match troubled.trouble {
            Trouble::Transfer => {}
            Trouble::Cut => one.cut -= 1,
            Trouble::Pause => one.paused -= 1,
            Trouble::Restart => one.runs = true,
            Trouble::Clock => one.offset = before,
            Trouble::Loss => self.losses -= 1,
            Trouble::Flicker => {
                one.flickers = false;
                let since = self.ledger.log.iter().rfind(|logged| logged.owner.is_none());
                if let Some((leader, term)) = self.leader
                    && leader == node
                    && (one.leads.is_none() || !one.inbox.news.is_empty())
                    && let Some(since) = since.filter(|since| one.told as u64 >= since.at.index)
                {
                    let since = since.at.index;
                    one.inbox.news.push(News::Leading { term, since });
                    self.book.marks.hit("a leader's lease ended and came back in its term");
                }
            }
        }
        self.wake(node);
        self.tell_soon(node);
        self.land();
    }
}

impl Node {
    /// Answers waiting callers that this node does not lead.
    fn dismiss(&mut self) {
        for waiting in self.core.follow(None) {
            waiting.answer(Answer::NotLeader { leader: None });
        }
    }
}
