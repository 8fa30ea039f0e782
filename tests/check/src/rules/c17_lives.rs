//! C17: a timer's lifecycle is legal and ends once, and log time only grows (G4, G22).

use std::collections::BTreeMap;

use crate::findings::Findings;
use crate::index::{At, Index};
use crate::options::Options;
use crate::record::{Event, Fact, Occurrence, OverdueAction, Status, What};
use crate::report::Rule;

pub fn check(index: &Index<'_>, options: &Options, findings: &mut Findings) {
    let mut facts: Vec<&At<'_, Fact>> = index.facts.iter().collect();
    facts.sort_by_key(|at| (at.record.idx, at.record.pos, at.line));
    let mut lives: BTreeMap<&Occurrence, Life> = BTreeMap::new();
    for at in facts {
        let missed = index.holds.decides(at.record.idx, OverdueAction::Miss);
        follow(
            at,
            lives.entry(&at.record.occurrence).or_default(),
            missed,
            options,
            findings,
        );
    }
    log_time(index, findings);
    let mut told: BTreeMap<(&str, &Occurrence), Vec<At<'_, Event>>> = BTreeMap::new();
    for at in index.events() {
        if let Some(occurrence) = &at.record.occurrence {
            told.entry((&at.record.partition, occurrence)).or_default().push(at);
        }
    }
    for ((_, occurrence), mut events) in told {
        events.sort_by_key(|at| at.record.sequence);
        events.dedup_by_key(|at| at.record.sequence);
        events_of(occurrence, &events, findings);
    }
}

#[derive(Default)]
struct Life {
    status: Option<Status>,
    due: Option<i64>,
    line: usize,
}

/// Checks a legal transition. `missed`: an operator decided to fail held timers. C5 reports a second arming or firing.
fn follow(at: &At<'_, Fact>, life: &mut Life, missed: bool, options: &Options, findings: &mut Findings) {
    use Status::{Armed, Cancelled, Failed, Fired, Scheduled, Settled};
    let (from, to): (&[Option<Status>], Option<Status>) = match at.record.what {
        What::Scheduled { due } => {
            life.due = Some(due);
            (&[None], Some(Scheduled))
        }
        What::Armed { .. } => (&[Some(Scheduled), Some(Armed), Some(Fired)], Some(Armed)),
        What::Fired => (&[Some(Armed), Some(Fired)], Some(Fired)),
        What::Settled => (&[Some(Fired)], Some(Settled)),
        What::Failed if missed => (&[Some(Scheduled), Some(Fired)], Some(Failed)),
        What::Failed => (&[Some(Fired)], Some(Failed)),
        What::Cancelled => (&[Some(Scheduled)], Some(Cancelled)),
        What::Retired => (&[Some(Settled), Some(Failed), Some(Cancelled)], life.status),
    };
    let event_id = || at.record.occurrence.event_id();
    let lines = [life.line, at.line];
    if !from.contains(&life.status) {
        let before = life.status;
        findings.report(Rule::C17, 4, lines, || {
            format!("{} was {before:?}, then {:?}", event_id(), at.record.what)
        });
    }
    if let Some(due) = life.due {
        let time = at.record.time;
        let too_soon = match at.record.what {
            What::Armed { .. } => time.saturating_add(options.lead_max) < due,
            What::Fired => time < due,
            _ => false,
        };
        if too_soon {
            findings.report(Rule::C17, 4, lines, || {
                format!(
                    "{}: {:?} at T {} ns before due",
                    event_id(),
                    at.record.what,
                    due.abs_diff(time)
                )
            });
        }
    }
    (life.status, life.line) = (to, at.line);
}

fn log_time(index: &Index<'_>, findings: &mut Findings) {
    let facts = index.facts.iter().map(|at| (at.record.idx, at.record.time, at.line));
    let commits = index.ops.iter().flat_map(|op| &op.commits);
    let mut stamps: Vec<_> = facts
        .chain(commits.map(|at| (at.record.idx, at.record.time, at.line)))
        .collect();
    stamps.sort_unstable();
    for pair in stamps.windows(2) {
        let ((index, time, line), (next, after, then)) = (pair[0], pair[1]);
        if after < time || index == next && after != time {
            findings.report(Rule::C17, 22, [line, then], || {
                format!("log time is {time} at {index} and {after} at {next}")
            });
        }
    }
}

/// Checks the events of one occurrence in their order. C5 reports a second firing.
fn events_of(occurrence: &Occurrence, events: &[At<'_, Event>], findings: &mut Findings) {
    let place = |kind: &str| events.iter().position(|at| at.record.kind == kind);
    let fired = place("timer.fired");
    let redriven = place("timer.redriven");
    let ends = |at: &&At<'_, Event>| {
        matches!(
            at.record.kind.as_str(),
            "timer.settled" | "timer.failed" | "timer.expired" | "timer.cancelled"
        )
    };
    let ended: Vec<&At<'_, Event>> = events.iter().filter(ends).collect();
    if let ([first, second, ..], None) = (ended.as_slice(), redriven) {
        findings.report(Rule::C17, 4, [first.line, second.line], || {
            format!(
                "{} ended twice, {} and {}",
                occurrence.event_id(),
                first.record.kind,
                second.record.kind
            )
        });
    }
    for end in &ended {
        let at = place(&end.record.kind);
        let wrong = match (end.record.kind.as_str(), fired) {
            ("timer.cancelled", Some(_)) => true,
            (_, Some(fired)) => at.is_some_and(|at| at < fired),
            (_, None) => false,
        };
        if wrong {
            let line = fired.map_or(0, |fired| events[fired].line);
            findings.report(Rule::C17, 4, [line, end.line], || {
                format!(
                    "{} of {} does not go with its firing",
                    end.record.kind,
                    occurrence.event_id()
                )
            });
        }
    }
}
