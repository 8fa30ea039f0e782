//! Clients of a cluster, their requests and answers, and events.

use super::{
    ask::{Ask, LEASES, Said},
    cluster::{Cluster, Flight, Item, arm},
    commands,
    draw::{Draw, Trouble},
    view::View,
};
use crate::{
    plan::{MS, SECOND},
    random::Random,
    tier::Injected,
};
use minoots_kernel::{Entry, internal::Command, limits::LEAD_MAX};
use std::collections::{BTreeMap, BTreeSet};

/// More events than any run needs.
const EVENTS_MAX: u64 = 200_000;
/// Maximum number of commands per entry.
const PACKED_MAX: usize = 8;

/// A client's request, and its answer.
pub struct Call {
    pub ask: Ask,
    pub id: String,
    pub client: usize,
    /// True time of the first attempt.
    pub asked: i64,
    pub attempts: u32,
    /// Whether the client stopped to retry without an answer.
    pub given_up: bool,
    pub heard: Option<Heard>,
}

/// An answer, its place in the log, and its time.
#[derive(Clone)]
pub struct Heard {
    pub said: Said,
    /// Index of the entry, and number of the command in it.
    pub place: (usize, usize),
    pub at: i64,
}

/// A read and its result.
pub struct Read {
    pub at: i64,
    /// True for a read at an up-to-date leader; false for a read of any node's tables.
    pub linearizable: bool,
    pub index: usize,
    pub view: View,
}

#[derive(Clone, Debug)]
pub enum Event {
    Act(usize),
    Arrive(usize),
    Pack(u64),
    Land(u64, u64),
    Hear(usize, Said, (usize, usize)),
    Timeout(usize),
    On(usize),
    Off(usize),
    Elect,
    Look(u64),
    /// A node applies entries, and possibly writes its tables to disk.
    Follow(usize, bool),
}

pub struct World {
    pub draw: Draw,
    pub now: i64,
    pub random: Random,
    pub cluster: Cluster,
    pub calls: Vec<Call>,
    pub reads: Vec<Read>,
    pub faults: BTreeMap<&'static str, Injected>,
    /// Number of entries that nodes applied again after a restart.
    pub replayed: usize,
    active: BTreeMap<&'static str, u32>,
    /// Faults that had an effect.
    pub met: BTreeSet<&'static str>,
    /// The last tokens of each client, by lease.
    pub tokens: BTreeMap<usize, [u64; LEASES]>,
    /// Commands that wait for an entry.
    pub queue: Vec<Item>,
    is_packing: bool,
    is_looking: bool,
    agenda: BTreeMap<(i64, u64), Event>,
    number: u64,
    pub healed: bool,
}

impl World {
    pub fn new(draw: Draw, random: Random) -> World {
        World {
            now: draw.begin,
            random,
            cluster: Cluster::new(draw.nodes),
            calls: Vec::new(),
            reads: Vec::new(),
            faults: BTreeMap::new(),
            replayed: 0,
            active: BTreeMap::new(),
            met: BTreeSet::new(),
            tokens: BTreeMap::new(),
            queue: Vec::new(),
            is_packing: false,
            is_looking: false,
            agenda: BTreeMap::new(),
            number: 0,
            healed: false,
            draw,
        }
    }

    pub fn run(&mut self) {
        let begin = self.draw.begin;
        for node in 0..self.draw.nodes {
            self.cluster.nodes[node].offset = self.random.pick(&[0, 0, -200, -20, 20, 200]) * MS;
            for share in 1..20 {
                let at = begin + self.draw.span * share / 20 + self.random.between(0, SECOND);
                let saves = self.random.percent(40);
                self.plan(at, Event::Follow(node, saves));
            }
        }
        for place in 0..self.draw.acts.len() {
            self.plan(begin + self.draw.acts[place].at, Event::Act(place));
        }
        for place in 0..self.draw.troubles.len() {
            let (at, lasts) = (self.draw.troubles[place].at, self.draw.troubles[place].lasts);
            self.plan(begin + at, Event::On(place));
            self.plan(begin + at + lasts, Event::Off(place));
        }
        self.plan(begin, Event::Elect);
        while self.goes_on() && self.step(begin + self.draw.span) {}
        self.heal();
        while self.goes_on() && self.step(i64::MAX) {}
        for node in 0..self.draw.nodes {
            self.cluster.follow(node);
        }
    }

    fn goes_on(&mut self) -> bool {
        if self.number > EVENTS_MAX {
            let message = format!("goes round in circles: {:?}", self.agenda.first_key_value());
            self.cluster.violation("progress", message);
        }
        self.cluster.violations.is_empty()
    }

    /// Ends all faults, and retries unanswered calls until they are answered, except those given up.
    fn heal(&mut self) {
        self.now = self.now.max(self.draw.begin + self.draw.span);
        self.healed = true;
        self.active.clear();
        let is_on_its_way = |event: &Event| matches!(event, Event::Hear(..) | Event::Arrive(_) | Event::Timeout(_));
        self.agenda.retain(|_, event| is_on_its_way(event));
        for node in &mut self.cluster.nodes {
            node.offset = 0;
        }
        self.elect();
        for call in 0..self.calls.len() {
            if self.calls[call].heard.is_none() && !self.calls[call].given_up {
                self.plan(self.now + SECOND, Event::Arrive(call));
            }
        }
    }

    pub fn plan(&mut self, at: i64, event: Event) {
        self.number += 1;
        self.agenda.insert((at.max(self.now), self.number), event);
    }

    fn step(&mut self, until: i64) -> bool {
        let Some(first) = self.agenda.first_entry().filter(|first| first.key().0 <= until) else {
            return false;
        };
        self.now = self.now.max(first.key().0);
        match first.remove() {
            Event::Act(act) => self.act(act),
            Event::Arrive(call) => self.arrive(call),
            Event::Pack(term) => self.pack(term),
            Event::Land(term, flight) => self.land(term, flight),
            Event::Hear(call, said, place) => self.hear(call, said, place),
            Event::Timeout(call) => self.time_out(call),
            Event::On(trouble) => self.on(trouble),
            Event::Off(trouble) => self.off(trouble),
            Event::Elect => self.elect(),
            Event::Look(term) => self.look(term),
            Event::Follow(node, saves) => {
                self.cluster.follow(node);
                if saves {
                    self.cluster.save(node);
                }
            }
        }
        true
    }

    pub fn is_active(&self, trouble: Trouble) -> bool {
        self.active.get(trouble.name()).is_some_and(|count| *count > 0)
    }

    /// Whether an active fault hits this event, with a probability of `chance` percent.
    pub fn meets(&mut self, trouble: Trouble, chance: usize) -> bool {
        let meets = self.is_active(trouble) && self.random.percent(chance);
        if meets {
            self.met.insert(trouble.name());
        }
        meets
    }

    pub fn delay(&mut self) -> i64 {
        match self.meets(Trouble::Slow, 50) {
            true => self.random.between(MS, self.draw.span / 100),
            false => self.random.pick(&[1, 1, 2, 5, 30]) * MS,
        }
    }

    pub fn clock(&self) -> i64 {
        self.now
            + self
                .cluster
                .leader
                .map_or(0, |leader| self.cluster.nodes[leader].offset)
    }

    fn elect(&mut self) {
        if self.is_active(Trouble::Downtime) {
            return;
        }
        self.cluster.elect(&mut self.random);
        self.queue.clear();
        self.is_packing = false;
        self.is_looking = false;
        self.look_at(self.now + MS);
    }

    pub fn wake(&mut self) {
        if !self.is_packing && !self.queue.is_empty() {
            self.is_packing = true;
            let at = self.now + self.random.pick(&[0, 1, 3]) * MS;
            self.plan(at, Event::Pack(self.cluster.term));
        }
    }

    fn pack(&mut self, term: u64) {
        if term != self.cluster.term || self.cluster.leader.is_none() {
            return;
        }
        self.is_packing = false;
        let count = self.queue.len().min(PACKED_MAX);
        let items: Vec<Item> = self.queue.drain(..count).collect();
        let command = |item: &Item| match item {
            Item::Arm(timers) => arm(timers),
            Item::Call { call, arrival } => {
                let Call { ask, id, .. } = &self.calls[*call];
                Command {
                    command: Some(commands::command(ask, id, *arrival)),
                }
            }
        };
        let time = self.clock();
        let entry = Entry {
            time,
            arm_before: time + LEAD_MAX,
            commands: items.iter().map(command).collect(),
        };
        self.number += 1;
        let number = self.number;
        self.cluster.flights.push_back(Flight { number, entry, items });
        let at = self.now + self.delay();
        self.plan(at, Event::Land(term, number));
        self.wake();
    }

    /// Commits an entry and all entries before it.
    fn land(&mut self, term: u64, number: u64) {
        let Some(leader) = self.cluster.leader.filter(|_| term == self.cluster.term) else {
            return;
        };
        let from = self.cluster.log.len();
        while self.cluster.flights.front().is_some_and(|first| first.number <= number) {
            self.cluster.commit_first();
        }
        self.cluster.follow(leader);
        for index in from..self.cluster.log.len() {
            self.answer(index);
        }
        self.look_at(self.now + MS);
    }

    fn look_at(&mut self, at: i64) {
        if !self.is_looking {
            self.is_looking = true;
            self.plan(at, Event::Look(self.cluster.term));
        }
    }

    /// Lets the leader arm the timers that are due soon.
    fn look(&mut self, term: u64) {
        if term != self.cluster.term || self.cluster.leader.is_none() {
            return;
        }
        self.is_looking = false;
        let clock = self.clock();
        let (near, next) = self.cluster.near(clock);
        if !near.is_empty() {
            self.queue.push(Item::Arm(near));
            self.wake();
        } else if let Some(next) = next.filter(|_| !self.healed) {
            self.look_at(self.now + (next - clock).max(MS));
        }
    }

    fn on(&mut self, place: usize) {
        let troubled = self.draw.troubles[place].clone();
        let name = troubled.trouble.name();
        let count = self.faults.entry(name).or_default();
        count.injected += 1;
        *self.active.entry(name).or_default() += 1;
        let open = self.calls.iter().any(|call| call.heard.is_none() && !call.given_up);
        let mut is_effective = open || !self.cluster.flights.is_empty();
        match troubled.trouble {
            Trouble::Downtime => self.cluster.leader = None,
            Trouble::Election => self.elect(),
            Trouble::Clock => {
                let steps = [-600, -15, -1, 1, 15, 600].map(|step| step * SECOND);
                self.cluster.nodes[troubled.node].offset = steps[(troubled.choice % 6) as usize];
                is_effective |= self.cluster.leader == Some(troubled.node);
            }
            Trouble::Restart => {
                let behind = self.cluster.restart(troubled.node);
                self.replayed += behind;
                is_effective |= behind > 0;
                if self.cluster.leader.is_none() {
                    self.plan(self.now + SECOND, Event::Elect);
                }
            }
            Trouble::Loss | Trouble::Duplicate | Trouble::Slow => {}
        }
        self.met.extend(is_effective.then_some(name));
    }

    fn off(&mut self, place: usize) {
        let (trouble, node) = (self.draw.troubles[place].trouble, self.draw.troubles[place].node);
        if let Some(count) = self.active.get_mut(trouble.name()) {
            *count -= 1;
        }
        if self.met.remove(trouble.name())
            && let Some(count) = self.faults.get_mut(trouble.name())
        {
            count.effective += 1;
        }
        match trouble {
            Trouble::Downtime => self.elect(),
            Trouble::Clock => self.cluster.nodes[node].offset = 0,
            _ => {}
        }
    }
}
