//! Nodes, callers, consumers and events.

use super::{
    acts::id,
    draw::{Ask, Draw, RELEASES, Trouble},
    ledger::{Ledger, Proposed},
    rules::SECOND,
};
use crate::{random::Random, tier::Injected};
use minoots_kernel::{
    internal::ScheduleRow,
    tables::{self, schedule},
};
use std::collections::{BTreeMap, BTreeSet};

pub const MS: i64 = 1_000_000;
/// More events than any run needs.
const EVENTS_MAX: u64 = 200_000;

pub struct Node {
    /// Clock error, in nanoseconds ahead.
    pub offset: i64,
    pub release: usize,
    /// Time of its next voluntary hand-over.
    pub yields: i64,
    pub stays: i64,
}

#[derive(Clone, Debug)]
pub enum Event {
    Act(usize),
    On(usize),
    Off(usize),
    Elect,
    Look(u64),
    Land(u64),
    End(String),
}

/// The purpose of an entry, which determines the next step.
#[derive(Clone, Debug)]
pub enum Load {
    Round,
    Act(usize),
    End(String),
}

pub struct World {
    pub draw: Draw,
    pub now: i64,
    pub ledger: Ledger,
    pub faults: BTreeMap<&'static str, Injected>,
    pub random: Random,
    pub nodes: Vec<Node>,
    /// The leader, and the term.
    pub leader: Option<usize>,
    pub term: u64,
    /// The start of the leader's next portion to check for older zone data.
    pub unread: Option<Vec<u8>>,
    /// The leader's next look: time and number of the event.
    pub looks: Option<(i64, u64)>,
    /// Whether the leader has a round in flight.
    pub is_busy: bool,
    pub agenda: BTreeMap<(i64, u64), Event>,
    pub number: u64,
    pub flights: BTreeMap<u64, (Proposed, Load, bool)>,
    pub steps: BTreeMap<usize, u32>,
    pub losses: u32,
    pub downtimes: u32,
    pub open: BTreeSet<String>,
    pub healed: bool,
}

impl World {
    pub fn new(draw: Draw, random: Random) -> World {
        let node = |_| Node {
            offset: 0,
            release: draw.release,
            yields: 0,
            stays: 60 * SECOND,
        };
        World {
            now: draw.begin,
            ledger: Ledger::default(),
            faults: BTreeMap::new(),
            random,
            nodes: (0..draw.nodes).map(node).collect(),
            leader: None,
            term: 0,
            unread: None,
            looks: None,
            is_busy: false,
            agenda: BTreeMap::new(),
            number: 0,
            flights: BTreeMap::new(),
            steps: BTreeMap::new(),
            losses: 0,
            downtimes: 0,
            open: BTreeSet::new(),
            healed: false,
            draw,
        }
    }

    pub fn run(&mut self) {
        for at in 0..self.nodes.len() {
            self.nodes[at].offset = self.random.pick(&[0, 0, -200, -20, 20, 200]) * MS;
        }
        let begin = self.draw.begin;
        for (place, act) in self.draw.acts.clone().iter().enumerate() {
            self.plan(begin + act.at, Event::Act(place));
        }
        for (place, trouble) in self.draw.troubles.clone().iter().enumerate() {
            self.plan(begin + trouble.at, Event::On(place));
            self.plan(begin + trouble.at + trouble.lasts, Event::Off(place));
        }
        self.plan(begin, Event::Elect);
        let end = begin + self.draw.span;
        while self.goes_on() && self.step(end) {}
        self.now = self.now.max(end);
        self.heal();
        self.settle();
        if self.ledger.violations.is_empty() {
            self.ledger.judge(self.now);
        }
    }

    fn goes_on(&mut self) -> bool {
        if self.number > EVENTS_MAX {
            let message = format!("goes round in circles: {:?}", self.agenda.first_key_value());
            self.ledger.violation("progress", message);
        }
        self.ledger.violations.is_empty()
    }

    /// Ends all faults and installs the newest zone data everywhere.
    fn heal(&mut self) {
        self.healed = true;
        self.agenda.retain(|_, event| matches!(event, Event::Land(_)));
        self.losses = 0;
        self.downtimes = 0;
        for node in &mut self.nodes {
            node.offset = 0;
            node.release = RELEASES.len() - 1;
        }
        self.elect();
        for id in self.open.clone() {
            self.plan(self.now + SECOND, Event::End(id));
        }
    }

    /// Ends pauses and timers, and advances every schedule to the clock.
    fn settle(&mut self) {
        let resume = self.draw.acts.len();
        for schedule in 0..4 {
            let mut act = self.draw.acts.first().cloned();
            if let Some(act) = &mut act {
                act.schedule = schedule;
                act.ask = Ask::Resume;
                self.draw.acts.push(act.clone());
                // Entries in flight have arrived by then.
                self.plan(self.now + 60 * SECOND, Event::Act(resume + schedule));
            }
        }
        let log_time = tables::shard::get(&self.ledger.tables).map_or(0, |shard| shard.time);
        // The longest backfill takes 1,000 s.
        let end = self.now.max(log_time) + 20 * 60 * SECOND;
        // An instant just before the end needs time to reach the log.
        while self.goes_on() && self.step(end + SECOND) {}
        self.now = end;
        if !self.ledger.violations.is_empty() {
            return;
        }
        let rows: Vec<(String, ScheduleRow)> = (0..4)
            .filter_map(|at| Some((id(at), self.ledger.row(&id(at))?)))
            .collect();
        for (id, row) in rows {
            let is_behind = row.next != 0 && row.next <= self.now;
            if is_behind || row.pause.is_some() || !row.waiting.is_empty() {
                let (next, now, waiting) = (row.next, self.now, row.waiting.len());
                let message = format!("{id} is not where the clock is: next {next} at {now}, {waiting} wait");
                self.ledger.violation("G4", message);
            }
            if let Some(running) = schedule::backfill(&row) {
                let message = format!("a backfill of {id} has {} instants left", running.left.len());
                self.ledger.violation("G4", message);
            }
            let newest = RELEASES[RELEASES.len() - 1].version();
            if row.next != 0 && row.zone_data != newest {
                let message = format!("{id} stands by {} although {newest} is everywhere", row.zone_data);
                self.ledger.violation("G11", message);
            }
        }
    }

    pub fn plan(&mut self, at: i64, event: Event) {
        self.number += 1;
        self.agenda.insert((at.max(self.now), self.number), event);
    }

    fn step(&mut self, until: i64) -> bool {
        let Some(((at, number), _)) = self.agenda.first_key_value() else {
            return false;
        };
        let (at, number) = (*at, *number);
        if at > until {
            return false;
        }
        self.now = self.now.max(at);
        match self.agenda.remove(&(at, number)) {
            Some(Event::Act(act)) => self.act(act),
            Some(Event::On(trouble)) => self.on(trouble),
            Some(Event::Off(trouble)) => self.off(trouble),
            Some(Event::Elect) => self.elect(),
            Some(Event::Look(term)) => {
                self.looks = self.looks.filter(|planned| *planned != (at, number));
                self.look(term);
            }
            Some(Event::Land(flight)) => self.land(flight),
            Some(Event::End(id)) => self.end_timer(&id),
            None => {}
        }
        true
    }

    fn on(&mut self, place: usize) {
        let troubled = self.draw.troubles[place].clone();
        let name = troubled.trouble.name();
        let count = self.faults.entry(name).or_default();
        count.injected += 1;
        count.effective += u64::from(!self.flights.is_empty() || self.leader.is_some());
        match troubled.trouble {
            Trouble::Downtime => {
                self.downtimes += 1;
                self.leader = None;
            }
            Trouble::Election => self.elect(),
            Trouble::Loss => self.losses += 1,
            Trouble::Clock => {
                let steps = [
                    -3_600 * SECOND,
                    -15 * SECOND,
                    -SECOND,
                    0,
                    SECOND,
                    15 * SECOND,
                    3_600 * SECOND,
                ];
                self.nodes[troubled.node].offset = steps[(troubled.choice % 7) as usize];
                self.wake();
            }
            Trouble::Release => {
                self.nodes[troubled.node].release = (troubled.choice % RELEASES.len() as u64) as usize;
                if self.leader == Some(troubled.node) {
                    self.elect();
                }
            }
        }
    }

    fn off(&mut self, place: usize) {
        match self.draw.troubles[place].trouble {
            Trouble::Downtime => {
                self.downtimes -= 1;
                self.elect();
            }
            Trouble::Loss => self.losses -= 1,
            Trouble::Clock => {
                let node = self.draw.troubles[place].node;
                self.nodes[node].offset = 0;
                self.wake();
            }
            Trouble::Election | Trouble::Release => {}
        }
    }
}
