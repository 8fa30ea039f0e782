//! Elections, and the leader's proposals.

use super::{
    draw::RELEASES,
    ledger::Proposed,
    rules::{Rule, SECOND},
    world::{Event, Load, MS, World},
};
use minoots_kernel::{
    Entry,
    internal::{Command, EventKind, RunSchedules, ScheduleRun, command::Command as Kind},
    limits::LEAD_MAX,
    tables::{Read as _, schedule},
};
use minoots_schedules::{
    Zones, anew,
    plan::Unplanned,
    round::{self, LEAD, RoundInputs},
};

impl World {
    /// Elects a leader, if possible.
    pub fn elect(&mut self) {
        if self.downtimes > 0 {
            return;
        }
        self.term += 1;
        self.leader = Some(self.random.below(self.nodes.len()));
        self.unread = Some(anew::begin());
        self.is_busy = false;
        self.looks = None;
        self.wake();
    }

    pub fn wake(&mut self) {
        self.look_at(self.now + MS);
    }

    /// Plans a look of the leader, unless an earlier one is planned.
    pub fn look_at(&mut self, at: i64) {
        if self.looks.is_none_or(|(planned, _)| planned > at) {
            self.number += 1;
            let key = (at.max(self.now), self.number);
            self.agenda.insert(key, Event::Look(self.term));
            if let Some(planned) = self.looks.replace(key) {
                self.agenda.remove(&planned);
            }
        }
    }

    pub fn clock(&self) -> i64 {
        self.now + self.leader.map_or(0, |leader| self.nodes[leader].offset)
    }

    pub fn release(&self) -> usize {
        self.leader.map_or(0, |leader| self.nodes[leader].release)
    }

    pub fn zones(&self) -> Zones {
        RELEASES[self.release()]
    }

    /// Lets the leader look for due instants.
    pub fn look(&mut self, term: u64) {
        let Some(leader) = self.leader.filter(|_| term == self.term && !self.is_busy) else {
            return;
        };
        let (now, zones) = (self.clock(), self.zones());
        let look = RoundInputs {
            now,
            makes: true,
            zones,
        };
        let round = match round::look(&self.ledger.tables, look) {
            Ok(round) => round,
            Err(failure) => return self.ledger.violation("state", failure.to_string()),
        };
        let is_older = round
            .stuck
            .iter()
            .any(|stuck| matches!(stuck.why, Unplanned::NewerZones(_)));
        let node = &mut self.nodes[leader];
        if is_older && self.now >= node.yields && self.draw.nodes > 1 {
            node.yields = self.now + node.stays;
            node.stays *= 2;
            self.ledger
                .marks
                .hit("a leader with older zone data gave leadership away");
            return self.elect();
        }
        if !round.runs.is_empty() {
            return self.propose_runs(round.runs);
        }
        if let Some(from) = self.unread.take() {
            match anew::look(&self.ledger.tables, &from, zones) {
                Ok(portion) => {
                    self.unread = portion.rest;
                    match portion.runs.is_empty() {
                        true => self.wake(),
                        false => self.propose_runs(portion.runs),
                    }
                }
                Err(failure) => self.ledger.violation("state", failure.to_string()),
            }
            return;
        }
        let until = now + LEAD;
        let (_, end) = schedule::next_range();
        let next = self
            .ledger
            .tables
            .scan(&schedule::next_from(until + 1), &end, 1)
            .unwrap_or_default();
        if let Some((next, ..)) = next.first().and_then(|row| schedule::read_next(row).ok()) {
            self.look_at(self.now + (next - until).max(MS));
        }
        // The table does not show instants within the lead as future ones, so plan the look here.
        if let Some(wait) = round.wait.filter(|wait| wait.as_nanos() <= LEAD as u128) {
            self.look_at(self.now + (wait.as_nanos() as i64).max(MS));
        }
        if !round.stuck.is_empty() {
            self.look_at(self.now + 60 * SECOND);
        }
    }

    pub fn propose_runs(&mut self, runs: Vec<ScheduleRun>) {
        self.is_busy = true;
        self.propose(
            Kind::RunSchedules(RunSchedules {
                runs,
                by_fire_time: true,
            }),
            Load::Round,
            None,
        );
    }

    pub fn propose(&mut self, command: Kind, load: Load, rule: Option<Rule>) {
        let time = self.clock();
        let proposed = Proposed {
            entry: Entry {
                time,
                arm_before: time + LEAD_MAX,
                commands: vec![Command { command: Some(command) }],
            },
            release: self.release(),
            term: self.term,
            rule,
        };
        let slow = self.losses > 0 && self.random.percent(50);
        let delay = match slow {
            true => self.random.pick(&[100, 3_000, 30_000]),
            false => self.random.pick(&[1, 1, 5, 50, 400]),
        };
        let is_lost = slow && self.random.percent(50);
        self.number += 1;
        let flight = self.number;
        self.flights.insert(flight, (proposed, load, is_lost));
        self.plan(self.now + delay * MS, Event::Land(flight));
    }

    pub fn land(&mut self, flight: u64) {
        let Some((proposed, load, is_lost)) = self.flights.remove(&flight) else {
            return;
        };
        let mut reply = None;
        if !is_lost {
            let Some((applied, events)) = self.ledger.commit(&proposed) else {
                return;
            };
            for event in events {
                if event.kind() == EventKind::ScheduleOccurrence {
                    self.begin_timer(&event.object, event.until);
                }
            }
            reply = applied.replies.into_iter().next();
        }
        match load {
            Load::Round if proposed.term == self.term => self.is_busy = false,
            Load::Round => {}
            Load::Act(act) => self.landed(act, reply),
            Load::End(id) => self.plan(self.now + SECOND, Event::End(id)),
        }
        self.wake();
    }
}
