//! Clients: what they ask for, again and again if they must, and what they are told.

mod answers;
mod own;
mod reads;
mod requests;

pub use answers::{outcome, view, views};
pub use requests::recorded;

use super::{events::Event, world::World};
use crate::plan::MS;
use minoots_check::record::{Call, Invocation, Outcome, Record, Return};
use minoots_delivery::core::{Report, Word};
use minoots_kernel::{
    fence,
    internal::{self, NewTimer, command::Command},
};
use minoots_sequencer::Priority;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::oneshot;

/// A request, as often as it is repeated.
#[derive(Clone)]
pub enum Request {
    Write(Command, Priority),
    Report(Report),
    Get { id: String, local: bool },
    List,
}

impl Request {
    /// The timer it is about, if it is about one.
    pub fn timer(&self) -> Option<&str> {
        match self {
            Request::Write(Command::CancelTimer(cancel), _) => Some(&cancel.id),
            Request::Write(Command::RescheduleTimer(reschedule), _) => Some(&reschedule.id),
            Request::Get { id, .. } => Some(id),
            _ => None,
        }
    }
}

/// A request under way.
struct Pending {
    request: Request,
    client: u64,
    retries: u32,
    is_answered: bool,
}

/// All calls of a run.
#[derive(Default)]
pub struct Calls {
    pending: BTreeMap<u64, Pending>,
    last: u64,
    reads: Vec<reads::PendingRead>,
    /// Extensions by what tells them apart.
    extends: BTreeMap<(String, i64), u64>,
    /// Timers that were asked for.
    known: Vec<NewTimer>,
    ids: u64,
    /// Whom clients take for the leader.
    hint: usize,
    pub loses_requests: u32,
    pub loses_answers: u32,
    pub duplicates: u32,
    pub delays: u32,
    open: usize,
    /// In the log.
    committed: BTreeSet<u64>,
    /// Answered by a node that nothing happened, and that it never reached the log.
    refused: BTreeSet<u64>,
}

impl Calls {
    /// A command stands in the log.
    pub fn note_committed(&mut self, command: &internal::Command) {
        self.committed.extend(self.of(command));
    }

    /// Whether a call stands in the log.
    pub fn is_committed(&self, call: u64) -> bool {
        self.committed.contains(&call)
    }

    /// A call that was refused and yet stands in the log.
    pub fn refused_and_committed(&self) -> Option<u64> {
        self.refused.intersection(&self.committed).next().copied()
    }

    /// The call that a command in the log is of.
    pub fn of(&self, command: &internal::Command) -> Option<u64> {
        let number = |text: &str| text.strip_prefix("op-")?.parse().ok();
        match command.command.as_ref()? {
            Command::CreateTimers(create) => number(&create.caller.as_ref()?.actor),
            Command::CancelTimer(cancel) => number(&cancel.caller.as_ref()?.actor),
            Command::RescheduleTimer(reschedule) => number(&reschedule.caller.as_ref()?.actor),
            Command::Ack(ack) => number(&ack.actor),
            Command::Outcome(outcome) => number(&outcome.reason),
            Command::Extend(extend) => {
                let grant = extend.grant?;
                let key = (fence::format(&grant.fence?), grant.deadline);
                self.extends.get(&key).copied()
            }
            _ => None,
        }
    }

    /// Calls that were begun and not answered.
    pub fn open(&self) -> usize {
        self.open
    }
}

impl World {
    /// Begins a call, or two that are the same.
    pub fn call(&mut self, client: u64, request: Request, retries: u32) {
        if self.calls.duplicates > 0 && self.random.percent(40) {
            self.call_once(client + 50, request.clone(), 0);
        }
        self.call_once(client, request, retries);
    }

    /// Begins a call that is made once, and answers its number.
    pub(super) fn call_showing(&mut self, client: u64, request: Request) -> u64 {
        self.call_once(client, request, 0);
        self.calls.last
    }

    /// It is repeated so many times if nobody can say what became of it.
    fn call_once(&mut self, client: u64, request: Request, retries: u32) {
        let op = self.note_call(client, request, retries);
        let node = if self.random.percent(80) {
            self.calls.hint
        } else {
            self.random.below(self.nodes.len())
        };
        let delay = self.request_delay();
        if !(self.calls.loses_requests > 0 && self.random.percent(40)) {
            self.agenda.plan(self.now + delay, Event::Arrive(op, node));
        }
        self.has_patience(op);
    }

    /// A call begins; answers its number.
    fn note_call(&mut self, client: u64, mut request: Request, retries: u32) -> u64 {
        self.calls.last += 1;
        let op = self.calls.last;
        sign(&mut request, op);
        if let Request::Report(report) = &mut request
            && let Word::Extend { deadline } = &mut report.word
        {
            // Told apart from every other by a few nanoseconds.
            *deadline += (op % 1_000_000) as i64 - *deadline % 1_000_000;
        }
        if let Request::Report(Report {
            fence,
            word: Word::Extend { deadline },
            ..
        }) = &request
        {
            self.calls.extends.insert((fence::format(fence), *deadline), op);
        }
        let call: Call = requests::recorded(&request);
        self.history.push(Record::Inv(Invocation {
            op,
            client,
            t: self.now,
            call,
        }));
        let pending = Pending {
            request,
            client,
            retries,
            is_answered: false,
        };
        self.calls.pending.insert(op, pending);
        self.calls.open += 1;
        self.note_effective();
        op
    }

    fn request_delay(&mut self) -> i64 {
        if self.calls.delays > 0 && self.random.percent(40) {
            self.random.pick(&[50, 500, 3_000, 60_000]) * MS
        } else {
            self.random.between(MS / 10, 3 * MS)
        }
    }

    /// A call reaches a node, which passes it on if it knows a better one.
    pub fn arrive(&mut self, op: u64, node: usize) {
        let Some(pending) = self.calls.pending.get(&op) else {
            return;
        };
        let request = pending.request.clone();
        // A node answers by itself once it has taken over, deliveries included.
        let leads = self.nodes[node].process.reigns.is_some();
        if let Request::Get { id, local: true } = &request {
            let outcome = self.read(
                node,
                &Request::Get {
                    id: id.clone(),
                    local: true,
                },
            );
            return self.answer(op, outcome);
        }
        if !leads {
            return match self.nodes[node].log.leader.filter(|leader| *leader != node) {
                Some(leader) if self.reach(node, leader) && self.nodes[leader].process.reigns.is_some() => {
                    let delay = self.network_delay();
                    self.agenda.plan(self.now + delay, Event::Arrive(op, leader));
                }
                _ => self.answer(op, refused("NOT_LEADER")),
            };
        }
        match request {
            Request::Write(command, priority) => {
                if let Some(refusal) = self.judge_key(op, node) {
                    return self.answer(op, refusal);
                }
                if self.nodes[node].refuses > 0 && self.random.percent(30) {
                    return self.answer(op, refused("OVERLOADED"));
                }
                let command = self.arrived(node, command);
                self.submit_call(op, node, command, priority);
            }
            Request::Report(report) => self.submit_report(op, node, report),
            Request::Get { .. } | Request::List => self.begin_read(op, node),
        }
    }

    /// Its answer is collected under the call's number.
    pub(super) fn submit_call(&mut self, op: u64, node: usize, command: Command, priority: Priority) {
        let (sender, receiver) = oneshot::channel();
        self.nodes[node].process.answers.push((op, receiver));
        self.submit(node, command, priority, Some(sender));
    }

    /// The node that takes a call stamps it with its clock.
    fn arrived(&self, node: usize, command: Command) -> Command {
        let now = self.nodes[node].wall(self.now);
        match command {
            Command::CreateTimers(mut create) => {
                for timer in &mut create.timers {
                    timer.create_time = now;
                }
                Command::CreateTimers(create)
            }
            Command::RescheduleTimer(mut reschedule) => {
                reschedule.create_time = now;
                Command::RescheduleTimer(reschedule)
            }
            other => other,
        }
    }

    /// Answers that the product gave go on their way to whoever called.
    pub fn collect_answers(&mut self, node: usize) {
        let answers = &mut self.nodes[node].process.answers;
        let mut given = Vec::new();
        answers.retain_mut(|(op, receiver)| match receiver.try_recv() {
            Ok(answer) => {
                given.push((*op, Some(answer)));
                false
            }
            Err(oneshot::error::TryRecvError::Empty) => true,
            Err(oneshot::error::TryRecvError::Closed) => {
                given.push((*op, None));
                false
            }
        });
        for (op, answer) in given {
            let answered = answer.as_ref();
            if self.administrator_heard(op, answered) || self.poster_heard(node, op, answered) {
                continue;
            }
            let Some(pending) = self.calls.pending.get(&op) else {
                continue;
            };
            let request = pending.request.clone();
            let outcome = answers::outcome(&request, answer);
            self.note_outcome(&request, &outcome);
            self.answer(op, outcome);
        }
    }

    /// An answer goes to its caller.
    fn answer(&mut self, op: u64, outcome: Outcome) {
        if let Outcome::Err { reason } = &outcome
            && repeats(reason)
        {
            self.calls.refused.insert(op);
        }
        if self.calls.loses_answers > 0 && self.random.percent(40) {
            return;
        }
        let delay = self.request_delay();
        self.agenda.plan(self.now + delay, Event::Answered(op, outcome));
    }

    pub fn answered(&mut self, op: u64, outcome: Outcome) {
        let Some(pending) = self.calls.pending.get_mut(&op).filter(|pending| !pending.is_answered) else {
            return;
        };
        pending.is_answered = true;
        self.calls.open -= 1;
        let again = match &outcome {
            Outcome::Unknown => true,
            Outcome::Err { reason } => repeats(reason),
            Outcome::Ok { .. } => false,
        };
        let again =
            (again && pending.retries > 0).then(|| (pending.client, pending.request.clone(), pending.retries - 1));
        self.history.push(Record::Ret(Return {
            op,
            t: self.now,
            outcome,
        }));
        if let Some((client, request, retries)) = again {
            self.calls.hint = self.random.below(self.nodes.len());
            self.repeats.push((
                self.now + self.random.between(10 * MS, 800 * MS),
                client,
                request,
                retries,
            ));
            self.agenda.plan(self.repeats[self.repeats.len() - 1].0, Event::Repeat);
        }
    }

    /// Calls whose time has come are made once more.
    pub fn repeat(&mut self) {
        let (due, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.repeats)
            .into_iter()
            .partition(|(at, ..)| *at <= self.now);
        self.repeats = rest;
        for (_, client, request, retries) in due {
            self.call(client, request, retries);
        }
    }

    /// A caller has waited long enough.
    pub fn give_up(&mut self, op: u64) {
        self.answered(op, Outcome::Unknown);
    }

    /// Whoever was called is gone for good.
    pub fn give_up_all(&mut self) {
        let open = self.calls.pending.iter().filter(|(_, pending)| !pending.is_answered);
        for op in open.map(|(op, _)| *op).collect::<Vec<_>>() {
            self.give_up(op);
        }
        self.calls.reads.clear();
    }

    /// Clients take this node for the leader.
    pub fn note_lead_hint(&mut self, node: usize) {
        self.calls.hint = node;
    }
}

/// Reasons that say that a call never reached the log, and may be repeated.
fn repeats(reason: &str) -> bool {
    matches!(reason, "NOT_LEADER" | "NO_QUORUM" | "OVERLOADED")
}

/// A refusal: nothing happened.
pub fn refused(reason: &str) -> Outcome {
    Outcome::Err {
        reason: reason.to_owned(),
    }
}

/// Says in the request which call it is of, so that the log's entry can be told apart.
fn sign(request: &mut Request, op: u64) {
    let name = format!("op-{op}");
    let caller = match request {
        Request::Write(Command::CreateTimers(create), _) => create.caller.as_mut(),
        Request::Write(Command::CancelTimer(cancel), _) => cancel.caller.as_mut(),
        Request::Write(Command::RescheduleTimer(reschedule), _) => reschedule.caller.as_mut(),
        Request::Report(report) => {
            match &mut report.word {
                Word::Ack => report.actor = name,
                Word::Nack { reason, .. } | Word::Refuse { reason } => *reason = name,
                Word::Extend { .. } => {}
            }
            return;
        }
        _ => None,
    };
    if let Some(caller) = caller {
        caller.actor = name;
    }
}
