//! The world of a run: nodes, links, clients and events.

use super::{
    LEASE, TENANT,
    calls::{Calls, Request},
    consumers::Consumer,
    credentials::Credentials,
    events::{Agenda, Event},
    keys::Published,
    ledger::Ledger,
    links::Links,
    node::Node,
    readers::Reader,
    restores::Restores,
    waits::Waits,
    webhooks::Webhooks,
};
use crate::{
    fault::Fault,
    marks::Marks,
    plan::{MS, Plan},
    random::Random,
    tier::{Injected, Violation},
};
use minoots_check::{
    History,
    record::{self, Answer, Outcome, Record, WithdrawOutcome},
};
use minoots_delivery::{Delivered, signer::Signer};
use minoots_kernel::{id::Occurrence, tables};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Maximum number of listed violations per run.
const VIOLATIONS_MAX: usize = 20;

pub struct World {
    pub plan: Plan,
    /// The random stream of the schedule.
    pub random: Random,
    /// True time, nanoseconds.
    pub now: i64,
    pub agenda: Agenda,
    pub nodes: Vec<Node>,
    /// Events for a paused node.
    pub held: Vec<Vec<Event>>,
    pub links: Links,
    pub ledger: Ledger,
    pub history: History,
    pub calls: Calls,
    pub credentials: Credentials,
    pub repeats: Vec<(i64, u64, Request, u32)>,
    pub consumers: Vec<Consumer>,
    pub readers: Vec<Reader>,
    pub restores: Restores,
    pub waits: Waits,
    pub webhooks: Webhooks,
    pub streams: u64,
    pub works: u64,
    pub resends: Vec<Vec<bool>>,
    pub election_planned: bool,
    pub elections: u64,
    pub slow_network: u32,
    /// Active faults, and whether each has had an effect.
    pub active: BTreeMap<usize, (Fault, bool)>,
    pub targets: BTreeMap<usize, usize>,
    pub counts: BTreeMap<&'static str, Injected>,
    pub marks: Marks,
    pub violations: Vec<Violation>,
    pub healed: bool,
    pub published: Published,
    released: BTreeMap<Occurrence, BTreeSet<(u64, u64)>>,
}

/// True time at the start of every run, nanoseconds UTC.
pub const BEGIN: i64 = 1_800_000_000_000 * MS;

impl World {
    pub fn new(plan: Plan, signer: &Arc<Signer>) -> World {
        let (shape, seed) = (plan.shape, plan.seed);
        let count = shape.nodes;
        World {
            random: Random::new(seed, 2),
            now: BEGIN,
            agenda: Agenda::default(),
            nodes: (0..count).map(|id| Node::new(id, &plan, signer)).collect(),
            held: (0..count).map(|_| Vec::new()).collect(),
            links: Links::new(count),
            ledger: Ledger::default(),
            history: History::default(),
            calls: Calls::default(),
            credentials: Credentials::default(),
            repeats: Vec::new(),
            consumers: (0..shape.consumers).map(Consumer::new).collect(),
            readers: (0..shape.readers).map(|at| Reader::new(at % count)).collect(),
            restores: Restores::default(),
            waits: Waits::default(),
            webhooks: Webhooks::of(&plan),
            streams: 0,
            works: 0,
            resends: vec![vec![false; count]; count],
            election_planned: false,
            elections: 0,
            slow_network: 0,
            active: BTreeMap::new(),
            targets: BTreeMap::new(),
            counts: BTreeMap::new(),
            marks: Marks::default(),
            violations: Vec::new(),
            healed: false,
            published: Published::of(&plan),
            released: BTreeMap::new(),
            plan,
        }
    }

    /// Records a violation.
    pub fn violation(&mut self, rule: &str, message: String) {
        if self.violations.len() < VIOLATIONS_MAX {
            let seconds = (self.now - BEGIN) / MS;
            self.violations.push(Violation {
                rule: rule.to_owned(),
                message: format!("after {seconds} ms: {message}"),
            });
        }
    }

    /// A random delay of these, given in milliseconds; always 1 ms after healing.
    pub fn delay(&mut self, of: &[i64]) -> i64 {
        if self.healed { MS } else { self.random.pick(of) * MS }
    }

    pub fn network_delay(&mut self) -> i64 {
        if self.slow_network > 0 && self.random.percent(50) {
            return self.random.pick(&[20, 200, 2_000, 60_000]) * MS;
        }
        self.random.between(MS / 10, self.plan.shape.network)
    }

    /// Executes the next event up to this instant. Returns false if there is none.
    pub fn step(&mut self, until: i64) -> bool {
        let Some((at, event)) = self.agenda.next(until) else {
            return false;
        };
        self.now = self.now.max(at);
        if let Some(event) = self.admit(event) {
            self.dispatch(event);
        }
        true
    }

    /// Queues events for a paused node. Drops events for a dead node and messages over a cut link.
    fn admit(&mut self, event: Event) -> Option<Event> {
        let (node, life, from) = match &event {
            Event::Turn(node, life, _)
            | Event::Synced(node, life)
            | Event::Word { node, life, .. }
            | Event::Poster(node, life)
            | Event::Posted(node, life, _) => (*node, Some(*life), None),
            Event::Append(message) => (message.to, None, Some(message.from)),
            Event::Install(message) => (message.to, None, Some(message.from)),
            Event::Appended(message) => (message.to, None, Some(message.from)),
            Event::Arrive(_, node) => (*node, None, None),
            Event::Confirm(_, node, _) => (*node, None, None),
            _ => return Some(event),
        };
        let one = &self.nodes[node];
        let is_lost = !one.up
            || life.is_some_and(|life| life != one.life)
            || from.is_some_and(|from| !self.links.is_open(from, node));
        if is_lost {
            return None;
        }
        if one.paused {
            self.held[node].push(event);
            return None;
        }
        Some(event)
    }

    fn dispatch(&mut self, event: Event) {
        match event {
            Event::FaultOn(fault) => self.fault_on(fault),
            Event::FaultOff(fault) => self.fault_off(fault),
            Event::Op(op) => self.op(op),
            Event::Turn(node, _, thread) => self.turn(node, thread),
            Event::Synced(node, _) => self.synced(node),
            Event::Append(message) => self.append(message),
            Event::Appended(message) => self.appended(message),
            Event::Install(message) => self.install(message),
            Event::Resend(leader, peer) => self.resend(leader, peer),
            Event::Election => self.election(),
            Event::Look => self.look(),
            Event::Word {
                node,
                to_delivery,
                term,
                ..
            } => self.word(node, to_delivery, term),
            Event::Arrive(op, node) => self.arrive(op, node),
            Event::Confirm(op, node, term) => self.confirm(op, node, term),
            Event::Repeat => self.repeat(),
            Event::Answered(op, outcome) => self.answered(op, outcome),
            Event::GiveUp(op) => self.give_up(op),
            Event::Consumer(consumer) => self.consumer(consumer),
            Event::Worked(consumer, work) => self.worked(consumer, work),
            Event::Reader(reader) => self.reader(reader),
            Event::Backup(choice, number) => self.take_backup(choice, number),
            Event::Operator => self.operator(),
            Event::Poster(node, _) => self.poster(node),
            Event::Posted(_, _, work) => self.posted(work),
            Event::Owner => self.owner(),
        }
    }

    pub fn note_lead(&mut self, node: usize, term: u64) {
        self.note_lead_hint(node);
        self.history.push(Record::Lead(record::Lead {
            node: node as u64,
            term,
            t: self.now,
            applied_term: Some(self.nodes[node].process.applied_term),
        }));
    }

    pub fn note_leader_change(&mut self, _node: usize) {
        let armed = tables::shard::get(&self.ledger.tables).is_ok_and(|shard| shard.armed > 0);
        if self.elections > 1 && armed {
            self.marks.hit("the leader changed between arm and first delivery");
        }
    }

    pub fn mark_release(&mut self, node: usize, delivered: &Delivered) {
        let term = self.nodes[node].process.reigns.unwrap_or_default();
        if self
            .nodes
            .iter()
            .any(|other| other.log.term > term && other.log.leading.is_some())
        {
            self.marks.hit("a delivery was made by a leader of the past");
        }
        let epoch = self.restores.epoch;
        let terms = self.released.entry(delivered.event.occurrence.clone()).or_default();
        if terms.iter().any(|before| before.0 == epoch && before.1 != term) && !terms.contains(&(epoch, term)) {
            self.marks.hit("an event was delivered by two leaders");
        }
        if terms.iter().any(|before| before.0 != epoch) {
            self.marks.hit("an event was delivered before and after a restore");
        }
        terms.insert((epoch, term));
        if delivered.event.ended && delivered.event.attempts > 0 {
            self.marks.hit("a lease ran out and the event was offered again");
        }
    }

    pub fn note_outcome(&mut self, request: &Request, outcome: &Outcome) {
        let again = self.elections > 1;
        let mark = match outcome {
            Outcome::Ok { answer, .. } => match answer {
                Answer::Created(created) if created.existing && again => {
                    "a create was repeated after a change of leader"
                }
                Answer::Created(created) if created.status.is_some_and(|status| status > record::Status::Armed) => {
                    "a timer fired as it was created"
                }
                Answer::Withdrawn(answer) if answer.original_idx.is_some() => "a write was answered from its record",
                Answer::Withdrawn(answer) => match answer.outcome {
                    WithdrawOutcome::Cancelled if self.is_near(request) => "a cancel came in time within the lead",
                    WithdrawOutcome::Cancelled => "a cancel came in time",
                    WithdrawOutcome::TooLate => "a cancel lost to the arm",
                    WithdrawOutcome::Superseded => "a timer of an old version was asked for",
                    WithdrawOutcome::Rescheduled if self.is_near(request) => "a reschedule was armed at once",
                    WithdrawOutcome::Rescheduled => return,
                },
                Answer::Acked(record::AckOutcome::AlreadySettled) => "an acknowledgement came twice",
                Answer::Extended { .. } => "an extension was accepted",
                _ => return,
            },
            Outcome::Err { reason } => match reason.as_str() {
                "NOT_DUE" => "an acknowledgement came before due",
                "STALE_FENCE" => "an old fence was refused",
                "TIMER_EXISTS" => "a create met another body",
                _ => return,
            },
            Outcome::Unknown => return,
        };
        self.marks.hit(mark);
    }

    /// Whether the timer of a call is due within the lead, or overdue.
    fn is_near(&self, request: &Request) -> bool {
        let Some(id) = request.timer() else { return false };
        let row = tables::timer::get(&self.ledger.tables, TENANT, id).ok().flatten();
        row.is_some_and(|row| row.due() <= self.ledger.time() + minoots_kernel::limits::LEAD_MAX)
    }

    /// Maximum time until the healed world is quiet, in nanoseconds.
    pub fn patience(&self) -> i64 {
        let shape = &self.plan.shape;
        shape.far + 4 * shape.ack_deadline + shape.work + 60_000 * MS + 10 * LEASE
    }
}
