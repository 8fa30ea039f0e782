//! The log, its account of each instant, and the check of that account.
//!
//! The expected account follows from the callers' requests and from [`rules`](super::rules). The actual account comes
//! from the events of the log.

use super::{
    backfills::{Backfills, is_backfilled},
    draw::RELEASES,
    rules::{Rule, SECOND},
};
use crate::{marks::Marks, tier::Violation};
use minoots_kernel::{
    Applied, Entry, apply,
    internal::{EventKind, EventRow, MissedRuns, ScheduleRow, command::Command as Kind},
    limits::LEAD_MAX,
    memory::MemoryTables,
    tables::{self, schedule},
};
use std::collections::{BTreeMap, BTreeSet};

pub const TENANT: &str = "t";
const VIOLATIONS_MAX: usize = 20;
/// The documented lateness.
const LATE_AFTER: i64 = 10 * SECOND;

/// A rule, valid for the instants after `after` up to `until`.
struct Stretch {
    after: i64,
    until: Option<i64>,
    rule: Rule,
    release: usize,
}

/// A schedule from its creation to its end.
#[derive(Default)]
struct Life {
    stretches: Vec<Stretch>,
    /// Instants with timers.
    ran: BTreeSet<i64>,
    missed: Vec<(i64, i64, u64)>,
    /// Pauses: after one instant, up to another.
    paused: Vec<(i64, i64)>,
}

/// An entry in flight, with its proposer's term and zone data.
pub struct Proposed {
    pub entry: Entry,
    pub release: usize,
    pub term: u64,
    /// The rule of a created or changed schedule.
    pub rule: Option<Rule>,
}

/// The committed log and its state.
#[derive(Default)]
pub struct Ledger {
    pub tables: MemoryTables,
    pub index: u64,
    pub marks: Marks,
    pub violations: Vec<Violation>,
    pub notes: String,
    /// Timers created by callers' triggers.
    pub triggered: BTreeSet<String>,
    lives: BTreeMap<String, Vec<Life>>,
    /// Instants with timers and their counts, over all lives of an id.
    pub(super) ran: BTreeMap<(String, i64), u32>,
    pub(super) waited: BTreeSet<(String, i64)>,
    /// Instants with jitter that were decided before their fire times. They are never late.
    pub(super) decided: BTreeSet<(String, i64)>,
    pub(super) backfills: Backfills,
    term: u64,
}

impl Ledger {
    pub fn row(&self, id: &str) -> Option<ScheduleRow> {
        schedule::get(&self.tables, TENANT, id).ok().flatten()
    }

    pub fn violation(&mut self, rule: &str, message: String) {
        if self.violations.len() < VIOLATIONS_MAX {
            self.violations.push(Violation {
                rule: rule.to_owned(),
                message,
            });
        }
    }

    /// Commits the next entry. Returns its result and the events of the occurrences it created, or `None` if the state
    /// is corrupt.
    pub fn commit(&mut self, proposed: &Proposed) -> Option<(Applied, Vec<EventRow>)> {
        self.index += 1;
        let before = self.rows(&proposed.entry);
        let from = self.sequence();
        let applied = match apply(&mut self.tables, self.index, &proposed.entry) {
            Ok(applied) => applied,
            Err(failure) => {
                self.violation("state", failure.to_string());
                return None;
            }
        };
        let events = tables::event::scan(&self.tables, TENANT, from, self.sequence(), usize::MAX).unwrap_or_default();
        let events: Vec<EventRow> = events.into_iter().map(|(_, event)| event).collect();
        if proposed.term < self.term {
            self.marks.hit("an entry was proposed by a leader of the past");
        }
        self.term = self.term.max(proposed.term);
        self.follow(proposed, before);
        self.note_late(proposed, &events);
        for event in &events {
            if !self.take_backfilled(event, proposed) {
                self.take(event, proposed.entry.time, applied.time);
            }
        }
        let index = self.index;
        self.notes += &format!("{index} {} {}\n", applied.time, events.len());
        Some((applied, events))
    }

    /// The current rule of a schedule.
    pub(super) fn rule(&self, id: &str) -> Option<&Rule> {
        let life = self.lives.get(id)?.last()?;
        life.stretches.last().map(|last| &last.rule)
    }

    fn sequence(&self) -> u64 {
        tables::tenant::get(&self.tables, TENANT).map_or(0, |row| row.next_sequence)
    }

    /// The rows of all schedules, including those that the entry creates. All can change, because a timer's end
    /// advances its schedule.
    fn rows(&self, entry: &Entry) -> BTreeMap<String, Option<ScheduleRow>> {
        let mut names: BTreeSet<String> = self.lives.keys().cloned().collect();
        for command in &entry.commands {
            if let Some(Kind::PutSchedule(put)) = &command.command {
                names.insert(put.id.clone());
            }
        }
        names.into_iter().map(|name| (name.clone(), self.row(&name))).collect()
    }

    /// Updates which rule is valid from which instant.
    fn follow(&mut self, proposed: &Proposed, before: BTreeMap<String, Option<ScheduleRow>>) {
        let clock = proposed.entry.time;
        let put = proposed
            .entry
            .commands
            .iter()
            .find_map(|command| match &command.command {
                Some(Kind::PutSchedule(put)) => Some(put),
                _ => None,
            });
        let decided = put.and_then(|put| put.plan.as_ref()).map_or(0, |plan| plan.decided);
        let runs: BTreeSet<String> = (proposed.entry.commands.iter())
            .filter_map(|command| match &command.command {
                Some(Kind::RunSchedules(round)) => Some(round.runs.iter().map(|run| run.id.clone())),
                _ => None,
            })
            .flatten()
            .collect();
        for (id, before) in before {
            let after = self.row(&id);
            if let (Some(before), Some(after)) = (&before, &after) {
                if before == after && runs.contains(&id) {
                    self.marks.hit("what was decided meanwhile was proposed again");
                }
                self.check_release(proposed, &id, before, after);
            }
            let changed = before.as_ref().map(|row| &row.spec) != after.as_ref().map(|row| &row.spec);
            let lives = self.lives.entry(id.clone()).or_default();
            match (before, after) {
                (None, Some(after)) => {
                    if !lives.is_empty() {
                        self.marks.hit("a schedule was deleted and made again");
                    }
                    lives.push(Life::default());
                    begin(lives, decided, proposed.rule.clone(), &after);
                }
                (Some(before), None) => end(lives, before.decided.max(clock), before.pause.is_some(), before.decided),
                (Some(before), Some(after)) => {
                    let is_newer = before.zone_data != after.zone_data;
                    let resumed = before.pause.is_some() && after.pause.is_none();
                    if changed && put.is_some_and(|put| put.id == id && put.version == before.version) {
                        if !before.waiting.is_empty() {
                            self.marks.hit("a change came while instants waited");
                        }
                        begin(lives, decided, proposed.rule.clone(), &after);
                    } else if is_newer || resumed {
                        if is_newer && after.version == before.version {
                            self.marks.hit("a schedule was computed anew by newer zone data");
                            if before.next != after.next {
                                self.marks.hit("newer zone data moved an instant");
                            }
                        }
                        begin(lives, before.decided, None, &after);
                    }
                    for instant in after.waiting.iter().filter(|instant| !before.waiting.contains(instant)) {
                        self.waited.insert((id.clone(), instant.instant));
                    }
                    self.decided
                        .extend(after.coming.iter().map(|instant| (id.clone(), instant.instant)));
                }
                (None, None) => {}
            }
        }
    }

    /// Checks that a node with older zone data decides nothing, and that each decision names its zone data.
    fn check_release(&mut self, proposed: &Proposed, id: &str, before: &ScheduleRow, after: &ScheduleRow) {
        let place = |row: &ScheduleRow| (row.decided, row.next, row.zone_data.clone());
        if place(before) == place(after) {
            return;
        }
        let version = RELEASES[proposed.release].version();
        if before.zone_data.as_str() > version || after.zone_data != version {
            let (was, is) = (&before.zone_data, &after.zone_data);
            let message = format!("{id} stood by {was}, and stands by {is} since a node with {version} moved it");
            self.violation("G11", message);
        }
    }

    /// Checks that only late instants are missed for lateness, and that the policy keeps the right number of late
    /// instants.
    fn note_late(&mut self, proposed: &Proposed, events: &[EventRow]) {
        let clock = proposed.entry.time;
        for command in &proposed.entry.commands {
            let Some(Kind::RunSchedules(round)) = &command.command else {
                continue;
            };
            for run in &round.runs {
                let Some(spec) = self.row(&run.id).and_then(|row| row.spec) else {
                    continue;
                };
                let made = |event: &&EventRow| {
                    event.kind() == EventKind::ScheduleOccurrence && event.schedule == run.id && !is_backfilled(event)
                };
                let late = events
                    .iter()
                    .filter(made)
                    .filter(|event| event.fire_time + LATE_AFTER < clock)
                    .filter(|event| !self.waited.contains(&name(event)) && !self.decided.contains(&name(event)))
                    .count();
                let keeps = match spec.missed_runs() {
                    MissedRuns::Unspecified => 1,
                    MissedRuns::All => spec.missed_runs_max as usize,
                    MissedRuns::None => 0,
                };
                if late > 0 {
                    self.marks.hit("an instant ran that was late");
                }
                if late > keeps {
                    let message = format!("{late} late instants of {} ran, and the policy keeps {keeps}", run.id);
                    self.violation("missed runs", message);
                }
            }
        }
    }

    fn take(&mut self, event: &EventRow, clock: i64, time: i64) {
        let (id, first, last) = (event.schedule.clone(), event.fire_time, event.until);
        let life = self.lives.get_mut(&id).and_then(|lives| lives.last_mut());
        match (event.kind(), life) {
            (EventKind::ScheduleOccurrence, _) if self.triggered.contains(&event.object) => {
                self.marks.hit("a timer was triggered");
            }
            (EventKind::ScheduleOccurrence, life) => {
                if let Some(life) = life {
                    life.ran.insert(first);
                }
                if self.waited.contains(&name(event)) {
                    self.marks.hit("an instant waited and ran");
                }
                *self.ran.entry(name(event)).or_default() += 1;
                if first > time + LEAD_MAX {
                    self.violation("early", format!("{id} decided {first} at {time}"));
                }
            }
            (EventKind::ScheduleMissed, Some(life)) => {
                life.missed.push((first, last, event.count));
                match event.reason.as_str() {
                    "OVERLAP" => self.marks.hit("an overlapping instant was missed"),
                    "LATE" => {
                        self.marks.hit("instants were late and missed");
                        if last + LATE_AFTER >= clock {
                            self.violation("late", format!("{id} missed {last} at {clock}, which was not late"));
                        }
                    }
                    _ => {}
                }
            }
            (EventKind::ScheduleResumed, Some(life)) => life.paused.push((first, last)),
            _ => {}
        }
    }

    /// Final check: each instant of each rule is accounted for exactly once, and nothing else ran.
    pub fn judge(&mut self, now: i64) {
        let mut wrong = Vec::new();
        let mut rightly: BTreeSet<(String, i64)> = BTreeSet::new();
        let open: Vec<String> = self.lives.keys().cloned().collect();
        for id in open {
            if let (Some(row), Some(lives)) = (self.row(&id), self.lives.get_mut(&id)) {
                end(lives, row.decided.max(now), false, 0);
            }
        }
        for (id, lives) in &self.lives {
            for life in lives {
                let expected = life.instants();
                // A schedule that was created again, by a clock that went back, meets timers of its predecessor. It
                // need not report those instants.
                let elsewhere = |instant: i64| self.ran.contains_key(&(id.clone(), instant));
                for message in life.check(&expected, elsewhere) {
                    wrong.push(format!("{id}: {message}"));
                }
                let within =
                    |(after, until): &(i64, i64)| expected.iter().any(|instant| instant > after && instant <= until);
                if life.paused.iter().any(within) {
                    self.marks.hit("an instant fell into a pause");
                }
                rightly.extend(expected.into_iter().map(|instant| (id.clone(), instant)));
            }
        }
        for (name, times) in &self.ran {
            if *times != 1 || !rightly.contains(name) {
                wrong.push(format!(
                    "{}: {} ran {times} times, and is it named? {}",
                    name.0,
                    name.1,
                    rightly.contains(name)
                ));
            }
        }
        for (name, times) in self.backfills.made_in_all() {
            let others = self.ran.get(name).copied().unwrap_or_default();
            if times + others != 1 {
                wrong.push(format!(
                    "{}: {} ran {others} times and was backfilled {times} times",
                    name.0, name.1
                ));
            }
        }
        for message in wrong {
            self.violation("G10", message);
        }
    }
}

fn name(event: &EventRow) -> (String, i64) {
    (event.schedule.clone(), event.fire_time)
}

/// Starts a stretch after an instant, with another rule or other zone data.
fn begin(lives: &mut [Life], after: i64, rule: Option<Rule>, row: &ScheduleRow) {
    let Some(life) = lives.last_mut() else { return };
    let rule = rule.or_else(|| life.stretches.last().map(|last| last.rule.clone()));
    if let Some(last) = life.stretches.last_mut() {
        last.until = Some(after);
    }
    let release = RELEASES.iter().position(|release| release.version() == row.zone_data);
    if let (Some(rule), Some(release)) = (rule, release) {
        life.stretches.push(Stretch {
            after,
            until: None,
            rule,
            release,
        });
    }
}

/// Ends a life. Instants of a paused schedule count as paused.
fn end(lives: &mut [Life], until: i64, is_paused: bool, decided: i64) {
    let Some(life) = lives.last_mut() else { return };
    if let Some(last) = life.stretches.last_mut() {
        last.until.get_or_insert(until);
    }
    if is_paused {
        life.paused.push((decided, until));
    }
}

impl Life {
    fn instants(&self) -> BTreeSet<i64> {
        let of = |stretch: &Stretch| {
            let until = stretch.until.unwrap_or(stretch.after);
            stretch.rule.instants(stretch.release, stretch.after, until)
        };
        self.stretches.iter().flat_map(of).collect()
    }

    /// Returns the errors in the account of a life. An instant that ran in another life of the id may be missed or
    /// absent here.
    fn check(&self, expected: &BTreeSet<i64>, ran_in_any: impl Fn(i64) -> bool) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut open = expected.clone();
        let mut close = |instant: i64, how: &str, wrong: &mut Vec<String>| {
            if !open.remove(&instant) {
                wrong.push(format!("{instant} {how}, and is not named or accounted for twice"));
            }
            open.len()
        };
        for instant in expected.iter().filter(|instant| self.ran.contains(instant)) {
            close(*instant, "ran", &mut wrong);
        }
        let (ones, many): (Vec<_>, Vec<_>) = self.missed.iter().copied().partition(|(first, last, _)| first == last);
        for (instant, _, _) in ones {
            close(instant, "was missed", &mut wrong);
        }
        for (first, last, count) in many {
            let mut within: Vec<i64> = open.range(first..=last).copied().collect();
            if within.len() as u64 != count {
                within.retain(|instant| !ran_in_any(*instant));
            }
            let ends = within.first() == Some(&first) && within.last() == Some(&last);
            if !ends || within.len() as u64 != count {
                let known = within.len();
                wrong.push(format!(
                    "{count} are said to be missed from {first} to {last}, and {known} are open"
                ));
            }
            open.retain(|instant| !within.contains(instant));
        }
        for (after, until) in &self.paused {
            open.retain(|instant| !(after + 1..=*until).contains(instant));
        }
        open.retain(|instant| !ran_in_any(*instant));
        wrong.extend(
            open.first()
                .map(|first| format!("{first} and {} more are unaccounted for", open.len() - 1)),
        );
        wrong
    }
}
