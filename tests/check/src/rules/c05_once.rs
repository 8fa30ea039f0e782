//! C5: an occurrence is armed and fired once, under one event id that no other occurrence has (G5).

use std::collections::BTreeMap;

use crate::fence;
use crate::findings::Findings;
use crate::index::{Index, Op};
use crate::options::Options;
use crate::record::{Answer, Call, Created, Occurrence, What, WithdrawOutcome};
use crate::report::Rule;

pub fn check(index: &Index<'_>, _: &Options, findings: &mut Findings) {
    facts(index, findings);
    events(index, findings);
    arms(index, findings);
    event_ids(index, findings);
    versions(index, findings);
}

fn facts(index: &Index<'_>, findings: &mut Findings) {
    let mut armed = BTreeMap::new();
    let mut fired = BTreeMap::new();
    for at in &index.facts {
        let (first, what) = match at.record.what {
            What::Armed { .. } => (armed.insert(&at.record.occurrence, at.line), "armed"),
            What::Fired => (fired.insert(&at.record.occurrence, at.line), "fired"),
            _ => continue,
        };
        if let Some(first) = first {
            let event_id = at.record.occurrence.event_id();
            findings.report(Rule::C5, 5, [first, at.line], || format!("{event_id} was {what} twice"));
        }
    }
}

/// Requires at most one `timer.fired` per occurrence in the log.
fn events(index: &Index<'_>, findings: &mut Findings) {
    let mut fired: BTreeMap<(&str, &Occurrence), (u64, usize)> = BTreeMap::new();
    for at in index.events().filter(|at| at.record.kind == "timer.fired") {
        let Some(occurrence) = &at.record.occurrence else {
            continue;
        };
        let key = (at.record.partition.as_str(), occurrence);
        let (sequence, line) = *fired.entry(key).or_insert((at.record.sequence, at.line));
        if sequence != at.record.sequence {
            findings.report(Rule::C5, 5, [line, at.line], || {
                let event_id = occurrence.event_id();
                format!(
                    "{event_id} fired at {sequence} and at {} of the log",
                    at.record.sequence
                )
            });
        }
    }
}

/// Requires one arm index in all fences of an epoch.
fn arms(index: &Index<'_>, findings: &mut Findings) {
    let released = index
        .releases
        .iter()
        .map(|at| (at.line, &at.record.occurrence, &at.record.fence));
    let received = index
        .deliveries
        .iter()
        .map(|at| (at.line, &at.record.occurrence, &at.record.fence));
    let mut arms = BTreeMap::new();
    for (line, occurrence, text) in released.chain(received) {
        let Some(fence) = fence::parts(text) else { continue };
        let (arm, first) = *arms.entry((occurrence, fence.epoch)).or_insert((fence.arm, line));
        if arm != fence.arm {
            findings.report(Rule::C5, 5, [first, line], || {
                format!("{} was armed as {arm:x} and as {:x}", occurrence.event_id(), fence.arm)
            });
        }
    }
}

/// Requires that occurrences and event ids map to each other.
fn event_ids(index: &Index<'_>, findings: &mut Findings) {
    let released = index
        .releases
        .iter()
        .map(|at| (at.line, &at.record.occurrence, &at.record.event_id));
    let received = index
        .deliveries
        .iter()
        .map(|at| (at.line, &at.record.occurrence, &at.record.event_id));
    let fired = index.events().filter(|at| at.record.kind == "timer.fired");
    let read = fired.filter_map(|at| Some((at.line, at.record.occurrence.as_ref()?, &at.record.event_id)));
    let (mut ids, mut occurrences) = (BTreeMap::new(), BTreeMap::new());
    for (line, occurrence, event_id) in released.chain(received).chain(read) {
        let (id, first) = *ids.entry(occurrence).or_insert((event_id, line));
        if id != event_id {
            findings.report(Rule::C5, 5, [first, line], || {
                format!("{} has the event ids {id:?} and {event_id:?}", occurrence.event_id())
            });
        }
        let (owner, first) = *occurrences.entry(event_id).or_insert((occurrence, line));
        if owner != occurrence {
            findings.report(Rule::C5, 5, [first, line], || {
                format!("{event_id:?} is the id of two occurrences")
            });
        }
    }
}

/// Requires that a version is drawn once, and later ones are larger. So dedupe keys never repeat, even for a reused id.
fn versions(index: &Index<'_>, findings: &mut Findings) {
    let mut drawn: Vec<(u64, u64, usize, String)> = index.ops.iter().flat_map(drawn).collect();
    drawn.sort();
    // The largest version drawn below the current index, and at it.
    let (mut below, mut here, mut index_here) = ((0, 0), (0, 0), 0);
    let mut seen: BTreeMap<u64, (u64, usize)> = BTreeMap::new();
    for (at, version, line, name) in drawn {
        if at != index_here {
            below = below.max(here);
            index_here = at;
        }
        let (same, first) = seen.insert(version, (at, line)).unwrap_or_default();
        if first != 0 {
            findings.report(Rule::C5, 5, [first, line], || {
                format!("version {version} of {name} was drawn twice, at {same} and {at}")
            });
        } else if version < below.0 {
            findings.report(Rule::C5, 5, [below.1, line], || {
                format!(
                    "version {version} of {name}, drawn at {at}, is below {} from before",
                    below.0
                )
            });
        }
        here = here.max((version, line));
    }
}

/// Returns (index, version, line, timer) of each version that this call drew.
pub(super) fn drawn(op: &Op<'_>) -> Vec<(u64, u64, usize, String)> {
    let Some((at, answer)) = op.ok() else { return vec![] };
    let line = op.answer_line;
    let created = |tenant: &str, created: &Created| {
        let drawn = (at, created.version, line, format!("{tenant}/{}", created.id));
        (!created.existing).then_some(drawn)
    };
    match (op.call, answer) {
        (Call::Create(call), Answer::Created(answer)) => created(&call.tenant, answer).into_iter().collect(),
        (Call::BatchCreate(calls), Answer::Batch(answers)) => {
            let pairs = calls.iter().zip(answers);
            pairs
                .filter_map(|(call, answer)| created(&call.tenant, answer))
                .collect()
        }
        (Call::Reschedule(call), Answer::Withdrawn(answer))
            if answer.outcome == WithdrawOutcome::Rescheduled && answer.original_idx.is_none() =>
        {
            vec![(at, answer.version, line, format!("{}/{}", call.tenant, call.id))]
        }
        _ => vec![],
    }
}
