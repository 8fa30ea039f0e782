//! Agents: they create watchdogs, touch them, hang, and return.

use super::{
    book::{Book, Sent},
    draw::{self, Manner},
    world::{Event, World},
};
use crate::plan::{MS, SECOND};
use minoots_kernel::{
    TouchOutcome, Touched,
    internal::{Caller, CancelTimer, CreateTimers, NewTimer, Stage, Touch, WatchdogSpec, command::Command as Kind},
    plus_one,
};
use minoots_sequencer::{Priority, TouchWaiting, Waiting};
use std::collections::BTreeMap;

pub const TENANT: &str = "t";
const FIRST_EPOCH: u64 = 1;

struct Agent {
    draw: draw::Agent,
    /// Number of watchdogs created so far.
    made: u32,
    id: String,
    /// Index in the book; `None` until the watchdog is in the log.
    place: Option<usize>,
    /// Whether the agent knows that its watchdog has ended.
    knows: bool,
    epoch: u64,
    sequence: u64,
    /// The fire time in the last answer.
    fires: i64,
    /// Number of touches that follow at once.
    burst: usize,
    /// The last sequence number of the previous instance, and until when that instance continues.
    zombie: (u64, i64),
}

pub struct Agents {
    list: Vec<Agent>,
    by_id: BTreeMap<String, usize>,
    /// Whether all agents are silent.
    pub silent: bool,
}

impl Agents {
    pub fn new(draws: &[draw::Agent]) -> Agents {
        let agent = |draw: &draw::Agent| Agent {
            draw: draw.clone(),
            made: 0,
            id: String::new(),
            place: None,
            knows: false,
            epoch: FIRST_EPOCH,
            sequence: 0,
            fires: 0,
            burst: 0,
            zombie: (0, i64::MIN),
        };
        Agents {
            list: draws.iter().map(agent).collect(),
            by_id: BTreeMap::new(),
            silent: false,
        }
    }

    /// Records that a watchdog is in the log.
    pub fn begin(&mut self, book: &mut Book, id: &str, now: i64) {
        let Some(agent) = self.by_id.get(id).map(|place| &mut self.list[*place]) else {
            return;
        };
        let (ttl, stages) = (agent.draw.ttl, agent.draw.stages.clone());
        let place = book.begin(id.to_owned(), ttl, stages, FIRST_EPOCH, now);
        if agent.id == id {
            (agent.place, agent.fires) = (Some(place), now + ttl);
        }
    }

    /// Handles the answer to an agent's touch.
    pub fn answered(&mut self, id: &str, touched: &Touched) {
        let agent = self.by_id.get(id).map(|place| &mut self.list[*place]);
        let Some(agent) = agent.filter(|agent| agent.id == id) else {
            return;
        };
        match touched.outcome {
            TouchOutcome::Touched => agent.fires = agent.fires.max(touched.fire_time),
            TouchOutcome::TooLate | TouchOutcome::Cancelled => agent.knows = true,
            _ => {}
        }
    }
}

impl World {
    pub fn act(&mut self, place: usize) {
        if self.agents.silent {
            return;
        }
        let agent = &self.agents.list[place];
        let is_over = agent.place.is_some_and(|life| self.book.lives[life].is_over());
        match agent.place {
            None => self.create(place),
            Some(_) if agent.knows || is_over && self.random.percent(50) => self.create(place),
            Some(_) if self.random.percent(1) => self.cancel(place),
            Some(life) => self.touch(place, life),
        }
        let wait = self.wait(place);
        self.plan(self.now + wait, Event::Agent(place));
    }

    /// The time until the agent's next action.
    fn wait(&mut self, place: usize) -> i64 {
        let agent = &mut self.agents.list[place];
        let (ttl, random) = (agent.draw.ttl, &mut self.random);
        if agent.place.is_none() {
            return random.between(SECOND, 3 * SECOND);
        }
        match agent.draw.manner {
            Manner::Fits if agent.burst > 0 => {
                agent.burst -= 1;
                random.between(0, 50 * MS)
            }
            Manner::Fits => {
                agent.burst = random.below(10);
                random.between(0, ttl * 12 / 10)
            }
            Manner::Edge => {
                let stages = [&[ttl], agent.draw.stages.as_slice()].concat();
                let aims_at = agent.fires - ttl + random.pick(&stages);
                let off = random.pick(&[20, 20, 100, 600]) * MS;
                let wait = aims_at - self.now + random.between(-off, off);
                if wait > 0 {
                    wait
                } else {
                    random.between(20 * MS, ttl / 4)
                }
            }
            Manner::Steady | Manner::Twins if random.percent(3) => ttl * random.between(4, 20) / 10,
            Manner::Steady | Manner::Twins => ttl / 3 + random.between(-ttl / 10, 0),
        }
    }

    fn create(&mut self, place: usize) {
        let agent = &mut self.agents.list[place];
        agent.made += 1;
        agent.id = format!("a{}-{}", agent.draw.number, agent.made);
        (agent.place, agent.knows, agent.epoch, agent.sequence) = (None, false, FIRST_EPOCH, 0);
        self.agents.by_id.insert(agent.id.clone(), place);
        let stage = |delay: &i64| Stage {
            delay: *delay as u64,
            queue: "stages".to_owned(),
        };
        let (ttl, stages) = (agent.draw.ttl, agent.draw.stages.iter().map(stage).collect());
        let mut timer = NewTimer {
            id: agent.id.clone(),
            delay_plus_one: plus_one::store(Some(ttl as u64)),
            queue: "alarms".to_owned(),
            digest: vec![1],
            watchdog: Some(WatchdogSpec {
                epoch: FIRST_EPOCH,
                stages,
            }),
            ..NewTimer::default()
        };
        let node = self.somewhere();
        timer.create_time = self.now + self.nodes[node].offset;
        timer.fire_time = timer.create_time + ttl;
        let caller = Some(caller());
        let timers = vec![timer];
        self.submit(node, Kind::CreateTimers(CreateTimers { caller, timers }));
    }

    fn cancel(&mut self, place: usize) {
        let id = self.agents.list[place].id.clone();
        let caller = Some(caller());
        let node = self.somewhere();
        self.submit(
            node,
            Kind::CancelTimer(CancelTimer {
                caller,
                id,
                ..CancelTimer::default()
            }),
        );
    }

    /// Submits a create or cancel. A node with a clock that is far off rejects it, because it would misread the
    /// caller's times.
    fn submit(&mut self, node: usize, command: Kind) {
        if self.nodes[node].is_up() && self.nodes[node].offset.abs() <= draw::CLOCK_MAX {
            let waiting = Waiting::new(command, Priority::Normal, None);
            self.nodes[node].inbox.submitted.push(waiting);
            self.wake(node);
        }
    }

    /// A node for a call, usually the leader.
    fn somewhere(&mut self) -> usize {
        let any = self.random.below(self.nodes.len());
        let leader = self.leader.filter(|_| self.random.percent(85));
        leader.map_or(any, |(node, _)| node)
    }

    fn touch(&mut self, place: usize, life: usize) {
        let is_new = self.agents.list[place].draw.manner == Manner::Twins && self.random.percent(5);
        if is_new {
            self.plan(self.now, Event::Zombie(place));
        }
        let agent = &mut self.agents.list[place];
        if is_new {
            let until = self.now + self.random.between(0, 20 * SECOND);
            agent.zombie = (agent.sequence, until);
            (agent.epoch, agent.sequence) = (agent.epoch + 1, 0);
        }
        agent.sequence += u64::from(agent.draw.numbered);
        let (epoch, sequence) = (agent.epoch, agent.sequence);
        let times = if self.random.percent(15) { 2 } else { 1 };
        for _ in 0..times {
            self.send(life, epoch, sequence);
        }
    }

    /// Sends touches of a previous instance, which does not know that it was replaced.
    pub fn haunt(&mut self, place: usize) {
        let agent = &mut self.agents.list[place];
        let (Some(life), true) = (agent.place, agent.epoch > FIRST_EPOCH) else {
            return;
        };
        if self.agents.silent || self.now > agent.zombie.1 {
            return;
        }
        agent.zombie.0 += u64::from(agent.draw.numbered);
        let (epoch, sequence) = (agent.epoch - 1, agent.zombie.0);
        let wait = self.random.between(MS, agent.draw.ttl / 3);
        self.send(life, epoch, sequence);
        self.plan(self.now + wait, Event::Zombie(place));
    }

    fn send(&mut self, life: usize, epoch: u64, sequence: u64) {
        let sent = self.book.send(life, epoch, sequence, self.now);
        let node = self.somewhere();
        let late = match self.random.below(50) {
            0 => 8 * SECOND,
            1..6 => SECOND / 2,
            _ => 5 * MS,
        };
        let delay = self.random.between(0, late);
        self.plan(self.now + delay, Event::Arrive(node, Box::new(sent)));
    }

    pub fn arrive(&mut self, node: usize, sent: Sent) {
        if !self.nodes[node].runs {
            return self.book.refused(&sent);
        }
        let id = self.book.lives[sent.life].id.clone();
        if self.is_armed_now(&id) {
            self.book.marks.hit("a touch came while its watchdog was being armed");
        }
        let (waiting, receiver) = TouchWaiting::unlimited(Touch {
            tenant: TENANT.to_owned(),
            id,
            epoch: sent.epoch,
            sequence: sent.sequence,
            ..Touch::default()
        });
        self.nodes[node].inbox.touches.push(waiting);
        self.nodes[node].touches.push((sent, receiver));
        self.wake(node);
    }
}

fn caller() -> Caller {
    Caller {
        tenant: TENANT.to_owned(),
        actor: "user".to_owned(),
        ..Caller::default()
    }
}
