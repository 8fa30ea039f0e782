//! Elections, proposals and commits: a model of consensus without a network. A random prefix of a former leader's log
//! survives.

use super::{
    book::Stamp,
    ledger::Reign,
    node::{News, Proposed},
    world::{Event, World},
};
use crate::plan::{MS, SECOND};
use minoots_kernel::{
    Effect, Entry, Reply,
    internal::{TimerState, command::Command as Kind},
    tables,
};
use minoots_sequencer::{
    answer_all,
    consensus::{Committed, ProposeError},
    core::NextEntry,
};
use std::sync::Arc;

/// How long a quorum's answer is valid, nanoseconds.
pub const LEASE: i64 = SECOND / 2;

/// An entry between proposal and commit.
pub struct Flight {
    pub number: u64,
    reign: Reign,
    entry: Arc<Entry>,
    clock: i64,
    utc: i64,
    /// Whether no other node has the entry.
    alone: bool,
    pub lands: i64,
}

impl World {
    /// Whether a quorum answered the node within the lease.
    pub fn is_leased(&self, node: usize) -> bool {
        let one = &self.nodes[node];
        let reaches = self.leader.is_some_and(|(leader, _)| leader == node) && one.is_reachable();
        (reaches || self.now < one.leased_until) && !one.flickers
    }

    /// Lets an unreachable leader keep its lease until it expires.
    pub fn leaves(&mut self, node: usize) {
        if self.leader.is_some_and(|(leader, _)| leader == node) && self.nodes[node].is_reachable() {
            self.nodes[node].leased_until = self.now + LEASE;
        }
    }

    pub fn plan_election(&mut self, after: i64) {
        let wait = self.random.between(0, SECOND);
        self.plan(self.now + after + wait, Event::Elect(self.term));
    }

    /// Elects a leader, if there is a quorum and no lease is active. `term` is the term that ends.
    pub fn elect(&mut self, term: u64, moves: bool) {
        let (before, count) = (self.leader.map(|(node, _)| node), self.nodes.len());
        let stays = before.is_some_and(|node| self.nodes[node].is_reachable());
        if term != self.term || stays && !moves {
            return;
        }
        let mut able: Vec<usize> = (0..count).filter(|node| self.nodes[*node].is_reachable()).collect();
        let lease = self
            .nodes
            .iter()
            .map(|node| node.leased_until)
            .max()
            .unwrap_or(i64::MIN);
        if able.len() * 2 <= count || lease > self.now {
            self.leader = self.leader.filter(|_| stays);
            return self.plan_election(LEASE);
        }
        able.retain(|node| !moves || able_elsewhere(before, *node, count));
        let node = able[self.random.below(able.len())];
        self.decide_flights();
        self.term += 1;
        let term = self.term;
        self.leader = Some((node, term));
        self.ledger.begin(term);
        self.healthy = self.now;
        if let Some(before) = before.filter(|before| *before != node) {
            let delay = self.random.pick(&[0, 5, 200, 2_000]) * MS;
            let life = self.nodes[before].life;
            self.plan(self.now + delay, Event::Deposed(before, life, term));
        }
        self.hear(node, term);
        self.tell_all();
    }

    /// Commits a random prefix of the entries in flight.
    fn decide_flights(&mut self) {
        let flights = std::mem::take(&mut self.flights);
        let mut survive = match self.random.percent(50) {
            true => flights.len(),
            false => self.random.below(flights.len() + 1),
        };
        for flight in flights {
            survive = if flight.alone { 0 } else { survive };
            if survive > 0 {
                survive -= 1;
                self.book.marks.hit("what was proposed survived its leader");
                self.commit(&flight);
            }
        }
    }

    /// Informs a node that it no longer leads, at the latest from `term` on. It learns nothing more about its
    /// proposals, except committed ones.
    pub fn hear(&mut self, node: usize, term: u64) {
        let one = &mut self.nodes[node];
        let known: Vec<u64> = (self.ledger.log[one.told.min(self.ledger.log.len())..].iter())
            .filter_map(|logged| logged.owner)
            .filter(|(reign, _)| (reign.node, reign.life) == (node, one.life))
            .map(|(_, number)| number)
            .collect();
        let hears = self.random.percent(50);
        let lost: Vec<u64> = (one.proposed.iter())
            .filter(|(number, proposed)| proposed.term < term && !(hears && known.contains(number)))
            .map(|(number, _)| *number)
            .collect();
        for number in lost {
            self.lose(node, number);
        }
        let one = &mut self.nodes[node];
        if one.leads.is_some() || one.inbox.news.iter().any(|news| matches!(news, News::Leading { .. })) {
            one.inbox.news.push(News::Following);
        }
        self.wake(node);
    }

    /// Reports an unknown outcome to the proposer.
    fn lose(&mut self, node: usize, number: u64) {
        let one = &mut self.nodes[node];
        if let Some(proposed) = one.proposed.remove(&number) {
            answer_all(proposed.waiting, Err(ProposeError::OutcomeUnknown), &|tell| tell());
            one.inbox.finished.push(None);
        }
    }

    /// Proposes an entry of a node's sequencer.
    pub fn propose(&mut self, node: usize, next: NextEntry, clock: i64) {
        self.number += 1;
        let number = self.number;
        let one = &mut self.nodes[node];
        let Some(reign) = one.reign(node) else { return };
        let (began, waiting) = (self.now, next.waiting);
        let term = reign.term;
        one.proposed.insert(number, Proposed { term, waiting, began });
        if self.leader != Some((node, term)) {
            // The former leader is informed at once, or when it learns of the new one.
            if self.random.percent(50) {
                self.lose(node, number);
            }
            return;
        }
        let alone = one.cut > 0;
        let delay = match self.losses > 0 && self.random.percent(30) {
            true => self.random.pick(&[100, 1_000]) * MS,
            false => self.random.between(MS / 2, self.draw.commit),
        };
        let last = self.flights.back().map_or(0, |flight| flight.lands);
        let lands = last.max(self.now + delay);
        self.flights.push_back(Flight {
            number,
            reign,
            entry: next.proposal.entry,
            clock,
            utc: self.now,
            alone,
            lands,
        });
        self.plan(lands, Event::Land);
        if self.losses > 0 && self.random.percent(20) {
            self.book.marks.hit("what was said to be lost was applied");
            self.lose(node, number);
            self.wake(node);
        }
    }

    /// Whether an entry in flight arms a watchdog.
    pub fn is_armed_now(&self, id: &str) -> bool {
        let mut commands = self.flights.iter().flat_map(|flight| &flight.entry.commands);
        commands.any(|command| match &command.command {
            Some(Kind::ArmTimers(arms)) => arms.timers.iter().any(|timer| timer.id == id),
            _ => false,
        })
    }

    /// Commits the entries whose time has come, if the leader reaches a quorum.
    pub fn land(&mut self) {
        let Some((leader, _)) = self.leader else { return };
        if !self.nodes[leader].runs || self.nodes[leader].cut > 0 {
            return;
        }
        while let Some(flight) = self.flights.pop_front_if(|flight| flight.lands <= self.now) {
            self.commit(&flight);
        }
        self.tell_all();
    }

    fn commit(&mut self, flight: &Flight) {
        let owner = (flight.reign, flight.number);
        let done = self.ledger.commit(flight.reign.term, owner, &flight.entry);
        if let Err(failure) = done {
            return self.book.violation("state", failure.to_string());
        }
        let by = Stamp {
            reign: flight.reign,
            clock: flight.clock,
            utc: flight.utc,
            decided: self.now,
        };
        self.follow(flight, by);
        self.book.count("entries");
    }

    /// Records the effects of an entry on watchdogs.
    fn follow(&mut self, flight: &Flight, by: Stamp) {
        let Some(logged) = self.ledger.log.last() else { return };
        let mut cancelled = Vec::new();
        for (command, reply) in flight.entry.commands.iter().zip(&logged.replies) {
            match (&command.command, reply) {
                (Some(Kind::CreateTimers(create)), Reply::Created(_)) => {
                    for timer in &create.timers {
                        self.agents.begin(&mut self.book, &timer.id, self.now);
                    }
                }
                (Some(Kind::CancelTimer(cancel)), Reply::Withdrawn(_)) => cancelled.push(cancel.id.clone()),
                (Some(Kind::TouchWatchdogs(_)), _) => self.book.count("entries with touches"),
                _ => {}
            }
        }
        for effect in &logged.effects {
            let Effect::Armed(armed) = effect else { continue };
            let spec = armed.row.spec.as_ref();
            let parent = spec
                .and_then(|spec| spec.parent.as_ref())
                .filter(|parent| parent.stage > 0);
            let id = parent.map_or(armed.row.id(), |parent| parent.id.as_str());
            let Some(place) = self.book.by_id.get(id).copied() else {
                continue;
            };
            match parent {
                Some(parent) => self.book.stage(place, parent.stage, armed.due, by),
                None => self.book.fired(place, armed.due, by),
            }
        }
        for id in cancelled {
            let row = tables::timer::get(&self.ledger.tables, super::agents::TENANT, &id);
            let is_cancelled = row
                .ok()
                .flatten()
                .is_some_and(|row| row.state() == TimerState::Cancelled);
            if let Some(place) = self.book.by_id.get(&id).copied().filter(|_| is_cancelled) {
                self.book.cancelled(place);
            }
        }
        let (index, time, effects) = (logged.at.index, logged.moment.time, logged.effects.len());
        self.book.notes += &format!("{index} {time} {effects}\n");
    }

    fn tell_all(&mut self) {
        for node in 0..self.nodes.len() {
            self.tell_soon(node);
        }
    }

    pub fn tell_soon(&mut self, node: usize) {
        let leads = self.leader.is_some_and(|(leader, _)| leader == node);
        let delay = match leads {
            true => self.random.between(0, MS),
            false => self.random.pick(&[0, 5, 50]) * MS,
        };
        let (at, one) = (self.now + delay, &mut self.nodes[node]);
        if one.tell_at.is_none() && one.runs {
            one.tell_at = Some(at);
            let life = one.life;
            self.plan(at, Event::Tell(node, life));
        }
    }

    /// Applies committed entries at a node: its sequencer gets the effects, and waiting callers get their answers.
    pub fn tell(&mut self, node: usize) {
        self.nodes[node].tell_at = None;
        if !self.nodes[node].is_reachable() {
            return;
        }
        while let Some(logged) = self.ledger.log.get(self.nodes[node].told) {
            let one = &mut self.nodes[node];
            one.told += 1;
            let hears = one.leads.is_some() || !one.inbox.news.is_empty();
            let effects = if hears { logged.effects.clone() } else { Vec::new() };
            one.inbox.applied.push((logged.at, logged.moment, effects));
            let begins = logged.owner.is_none() && self.leader == Some((node, logged.at.term));
            if begins {
                let (term, since) = (logged.at.term, logged.at.index);
                one.inbox.news.push(News::Leading { term, since });
            }
            let own = logged
                .owner
                .filter(|(reign, _)| (reign.node, reign.life) == (node, one.life));
            if let Some((_, number)) = own
                && let Some(proposed) = one.proposed.remove(&number)
            {
                let (at, replies) = (logged.at, logged.replies.clone());
                answer_all(proposed.waiting, Ok(Committed { at, replies }), &|tell| tell());
                one.inbox.finished.push(Some(self.now - proposed.began));
            }
            if self.random.percent(10) {
                self.tell_soon(node);
                break;
            }
        }
        self.wake(node);
    }
}

/// Whether a node may receive leadership that moves: another node, if there is one.
fn able_elsewhere(before: Option<usize>, node: usize, count: usize) -> bool {
    count == 1 || before != Some(node)
}
