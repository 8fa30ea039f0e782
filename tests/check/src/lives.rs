//! Splits a history at restores into lives, each with its own past.
//!
//! The first life ends at the first restore. A later life consists of the records behind its restore, preceded by the
//! contents of its backup: the calls and decisions of the life of the backup, up to the backup's last entry. Every rule
//! holds within one life; C18 states the invariants from one life to the next.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::History;
use crate::record::{Backup, Outcome, Record, Restore};

/// A record with its line.
pub type Line<'a> = (usize, &'a Record);

/// One life of the fabric.
#[derive(Debug, Default)]
pub struct Life<'a> {
    /// The contents of its backup, in the order of the lines. Empty for the first life.
    past: Vec<Line<'a>>,
    /// The records of this life, with the restore that began it.
    pub present: Vec<Line<'a>>,
    /// The restore that began it, and the start of its backup.
    pub restored: Option<(&'a Restore, Option<&'a Backup>)>,
    /// The life in which the backup was taken.
    pub parent: usize,
}

impl<'a> Life<'a> {
    /// Returns all records that hold in this life.
    pub fn records(&self) -> impl Iterator<Item = Line<'a>> + '_ {
        self.past.iter().chain(&self.present).copied()
    }
}

/// Splits a history into its lives, at least one.
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

/// Returns the records of the earlier life that a backup contains.
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
            // A refusal changed nothing. If its index is unknown, it belongs to the life that gave it.
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
    // Records of clocks and faults hold for every life, regardless of the life of the backup.
    let around = lives[..at].iter().flat_map(|life| &life.present).copied();
    let around = around.filter(|(_, record)| matches!(record, Record::Clock(_) | Record::Fault(_)));
    let mut past: Vec<Line<'a>> = records.iter().copied().filter(holds).chain(around).collect();
    past.sort_by_key(|(line, _)| *line);
    past
}

/// The calls of a life that its successor must know.
struct Calls {
    /// The calls that may have had an effect up to the backup's last entry, were refused, or are still in flight.
    matter: BTreeSet<u64>,
    /// The last index of each call.
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
