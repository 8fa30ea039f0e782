//! A restore makes the fabric forget: what a history says of it falls into lives, each of which has its own past.
//!
//! The first life is everything up to the first restore. A later one consists of what was recorded behind its restore, and before that of
//! what its backup holds: the calls and decisions of the life in which it was taken, up to the backup's last entry. Within one life every
//! rule holds; what holds from one life to the next is said by C18.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::History;
use crate::record::{Backup, Outcome, Record, Restore};

/// A record and the line it stands on.
pub type Line<'a> = (usize, &'a Record);

/// One life of the fabric.
#[derive(Debug, Default)]
pub struct Life<'a> {
    /// What its backup holds, in the order of the lines. Empty for the first life.
    past: Vec<Line<'a>>,
    /// What was recorded in it, with the restore that began it.
    pub present: Vec<Line<'a>>,
    /// The restore that began it, and the beginning of its backup.
    pub restored: Option<(&'a Restore, Option<&'a Backup>)>,
    /// The life in which that was taken.
    pub parent: usize,
}

impl<'a> Life<'a> {
    /// All that is so in this life.
    pub fn records(&self) -> impl Iterator<Item = Line<'a>> + '_ {
        self.past.iter().chain(&self.present).copied()
    }
}

/// The lives that a history tells of, at least one.
pub fn split(history: &History) -> Vec<Life<'_>> {
    let mut lives = vec![Life::default()];
    for (line, record) in history.iter() {
        if let Record::Restore(restore) = record {
            let life = restored(&lives, restore);
            lives.push(life);
        }
        if let Some(life) = lives.last_mut() {
            life.present.push((line, record));
        }
    }
    let ordered = history
        .iter()
        .any(|(_, record)| matches!(record, Record::Run(run) if run.ordered));
    for at in 1..lives.len() {
        lives[at].past = past(&lives, at, ordered);
    }
    lives
}

fn restored<'a>(lives: &[Life<'a>], restore: &'a Restore) -> Life<'a> {
    let taken = |record: &'a Record| match record {
        Record::Backup(backup) if backup.backup == restore.backup => Some(backup),
        _ => None,
    };
    let begun = lives.iter().enumerate().rev().find_map(|(at, life)| {
        let backup = life.present.iter().find_map(|&(_, record)| taken(record))?;
        Some((at, backup))
    });
    Life {
        restored: Some((restore, begun.map(|(_, backup)| backup))),
        parent: begun.map_or(lives.len() - 1, |(at, _)| at),
        ..Life::default()
    }
}

/// What a backup holds of the life in which it was taken.
fn past<'a>(lives: &[Life<'a>], at: usize, ordered: bool) -> Vec<Line<'a>> {
    let Some((restore, backup)) = lives[at].restored else {
        return Vec::new();
    };
    let records: Vec<Line<'a>> = lives[lives[at].parent].records().collect();
    let begun = records
        .iter()
        .find(|(_, record)| matches!(record, Record::Backup(known) if Some(known) == backup));
    let begun = begun.map_or(0, |(line, _)| *line);
    let before = |line: usize, t: i64| {
        if ordered {
            line < begun
        } else {
            backup.is_some_and(|backup| t < backup.t)
        }
    };
    let calls = Calls::of(&records, &lives[at].present, restore.idx);
    let holds = |(line, record): &Line<'a>| match record {
        Record::Run(_) => true,
        Record::Inv(call) => calls.matter.contains(&call.op),
        Record::Ret(answer) => match &answer.outcome {
            Outcome::Ok { idx, .. } => *idx <= restore.idx,
            // A refusal changed nothing; where nobody knows when it was right, it was in the life that gave it.
            Outcome::Err { .. } => match calls.committed.get(&answer.op) {
                Some(last) => *last <= restore.idx,
                None => before(*line, answer.t) && calls.matter.contains(&answer.op),
            },
            Outcome::Unknown => calls.matter.contains(&answer.op),
        },
        Record::Commit(commit) => commit.idx <= restore.idx,
        Record::Fact(fact) => fact.idx <= restore.idx,
        Record::Overdue(overdue) => overdue.idx <= restore.idx,
        _ => false,
    };
    // What clocks and faults did is so for every life, in whichever the backup was taken.
    let around = lives[..at].iter().flat_map(|life| &life.present).copied();
    let around = around.filter(|(_, record)| matches!(record, Record::Clock(_) | Record::Fault(_)));
    let mut past: Vec<Line<'a>> = records.iter().copied().filter(holds).chain(around).collect();
    past.sort_by_key(|(line, _)| *line);
    past
}

/// Which calls of a life its successor is to know of.
struct Calls {
    /// Those that may have had an effect up to the backup's last entry, were refused, or are still under way.
    matter: BTreeSet<u64>,
    /// Where each stands last.
    committed: BTreeMap<u64, u64>,
}

impl Calls {
    fn of(past: &[Line<'_>], present: &[Line<'_>], last: u64) -> Self {
        let mut committed: BTreeMap<u64, u64> = BTreeMap::new();
        let (mut within, mut beyond) = (BTreeSet::new(), BTreeSet::new());
        let mut matter = BTreeSet::new();
        for (_, record) in past {
            match record {
                Record::Inv(call) => drop(matter.insert(call.op)),
                Record::Commit(commit) => {
                    let known = committed.entry(commit.op).or_default();
                    *known = commit.idx.max(*known);
                    (if commit.idx <= last { &mut within } else { &mut beyond }).insert(commit.op);
                }
                Record::Ret(answer) => {
                    if let Outcome::Ok { idx, .. } = answer.outcome {
                        (if idx <= last { &mut within } else { &mut beyond }).insert(answer.op);
                    }
                }
                _ => {}
            }
        }
        matter.retain(|op| within.contains(op) || !beyond.contains(op));
        for (_, record) in present {
            match record {
                Record::Ret(answer) => drop(matter.insert(answer.op)),
                Record::Commit(commit) => drop(matter.insert(commit.op)),
                _ => {}
            }
        }
        Self { matter, committed }
    }
}
