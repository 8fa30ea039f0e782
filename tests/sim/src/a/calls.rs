//! Clients: their requests, retries and responses.

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

/// A request. Every retry sends the same one.
#[derive(Clone)]
pub enum Request {
    Write(Command, Priority),
    Report(Report),
    Get { id: String, local: bool },
    List,
}

impl Request {
    /// The id of the request's timer, if it has one.
    pub fn timer(&self) -> Option<&str> {
        match self {
            Request::Write(Command::CancelTimer(cancel), _) => Some(&cancel.id),
            Request::Write(Command::RescheduleTimer(reschedule), _) => Some(&reschedule.id),
            Request::Get { id, .. } => Some(id),
            _ => None,
        }
    }
}

/// A request in flight.
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
    /// Extensions by fence and deadline, which identify them.
    extends: BTreeMap<(String, i64), u64>,
    /// Timers that clients tried to create.
    known: Vec<NewTimer>,
    ids: u64,
    /// The node that clients consider the leader.
    hint: usize,
    pub loses_requests: u32,
    pub loses_answers: u32,
    pub duplicates: u32,
    pub delays: u32,
    open: usize,
    /// Calls in the log.
    committed: BTreeSet<u64>,
    /// Calls that a node rejected, with the claim that they never reached the log.
    refused: BTreeSet<u64>,
}

impl Calls {
    /// Records that a command is in the log.
    pub fn note_committed(&mut self, command: &internal::Command) {
        self.committed.extend(self.of(command));
    }

    /// Whether a call is in the log.
    pub fn is_committed(&self, call: u64) -> bool {
        self.committed.contains(&call)
    }

    /// A call that was rejected but is in the log.
    pub fn refused_and_committed(&self) -> Option<u64> {
        self.refused.intersection(&self.committed).next().copied()
    }

    /// The call of a command in the log.
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

    /// Number of calls without a response.
    pub fn open(&self) -> usize {
        self.open
    }
}

impl World {
    /// Starts a call, or two identical calls.
    pub fn call(&mut self, client: u64, request: Request, retries: u32) {
        if self.calls.duplicates > 0 && self.random.percent(40) {
            self.call_once(client + 50, request.clone(), 0);
        }
        self.call_once(client, request, retries);
    }

    /// Starts a call without retries and returns its number.
    pub(super) fn call_showing(&mut self, client: u64, request: Request) -> u64 {
        self.call_once(client, request, 0);
        self.calls.last
    }

    /// Starts a call, with up to `retries` retries if its outcome is unknown.
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

    /// Records the start of a call and returns its number.
    fn note_call(&mut self, client: u64, mut request: Request, retries: u32) -> u64 {
        self.calls.last += 1;
        let op = self.calls.last;
        sign(&mut request, op);
        if let Request::Report(report) = &mut request
            && let Word::Extend { deadline } = &mut report.word
        {
            // Make the deadline unique by a few nanoseconds.
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

    /// Handles the arrival of a call at a node. A node that is not the leader forwards the call if it knows the leader.
    pub fn arrive(&mut self, op: u64, node: usize) {
        let Some(pending) = self.calls.pending.get(&op) else {
            return;
        };
        let request = pending.request.clone();
        // A node answers itself only after its takeover is complete, including delivery.
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

    /// Submits a command and collects the answer under the call's number.
    pub(super) fn submit_call(&mut self, op: u64, node: usize, command: Command, priority: Priority) {
        let (sender, receiver) = oneshot::channel();
        self.nodes[node].process.answers.push((op, receiver));
        self.submit(node, command, priority, Some(sender));
    }

    /// Stamps a command with the clock of the receiving node.
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

    /// Sends the product's answers to their callers.
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

    /// Delivers an answer to its caller.
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

    /// Makes the due retries.
    pub fn repeat(&mut self) {
        let (due, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.repeats)
            .into_iter()
            .partition(|(at, ..)| *at <= self.now);
        self.repeats = rest;
        for (_, client, request, retries) in due {
            self.call(client, request, retries);
        }
    }

    /// Ends a call whose caller timed out.
    pub fn give_up(&mut self, op: u64) {
        self.answered(op, Outcome::Unknown);
    }

    /// Ends all open calls, because the cluster is lost.
    pub fn give_up_all(&mut self) {
        let open = self.calls.pending.iter().filter(|(_, pending)| !pending.is_answered);
        for op in open.map(|(op, _)| *op).collect::<Vec<_>>() {
            self.give_up(op);
        }
        self.calls.reads.clear();
    }

    /// Makes clients consider this node the leader.
    pub fn note_lead_hint(&mut self, node: usize) {
        self.calls.hint = node;
    }
}

/// Whether a reason says that a call never reached the log and may be repeated.
fn repeats(reason: &str) -> bool {
    matches!(reason, "NOT_LEADER" | "NO_QUORUM" | "OVERLOADED")
}

/// A rejection without effect.
pub fn refused(reason: &str) -> Outcome {
    Outcome::Err {
        reason: reason.to_owned(),
    }
}

/// Writes the call's number into the request, to identify its entry in the log.
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
