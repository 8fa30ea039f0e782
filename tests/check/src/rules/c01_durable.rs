//! C1: a write that was acknowledged, or shown to a reader, exists at the end, unless the timer ended and was forgotten
//! (G1).

use std::collections::BTreeMap;

use super::{Timers, timers};
use crate::findings::Findings;
use crate::index::{Index, Op};
use crate::model::steps::occurrence_of;
use crate::options::Options;
use crate::record::{AckOutcome, Answer, Call, Created, Status, TimerView, What, WithdrawOutcome};
use crate::report::Rule;

pub fn check(index: &Index<'_>, options: &Options, findings: &mut Findings) {
    if index.run.knows.commits {
        for op in index.ops.iter().filter(|op| !op.is_read() && op.commits.is_empty()) {
            if let Some((at, _)) = op.ok() {
                findings.report(Rule::C1, 1, [op.line, op.answer_line], || {
                    format!("acknowledged at index {at}, but nowhere in the log")
                });
            }
        }
    }
    let forgotten = forgotten(index, options);
    for at in &index.finals {
        if let Some(timers) = timers(at.record) {
            let state = End {
                line: at.line,
                applied: at.record.applied,
                timers,
                forgotten: &forgotten,
            };
            index.ops.iter().for_each(|op| state.compare(op, findings));
        }
    }
}

/// The timers whose ids may have been released, so that they need not exist. In a short history there are none.
fn forgotten<'a>(index: &Index<'a>, options: &Options) -> Forgotten<'a> {
    let first = index.ops.first().map_or(0, |op| op.invoked);
    let last = index.ops.iter().filter_map(|op| op.returned).max();
    if !index.run.knows.facts {
        let long = index
            .ended
            .max(last)
            .is_some_and(|last| last.saturating_sub(first) >= options.timer_retention);
        return if long {
            Forgotten::Any
        } else {
            Forgotten::These(BTreeMap::new())
        };
    }
    let retired = index.facts.iter().filter(|fact| fact.record.what == What::Retired);
    Forgotten::These(
        retired
            .map(|fact| {
                let occurrence = &fact.record.occurrence;
                (
                    (occurrence.tenant.as_str(), occurrence.timer.as_str()),
                    occurrence.version,
                )
            })
            .collect(),
    )
}

enum Forgotten<'a> {
    /// Any timer may be forgotten, because retirements are not recorded.
    Any,
    /// The retired timers, with their versions.
    These(BTreeMap<(&'a str, &'a str), u64>),
}

struct End<'s, 'a> {
    line: usize,
    applied: u64,
    timers: Timers<'a>,
    forgotten: &'s Forgotten<'a>,
}

impl End<'_, '_> {
    fn compare(&self, op: &Op<'_>, findings: &mut Findings) {
        // A node that has not applied this index proves nothing.
        let Some((_, answer)) = op.ok().filter(|(at, _)| *at <= self.applied) else {
            return;
        };
        match (op.call, answer) {
            (Call::Create(call), Answer::Created(created)) => self.created(op, &call.tenant, created, findings),
            (Call::BatchCreate(calls), Answer::Batch(created)) => {
                for (call, created) in calls.iter().zip(created) {
                    self.created(op, &call.tenant, created, findings);
                }
            }
            (Call::Cancel(call), Answer::Withdrawn(answer)) if answer.outcome == WithdrawOutcome::Cancelled => {
                let expected = (answer.version, Some(Status::Cancelled));
                self.stands(op, (&call.tenant, &call.id), expected, "cancel", findings);
            }
            (Call::Reschedule(call), Answer::Withdrawn(answer)) if answer.outcome == WithdrawOutcome::Rescheduled => {
                self.stands(
                    op,
                    (&call.tenant, &call.id),
                    (answer.version, None),
                    "reschedule",
                    findings,
                );
            }
            (Call::Ack(call), Answer::Acked(AckOutcome::Settled)) => {
                if let Some((tenant, id, version)) = occurrence_of(&call.event_id) {
                    self.stands(
                        op,
                        (tenant, id),
                        (version, Some(Status::Settled)),
                        "acknowledgement",
                        findings,
                    );
                }
            }
            (Call::Get(call), Answer::Timer(view)) => self.shown(op, &call.tenant, view, findings),
            (Call::List(call), Answer::Timers { timers, .. }) => {
                timers
                    .iter()
                    .for_each(|view| self.shown(op, &call.tenant, view, findings));
            }
            _ => {}
        }
    }

    fn created(&self, op: &Op<'_>, tenant: &str, created: &Created, findings: &mut Findings) {
        self.stands(op, (tenant, &created.id), (created.version, None), "create", findings);
    }

    /// A read showed a committed state, so that state is durable too.
    fn shown(&self, op: &Op<'_>, tenant: &str, view: &TimerView, findings: &mut Findings) {
        let ended = Some(view.status).filter(|status| status.is_terminal());
        self.stands(
            op,
            (tenant, &view.id),
            (view.version, ended),
            "answer of a read",
            findings,
        );
    }

    /// Requires that the timer exists with this version or a later one, and with this version in this status.
    fn stands(
        &self,
        op: &Op<'_>,
        name: (&str, &str),
        expected: (u64, Option<Status>),
        what: &str,
        findings: &mut Findings,
    ) {
        let (version, status) = expected;
        let message = match self.timers.get(&name) {
            None if self.may_be_forgotten(name, version) => return,
            None => format!(
                "the acknowledged {what} of {}/{} is lost: there is no such timer",
                name.0, name.1
            ),
            Some(timer) if timer.version > version => return,
            Some(timer) if timer.version == version && status.is_none_or(|status| status == timer.status) => return,
            Some(timer) => {
                let found = format!("version {} is {:?}", timer.version, timer.status);
                format!(
                    "the acknowledged {what} of {}/{}, version {version}, is lost: {found}",
                    name.0, name.1
                )
            }
        };
        findings.report(Rule::C1, 1, [op.line, op.answer_line, self.line], || message);
    }

    fn may_be_forgotten(&self, name: (&str, &str), version: u64) -> bool {
        match self.forgotten {
            Forgotten::Any => true,
            Forgotten::These(retired) => retired.get(&name).is_some_and(|last| *last >= version),
        }
    }
}
