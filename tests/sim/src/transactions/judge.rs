//! Judges a run: replays the log through the model, command by command.
//!
//! - Each answer equals the model's answer at that place of the log. A repetition gets the first answer (G12, G14,
//!   budgets, G8).
//! - A read at an index equals the model's state there. A linearizable read includes everything that was answered
//!   before it.
//! - An answer received before a call began is before that call in the log.
//! - For an unknown outcome, the final tables show the result of its request id, which must equal the model's.
//! - At the end, the tables of every node equal the model's state. The event log reports exactly the effective writes.

use super::{
    ask::{Ask, Refusal, Said, Why},
    cluster::Item,
    commands::{self, TENANT, checkpoint_name},
    model::{At, Model, Write},
    view::View,
    world::{Call, World},
};
use crate::marks::Marks;
use minoots_kernel::{
    internal::{EventKind, EventRow},
    tables,
};
use std::collections::BTreeMap;

mod noted;

pub use noted::MARKS;

/// The model after the whole log. Errors are reported to the cluster.
pub struct Judge<'w> {
    world: &'w mut World,
    model: Model,
    pub marks: Marks,
    /// Effective calls, and the place of their first effect.
    done: BTreeMap<usize, (usize, usize)>,
}

impl Judge<'_> {
    pub fn judge(world: &mut World) -> Marks {
        let mut judge = Judge {
            world,
            model: Model::default(),
            marks: Marks::default(),
            done: BTreeMap::new(),
        };
        judge.replay();
        if judge.world.cluster.violations.is_empty() {
            judge.real_time();
            judge.unknown();
            judge.end();
        }
        judge.note_world();
        judge.marks
    }

    fn wrong(&mut self, rule: &str, message: String) {
        self.world.cluster.violation(rule, message);
    }

    fn replay(&mut self) {
        self.look(0);
        for index in 0..self.world.cluster.log.len() {
            let entry = &self.world.cluster.log[index].entry;
            let (stamp, arm_before) = (entry.time, entry.arm_before);
            self.model.begin(stamp);
            let items = self.world.cluster.log[index].items.clone();
            for (place, item) in items.into_iter().enumerate() {
                match item {
                    Item::Arm(timers) => {
                        for (timer, version) in timers {
                            self.model.arm(timer, version);
                        }
                    }
                    Item::Call { call, arrival } => {
                        let at = At {
                            index: index as u64 + 1,
                            arm_before,
                            arrival,
                        };
                        self.step(at, place, call);
                    }
                }
            }
            self.look(index + 1);
            if !self.world.cluster.violations.is_empty() {
                return;
            }
        }
    }

    fn step(&mut self, at: At, place: usize, number: usize) {
        let index = at.index as usize;
        let replies = self.world.cluster.log[index - 1].replies.as_ref();
        let reply = replies.and_then(|replies| replies.get(place)).cloned();
        let call = &self.world.calls[number];
        let (ask, id) = (call.ask.clone(), call.id.clone());
        let said = reply.as_ref().and_then(|reply| commands::said(&ask, reply));
        let Some(said) = said else {
            return self.wrong(ask.rule(), format!("{index}: {ask:?} was answered {reply:?}"));
        };
        let before = self.model.clone();
        let expected = self.model.step(at, &ask, &id, &said);
        if expected != said {
            let rule = if expected.original != said.original {
                "G8"
            } else {
                ask.rule()
            };
            let message = format!("{index}: {ask:?} under {id:?} was answered {said}, and must be {expected}");
            return self.wrong(rule, message);
        }
        if said.answer.is_ok() && said.original == 0 {
            self.done.entry(number).or_insert((index, place));
        }
        self.note(&before, number, &said);
        let heard = self.world.calls[number].heard.as_ref();
        if let Some(heard) = heard.filter(|heard| heard.place == (index, place) && heard.said != said) {
            let message = format!("{index}: a client heard {}, and the log said {said}", heard.said);
            self.wrong(ask.rule(), message);
        }
    }

    /// Checks the reads at this index.
    fn look(&mut self, index: usize) {
        let must = View::of(&self.model);
        let seen = self
            .world
            .reads
            .iter()
            .find(|read| read.index == index && read.view != must);
        if let Some(read) = seen {
            let message = format!("at {index} was read {:?}, and it is {must:?}", read.view);
            self.wrong("read", message);
        }
    }

    /// Checks real-time order: answers received before an operation began have lower places in the log.
    fn real_time(&mut self) {
        let heard = self.world.calls.iter().filter_map(|call| call.heard.as_ref());
        let mut answers: Vec<(i64, (usize, usize))> = heard.map(|heard| (heard.at, heard.place)).collect();
        answers.sort_unstable();
        // Make each place the highest one answered so far.
        let mut highest = (0, 0);
        for (_, place) in &mut answers {
            highest = highest.max(*place);
            *place = highest;
        }
        let known = |at: i64| {
            let count = answers.partition_point(|(heard, _)| *heard < at);
            count.checked_sub(1).map_or((0, 0), |last| answers[last].1)
        };
        let mut wrong = Vec::new();
        for call in &self.world.calls {
            if let Some(heard) = call.heard.as_ref().filter(|heard| heard.place <= known(call.asked)) {
                let known = known(call.asked);
                wrong.push(format!(
                    "{:?} is at {:?}, and {known:?} was answered before",
                    call.ask, heard.place
                ));
            }
        }
        for read in self.world.reads.iter().filter(|read| read.linearizable) {
            let known = known(read.at).0;
            if read.index < known {
                wrong.push(format!(
                    "a read at {} did not know of {known}, which was answered",
                    read.index
                ));
            }
        }
        for message in wrong {
            self.wrong("real time", message);
        }
    }

    /// Checks unanswered calls: the tables must show whether they took effect.
    fn unknown(&mut self) {
        let mut wrong = Vec::new();
        for (number, call) in self.world.calls.iter().enumerate() {
            if call.id.is_empty() || call.heard.is_some() {
                continue;
            }
            let Some(remembered) = self.model.remembered(&call.id) else {
                self.marks.hit("an unknown outcome had not happened");
                continue;
            };
            let row = tables::request::get(&self.world.cluster.nodes[0].tables, TENANT, &call.id);
            let index = row.ok().flatten().map(|row| row.commit_index);
            if index != Some(remembered) {
                wrong.push(format!(
                    "{:?} took effect at {remembered}, and the tables say {index:?}",
                    call.id
                ));
            }
            if self
                .done
                .get(&number)
                .is_some_and(|(index, _)| *index as u64 == remembered)
            {
                self.marks.hit("an unknown outcome had happened");
            }
        }
        for message in wrong {
            self.wrong("G8", message);
        }
    }

    /// Checks at the end that all nodes equal the model and that the event log matches.
    fn end(&mut self) {
        let must = View::of(&self.model);
        for place in 0..self.world.cluster.nodes.len() {
            let nodes = &self.world.cluster.nodes;
            let is_equal = nodes[place].tables == nodes[0].tables;
            let view = View::read(&nodes[place].tables);
            if !is_equal {
                self.wrong("G16", format!("node {place} is not as node 0"));
            }
            match view {
                Ok(view) if view == must => {}
                Ok(view) => self.wrong("state", format!("node {place} has {view:?}, and it is {must:?}")),
                Err(failure) => self.wrong("state", failure.to_string()),
            }
        }
        let tables = &self.world.cluster.nodes[0].tables;
        let rows = tables::event::scan(tables, TENANT, 0, u64::MAX, usize::MAX).unwrap_or_default();
        let writes: Vec<Told> = rows.iter().filter_map(|(_, row)| Told::of(row)).collect();
        let must: Vec<Told> = self.model.writes.iter().map(Told::must).collect();
        if writes != must {
            self.wrong("G12", format!("events tell {writes:?}, and what happened is {must:?}"));
        }
        let is_emitted = |row: &&(u64, EventRow)| row.1.kind() == EventKind::Emitted;
        let word = |row: &EventRow| {
            let data = row.emitted.as_ref().map(|emitted| emitted.data.clone());
            data.and_then(|data| data.try_into().ok()).map_or(0, u64::from_be_bytes)
        };
        let emitted = rows.iter().filter(is_emitted);
        let emitted: Vec<(u64, u64)> = emitted.map(|(sequence, row)| (*sequence, word(row))).collect();
        if emitted != self.model.events {
            let must = &self.model.events;
            let message = format!("the event log has {emitted:?}, and {must:?} were emitted");
            self.wrong("G12", message);
        }
    }
}

/// An event about a checkpoint: its name, the kind, the version, and the version that it restores.
#[derive(Debug, PartialEq, Eq)]
struct Told(String, EventKind, u64, u64);

impl Told {
    fn of(row: &EventRow) -> Option<Told> {
        let kind = row.kind();
        let is_ours = matches!(
            kind,
            EventKind::CheckpointCreated | EventKind::CheckpointRolledBack | EventKind::CheckpointDeleted
        );
        is_ours.then(|| Told(row.object.clone(), kind, row.version, row.restored))
    }

    fn must(write: &Write) -> Told {
        let (checkpoint, kind, version, restored) = match *write {
            Write::Put { checkpoint, version } => (checkpoint, EventKind::CheckpointCreated, version, 0),
            Write::RollBack {
                checkpoint,
                version,
                restored,
            } => (checkpoint, EventKind::CheckpointRolledBack, version, restored),
            Write::Delete { checkpoint, version } => (checkpoint, EventKind::CheckpointDeleted, version, 0),
        };
        Told(checkpoint_name(checkpoint), kind, version, restored)
    }
}

/// The reason of a rejection, of a transaction or a single request.
fn why(said: &Said) -> Option<Why> {
    match said.answer {
        Err(Refusal::Plain(why) | Refusal::Guard(_, why) | Refusal::Operation(_, why)) => Some(why),
        Ok(_) => None,
    }
}

/// Whether a call settles an event. Two clients may settle the same one.
fn settles(call: &Call) -> bool {
    use super::ask::Part;
    let Ask::Transact { operations, .. } = &call.ask else {
        return false;
    };
    operations.iter().any(|(part, _)| matches!(part, Part::Settle { .. }))
}
