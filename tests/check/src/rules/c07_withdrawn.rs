//! C7: a cancelled timer is never delivered, before or after; a request far from the due instant is never too late
//! (G7).

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::Findings;
use crate::index::{Index, Op};
use crate::model::steps::occurrence_of;
use crate::options::Options;
use crate::record::{AckOutcome, Answer, Call, Occurrence, What, WithdrawOutcome, Withdrawn};
use crate::report::Rule;

pub fn check(index: &Index<'_>, options: &Options, findings: &mut Findings) {
    let withdrawn = withdrawn(index);
    for (line, occurrence, how) in sightings(index) {
        if let Some(answer) = withdrawn.get(occurrence) {
            let event_id = occurrence.event_id();
            findings.report(Rule::C7, 7, [*answer, line], || {
                format!("{event_id} was withdrawn, and {how}")
            });
        }
    }
    for op in &index.ops {
        let Some((tenant, id, version, answer)) = withdrawal(op) else {
            continue;
        };
        if answer.outcome == WithdrawOutcome::Superseded && answer.version == version {
            findings.report(Rule::C7, 7, [op.line, op.answer_line], || {
                format!("version {version} of {tenant}/{id} is superseded by itself")
            });
        }
        if answer.outcome == WithdrawOutcome::TooLate {
            let occurrence = Occurrence {
                tenant: tenant.into(),
                timer: id.into(),
                version: answer.version,
            };
            too_late(index, options, op, &occurrence, findings);
            named(op, &occurrence, answer, findings);
        }
    }
}

fn withdrawal<'a>(op: &Op<'a>) -> Option<(&'a str, &'a str, u64, &'a Withdrawn)> {
    let Some((_, Answer::Withdrawn(answer))) = op.ok() else {
        return None;
    };
    match op.call {
        Call::Cancel(call) => Some((&call.tenant, &call.id, call.version, answer)),
        Call::Reschedule(call) => Some((&call.tenant, &call.id, call.version, answer)),
        _ => None,
    }
}

/// Requires that a request is too late only for an armed timer. Arming is never further ahead than the lead.
fn too_late(index: &Index<'_>, options: &Options, op: &Op<'_>, occurrence: &Occurrence, findings: &mut Findings) {
    let Some((at, known)) = op
        .ok()
        .zip(index.dues.get(occurrence))
        .map(|((at, _), known)| (at, known))
    else {
        return;
    };
    let Some(due) = known.at_earliest() else { return };
    let stamp = op
        .commits
        .iter()
        .find(|commit| commit.record.idx == at)
        .map(|commit| commit.record.time);
    let sound = |t: &i64| index.soundness.at(*t) && index.soundness.at(op.invoked);
    let by_clock = op.returned.filter(sound).map(|t| t.saturating_add(options.epsilon));
    let Some(latest) = stamp.or(by_clock) else { return };
    if latest.saturating_add(options.lead_max) < due {
        findings.report(Rule::C7, 7, [op.line, op.answer_line, known.line.unwrap_or(0)], || {
            let event_id = occurrence.event_id();
            format!(
                "too late to withdraw {event_id}, {} ns before due",
                due.abs_diff(latest)
            )
        });
    }
}

fn named(op: &Op<'_>, occurrence: &Occurrence, answer: &Withdrawn, findings: &mut Findings) {
    if answer.event_id.as_ref().is_none_or(|id| *id != occurrence.event_id()) {
        findings.report(Rule::C7, 7, [op.line, op.answer_line], || {
            format!("too late names {:?}, not {}", answer.event_id, occurrence.event_id())
        });
    }
}

/// Returns the occurrences that a response declared cancelled, with the line of the response.
fn withdrawn(index: &Index<'_>) -> BTreeMap<Occurrence, usize> {
    let settled = settled(index);
    let mut withdrawn = BTreeMap::new();
    let mut versions: BTreeMap<(&str, &str), BTreeSet<u64>> = BTreeMap::new();
    for (occurrence, _) in index.dues.iter() {
        versions
            .entry((&occurrence.tenant, &occurrence.timer))
            .or_default()
            .insert(occurrence.version);
    }
    for op in &index.ops {
        let Some((tenant, id, named, answer)) = withdrawal(op) else {
            continue;
        };
        let occurrence = |version| Occurrence {
            tenant: tenant.into(),
            timer: id.into(),
            version,
        };
        let known = versions.get(&(tenant, id));
        let before = || known.and_then(|known| known.range(..answer.version).next_back().copied());
        let occurrence = match answer.outcome {
            WithdrawOutcome::Cancelled => Some(occurrence(answer.version)),
            WithdrawOutcome::Rescheduled if named != 0 => Some(occurrence(named)),
            // The version that was current: the last before the new one, unless that had ended and its id was reused.
            WithdrawOutcome::Rescheduled => before().map(occurrence).filter(|last| !settled.contains(last)),
            _ => None,
        };
        withdrawn.extend(occurrence.map(|occurrence| (occurrence, op.answer_line)));
    }
    withdrawn
}

fn settled(index: &Index<'_>) -> BTreeSet<Occurrence> {
    let settles = |op: &&Op<'_>| matches!(op.ok(), Some((_, Answer::Acked(AckOutcome::Settled))));
    let acked = index.ops.iter().filter(settles).filter_map(|op| match op.call {
        Call::Ack(call) => occurrence_of(&call.event_id),
        _ => None,
    });
    let retired = index.facts.iter().filter(|at| at.record.what == What::Retired);
    let acked = acked.map(|(tenant, timer, version)| Occurrence {
        tenant: tenant.into(),
        timer: timer.into(),
        version,
    });
    acked.chain(retired.map(|at| at.record.occurrence.clone())).collect()
}

/// Returns every record of a delivery, or of a decision to deliver.
fn sightings<'a>(index: &Index<'a>) -> impl Iterator<Item = (usize, &'a Occurrence, &'static str)> {
    let released = index
        .releases
        .iter()
        .map(|at| (at.line, &at.record.occurrence, "released"));
    let received = index
        .deliveries
        .iter()
        .map(|at| (at.line, &at.record.occurrence, "delivered"));
    let fired = index.events().filter(|at| at.record.kind == "timer.fired");
    let read = fired.filter_map(|at| Some((at.line, at.record.occurrence.as_ref()?, "fired")));
    released.chain(received).chain(read)
}
