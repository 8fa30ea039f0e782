//! C10: the event log is dense and equal for all readers; a reader gets the events after its cursor, or the reason why
//! not (G13).

use std::collections::BTreeMap;

use crate::findings::Findings;
use crate::index::{Index, Reading};
use crate::options::Options;
use crate::record::{Compacted, Event, Seek, Start};
use crate::report::Rule;

pub fn check(index: &Index<'_>, options: &Options, findings: &mut Findings) {
    same_for_all(index, findings);
    in_one_place(index, findings);
    dense(index, findings);
    for at in index.events().filter(|at| at.record.kind == "timer.fired") {
        let Event { t, due: Some(due), .. } = at.record else {
            continue;
        };
        if *t < due.saturating_sub(options.epsilon) && index.soundness.at(*t) {
            findings.report(Rule::C10, 13, [at.line], || {
                format!("{} was read {} ns before due", at.record.event_id, due.abs_diff(*t))
            });
        }
    }
}

fn same_for_all(index: &Index<'_>, findings: &mut Findings) {
    let mut log: BTreeMap<(&str, u64), (usize, &Event)> = BTreeMap::new();
    for at in index.events() {
        let event = at.record;
        let (line, first) = *log
            .entry((&event.partition, event.sequence))
            .or_insert((at.line, event));
        let key = |event: &Event| (event.hash.clone(), event.event_id.clone(), event.kind.clone());
        if key(first) != key(event) {
            findings.report(Rule::C10, 13, [line, at.line], || {
                format!("{} {} is two different events", event.partition, event.sequence)
            });
        }
    }
}

/// Requires that each event has one sequence number. C5 reports a timer that fires twice.
fn in_one_place(index: &Index<'_>, findings: &mut Findings) {
    let mut places = BTreeMap::new();
    for at in index.events().filter(|at| at.record.kind != "timer.fired") {
        let event = at.record;
        let (sequence, line) = *places
            .entry((&event.partition, &event.event_id))
            .or_insert((event.sequence, at.line));
        if sequence != event.sequence {
            findings.report(Rule::C10, 13, [line, at.line], || {
                format!("{} stands at {sequence} and at {}", event.event_id, event.sequence)
            });
        }
    }
}

/// The position of a reader.
struct Cursor {
    line: usize,
    /// The last event that the reader got, if the next one must follow it.
    last: Option<u64>,
    /// Whether the next event must be the direct successor.
    exact: bool,
    filtered: bool,
}

fn dense(index: &Index<'_>, findings: &mut Findings) {
    let mut cursors: BTreeMap<(u64, &str), Cursor> = BTreeMap::new();
    for &(line, reading) in &index.readings {
        match reading {
            Reading::Seek(seek) => drop(cursors.insert((seek.reader, &seek.partition), begin(line, seek))),
            Reading::Event(event) => {
                let cursor = cursors.entry((event.reader, &event.partition));
                let cursor = cursor.or_insert(Cursor {
                    line,
                    last: None,
                    exact: false,
                    filtered: false,
                });
                advance(line, event, cursor, findings);
            }
            Reading::Compacted(compacted) => {
                if let Some(cursor) = cursors.get(&(compacted.reader, &compacted.partition)) {
                    refused(line, compacted, cursor, findings);
                }
            }
        }
    }
}

fn begin(line: usize, seek: &Seek) -> Cursor {
    let last = match seek.start {
        Start::After(sequence) => Some(sequence),
        Start::Earliest | Start::End => None,
    };
    Cursor {
        line,
        last,
        exact: last.is_some(),
        filtered: seek.filtered,
    }
}

fn advance(line: usize, event: &Event, cursor: &mut Cursor, findings: &mut Findings) {
    if let Some(last) = cursor.last {
        let gap = cursor.exact && !cursor.filtered && event.sequence != last + 1;
        if gap || event.sequence <= last {
            findings.report(Rule::C10, 13, [cursor.line, line], || {
                format!("reader {} got {} behind {last}", event.reader, event.sequence)
            });
        }
    }
    (cursor.line, cursor.last, cursor.exact) = (line, Some(event.sequence), true);
}

/// Requires that a cursor is refused as too old only if the events after it are deleted.
fn refused(line: usize, compacted: &Compacted, cursor: &Cursor, findings: &mut Findings) {
    if let Some(last) = cursor.last.filter(|last| compacted.earliest <= last + 1) {
        findings.report(Rule::C10, 13, [cursor.line, line], || {
            format!(
                "a cursor at {last} is refused, although {} is still there",
                compacted.earliest
            )
        });
    }
}
