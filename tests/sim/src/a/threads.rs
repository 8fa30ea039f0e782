//! The work rounds of a node's threads. Each round does the same as the product's thread.

use super::{
    SOURCE,
    events::{Event, Thread},
    node::{Input, Telling},
    world::World,
};
use crate::plan::MS;
use minoots_delivery::core::Action;
use minoots_kernel::{Effect, internal::command::Command};
use minoots_sequencer::{
    Answer, Priority, Refused, Waiting,
    consensus::{Committed, Moment, Position},
    core::{NextEntry, scan},
};
use tokio::sync::oneshot;

/// Time until a closed gate is tried again, in nanoseconds.
pub const CLOSED: i64 = 50 * MS;

impl World {
    /// Plans a turn of a thread that has work.
    pub fn wake(&mut self, node: usize, thread: Thread) {
        let slow = self.nodes[node].slow_turns;
        let delay = self.random.between(0, self.plan.shape.turn + 1);
        let extra = if slow > 0 { self.random.between(0, slow) } else { 0 };
        self.wake_at(node, thread, self.now + delay + extra);
    }

    fn wake_at(&mut self, node: usize, thread: Thread, at: i64) {
        let life = self.nodes[node].life;
        let planned = &mut self.nodes[node].process.planned[thread as usize];
        if planned.is_none_or(|before| before > at) {
            *planned = Some(at);
            self.agenda.plan(at, Event::Turn(node, life, thread));
        }
    }

    /// Plans a turn for the time at which the node's wall clock has this reading, unless the clock is set meanwhile.
    fn wake_when(&mut self, node: usize, thread: Thread, wall: i64) {
        let wait = wall
            .saturating_sub(self.nodes[node].wall(self.now))
            .clamp(1_000, i64::MAX / 4);
        self.wake_at(node, thread, self.now.saturating_add(wait));
    }

    /// Wakes every thread, because a clock was set or a process resumed.
    pub fn wake_all(&mut self, node: usize) {
        for thread in [
            Thread::Apply,
            Thread::Tell,
            Thread::Sequencer,
            Thread::Release,
            Thread::Prepare,
        ] {
            self.wake(node, thread);
        }
    }

    pub fn turn(&mut self, node: usize, thread: Thread) {
        if self.nodes[node].process.planned[thread as usize].is_some_and(|at| at > self.now) {
            return;
        }
        self.nodes[node].process.planned[thread as usize] = None;
        let standing = self.standing(node);
        let one = &self.nodes[node];
        one.clock.set(self.now, one.wall(self.now));
        one.state.set_standing(standing);
        match thread {
            Thread::Apply => self.apply(node),
            Thread::Tell => self.tell(node),
            Thread::Sequencer => self.sequence(node),
            Thread::Release => self.release(node),
            Thread::Prepare => self.prepare(node),
        }
        if self.nodes[node].state.take_abdication() {
            self.abdicate(node);
        }
        self.collect_answers(node);
        self.go_on_with_keys(node);
    }

    /// Applies some of the committed entries.
    fn apply(&mut self, node: usize) {
        let mut left = 1 + self.random.below(16);
        loop {
            let one = &mut self.nodes[node];
            let index = one.state.index() + 1;
            if index > one.log.commit.min(one.log.last().index) {
                break;
            }
            if left == 0 {
                self.wake(node, Thread::Apply);
                break;
            }
            left -= 1;
            let Some(logged) = one.log.get(index).cloned() else {
                return self.violation("log", format!("node {node} lacks entry {index}, which it is to apply"));
            };
            let applied = match one.state.apply(logged.entry.as_deref()) {
                Ok(applied) => applied,
                Err(failure) => {
                    return self.violation("G16", format!("node {node} failed at {index}: {failure}"));
                }
            };
            one.process.applied_term = logged.term;
            let (mut effects, mut replies) = (Vec::new(), Vec::new());
            if let Some(applied) = applied {
                one.process.moment = Moment {
                    time: applied.time,
                    unfinished: applied.unfinished,
                    next_deadline: applied.next_deadline,
                };
                (effects, replies) = (applied.effects, applied.replies);
            }
            let same = self.ledger.at(index).is_some_and(|decided| decided.replies == replies);
            if !same {
                self.violation("G16", format!("node {node} comes to other replies at {index}"));
            }
            let one = &mut self.nodes[node];
            let own = logged
                .owner
                .filter(|owner| (owner.node, owner.life) == (node, one.life));
            one.process.telling.push_back(Telling {
                at: Position {
                    index,
                    term: logged.term,
                },
                moment: one.process.moment,
                effects,
                own: own.map(|owner| (owner.number, replies)),
            });
            if index.is_multiple_of(self.plan.shape.checkpoint_entries) && index <= one.log.durable {
                one.log.checkpoint = (one.state.snapshot(), logged.term);
            }
            self.publish(node);
        }
        if self.random.percent(70) {
            self.tell(node);
        } else {
            self.wake(node, Thread::Tell);
        }
    }

    /// Reports applied entries to sequencer, delivery and readers, and answers waiting callers.
    pub fn tell(&mut self, node: usize) {
        while let Some(told) = self.nodes[node].process.telling.pop_front() {
            self.tell_keys(node, told.at.index, &told.effects);
            self.tell_poster(node, told.at.index, &told.effects);
            let process = &mut self.nodes[node].process;
            let grown = told
                .effects
                .iter()
                .any(|effect| matches!(effect, Effect::Events { .. }));
            process
                .inputs
                .push_back(Input::Applied(told.at.index, told.moment.time, told.effects.clone()));
            process.inbox.applied.push((told.at, told.moment, told.effects));
            if let Some((number, replies)) = told.own
                && let Some((waiting, began)) = process.proposals.remove(&number)
            {
                process.inbox.finished.push(Some(self.now - began));
                minoots_sequencer::answer_all(waiting, Ok(Committed { at: told.at, replies }), &|tell| tell());
            }
            if grown {
                self.events_grew(node);
            }
            if self.random.percent(20) {
                self.wake(node, Thread::Tell);
                break;
            }
        }
        self.wake(node, Thread::Sequencer);
        self.wake(node, Thread::Release);
        self.answer_reads(node);
    }

    fn sequence(&mut self, node: usize) {
        let now = self.nodes[node].wall(self.now);
        let process = &mut self.nodes[node].process;
        let inbox = std::mem::take(&mut process.inbox);
        match inbox.leadership {
            Some(Some(_)) => process.sequencer.lead(0),
            Some(None) => answer_not_leader(process.sequencer.follow(None)),
            None => {}
        }
        for finished in inbox.finished {
            match finished {
                Some(took) => process.sequencer.committed(took, now),
                None => process.sequencer.lost(),
            }
        }
        for (at, moment, effects) in inbox.applied {
            process.sequencer.applied(at, moment, &effects);
        }
        for waiting in inbox.submitted {
            process.sequencer.submit(waiting);
        }
        if let Some(heir) = inbox.hand_over.filter(|_| process.sequencer.is_leading()) {
            process.sequencer.arm_ahead(now);
            process.heir = Some(heir);
        }
        if !process.sequencer.is_leading() {
            process.heir = None;
            return answer_not_leader(process.sequencer.follow(None));
        }
        let open = process.sequencer_gate.now().is_some();
        if open {
            while let Some(next) = self.nodes[node].process.sequencer.next_entry(now) {
                self.hand_over(node, next);
            }
        }
        if self.hands_over(node) {
            return;
        }
        let one = &mut self.nodes[node];
        if let Some(refill) = one.process.sequencer.wants_refill() {
            let found = scan(&one.state.snapshot(), &refill);
            one.process.sequencer.refilled(found.ok());
            // A new row may be needed at once.
            return self.wake_at(node, Thread::Sequencer, self.now + 1_000);
        }
        if let Some(look) = one.process.sequencer.wants_look(now) {
            let found = scan(&one.state.snapshot(), &look);
            one.process.sequencer.looked(now, found.ok());
            return self.wake_at(node, Thread::Sequencer, self.now + 1_000);
        }
        if !open {
            return self.wake_at(node, Thread::Sequencer, self.now + CLOSED);
        }
        if let Some(at) = self.nodes[node].process.sequencer.next_wake(now) {
            self.wake_when(node, Thread::Sequencer, at);
        }
    }

    fn hand_over(&mut self, node: usize, next: NextEntry) {
        let NextEntry { proposal, waiting } = next;
        self.nodes[node].proposals += 1;
        let number = self.nodes[node].proposals;
        let read = minoots_kernel::Entry::from_bytes(&proposal.bytes);
        if read.as_ref().ok() != Some(proposal.entry.as_ref()) {
            self.violation("log", "what is proposed reads otherwise".to_owned());
        }
        let began = self.now;
        self.nodes[node].process.proposals.insert(number, (waiting, began));
        self.propose(node, number, &proposal);
    }

    fn release(&mut self, node: usize) {
        let wall = self.nodes[node].wall(self.now);
        let process = &mut self.nodes[node].process;
        for input in std::mem::take(&mut process.inputs) {
            handle(process, input);
        }
        let read = match process.delivery.leads() {
            true => process.release_gate.now(),
            false => Some(wall),
        };
        if read.is_some() && process.delivery.leads() && std::mem::take(&mut self.nodes[node].pauses_at_gate) {
            (self.nodes[node].paused, self.nodes[node].past_gate) = (true, read);
            return self.look();
        }
        self.send_due(node, read);
    }

    /// Releases due deliveries by the clock reading at which the gate was open; releases none if it was closed.
    pub fn send_due(&mut self, node: usize, read: Option<i64>) {
        let now = self.nodes[node].wall(self.now);
        let process = &mut self.nodes[node].process;
        let actions = match read {
            Some(read) => process.delivery.poll(read),
            None => process.delivery.take_actions(),
        };
        process.delivery.take_releases();
        self.released(node);
        for action in actions {
            self.carry_out(node, action, now);
        }
        let next = self.nodes[node].process.delivery.next_wake();
        match next {
            Some(_) if read.is_none() => self.wake_at(node, Thread::Release, self.now + CLOSED),
            Some(at) => self.wake_when(node, Thread::Release, at),
            None => {}
        }
    }

    fn carry_out(&mut self, node: usize, action: Action, now: i64) {
        let refuses = self.nodes[node].refuses > 0 && self.random.percent(30);
        match action {
            Action::Propose { command, answer } if refuses => {
                self.nodes[node].process.delivery.refused(&command, now);
                if let Some(answer) = answer {
                    let _ = answer.send(Answer::Refused(Refused::Overloaded { retry_delay_ms: 100 }));
                }
                self.wake(node, Thread::Release);
            }
            Action::Propose { command, answer } => {
                self.submit(node, *command, Priority::Urgent, answer);
            }
            work => {
                self.nodes[node].process.work.push_back(work);
                self.wake(node, Thread::Prepare);
            }
        }
    }

    /// Submits a command to a node's sequencer.
    pub fn submit(
        &mut self,
        node: usize,
        command: Command,
        priority: Priority,
        answer: Option<oneshot::Sender<Answer>>,
    ) {
        let waiting = Waiting::new(command, priority, answer);
        self.nodes[node].process.inbox.submitted.push(waiting);
        self.wake(node, Thread::Sequencer);
    }

    fn prepare(&mut self, node: usize) {
        self.hand_over_work(node);
        let mut view = None;
        let mut left = 1 + self.random.below(8);
        while left > 0
            && let Some(action) = self.nodes[node].process.work.pop_front()
        {
            left -= 1;
            let process = &mut self.nodes[node].process;
            match process.preparer.work(SOURCE, action, &mut view) {
                Ok(Some(done)) => process.done.push_back(done),
                Ok(None) => {}
                Err(failure) => return self.violation("G16", format!("node {node} cannot prepare: {failure}")),
            }
        }
        drop(view);
        // The read data may be old when it is handed over.
        if self.healed || self.random.percent(40) {
            self.hand_over_work(node);
        }
        let process = &self.nodes[node].process;
        if !process.work.is_empty() || !process.done.is_empty() {
            let delay = self.delay(&[0, 1, 20, 100]);
            self.wake_at(node, Thread::Prepare, self.now + delay);
        }
    }

    fn hand_over_work(&mut self, node: usize) {
        let process = &mut self.nodes[node].process;
        process.inputs.extend(process.done.drain(..).map(Input::Done));
        self.wake(node, Thread::Release);
    }
}

fn handle(process: &mut super::node::Process, input: Input) {
    let delivery = &mut process.delivery;
    match input {
        Input::Applied(index, time, effects) => {
            delivery.set_log_time(time);
            delivery.applied(index, &effects);
            process.heard = index;
        }
        Input::Reign(reign) => delivery.reign(reign),
        Input::Open(id, queue, credits, outlet) => delivery.open(id, queue, credits, outlet),
        Input::Room(id) => delivery.has_room(id),
        Input::Close(id, unsent, goodbye) => delivery.close(id, &unsent, goodbye),
        Input::Report(report, answer) => delivery.report(report, answer),
        Input::Done(done) => delivery.done(done),
    }
}

fn answer_not_leader(waiting: Vec<Waiting>) {
    for waiting in waiting {
        waiting.answer(Answer::NotLeader { leader: None });
    }
}
