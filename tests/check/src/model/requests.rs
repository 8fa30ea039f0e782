//! Writes with a request id: every repeat gets the first response (G8).

use std::collections::BTreeMap;

use super::steps::{Name, Placed};
use super::{Seen, Step};
use crate::findings::Findings;
use crate::index::{Index, Op};
use crate::options::Options;
use crate::record::{Answer, Call, Reschedule, WithdrawOutcome, Withdrawn};
use crate::report::Rule;

/// The reschedules that only repeat another one.
#[derive(Debug, Default)]
pub struct Repeats<'a> {
    /// The lines of the invocations of repeats, and of unknown calls that a repeat's response resolves.
    explained: std::collections::BTreeSet<usize>,
    found: Vec<(Name, Placed<'a>)>,
}

impl<'a> Repeats<'a> {
    /// Whether the call has no effect of its own.
    pub fn explains(&self, op: &Op<'_>) -> bool {
        self.explained.contains(&op.line)
    }

    /// Returns reschedules whose own response was lost, but whose repeat got it.
    pub fn found(&self) -> impl Iterator<Item = (Name, Placed<'a>)> + '_ {
        self.found.iter().cloned()
    }
}

struct Asked<'o, 'a> {
    op: &'o Op<'a>,
    call: &'a Reschedule,
    answer: Option<(u64, &'a Withdrawn)>,
}

/// Compares the responses to each request id.
pub fn check<'a>(index: &Index<'a>, options: &Options, findings: &mut Findings) -> Repeats<'a> {
    check_creates(index, options, findings);
    let mut groups: BTreeMap<(&str, &str), Vec<Asked<'_, 'a>>> = BTreeMap::new();
    for op in &index.ops {
        if let Call::Reschedule(call) = op.call
            && let Some(request_id) = &call.request_id
        {
            let answer = op.ok().and_then(|(at, answer)| match answer {
                // A cancelled timer answers every request so, and names its cancel.
                Answer::Withdrawn(answer) if answer.outcome != WithdrawOutcome::Cancelled => Some((at, answer)),
                _ => None,
            });
            let asked = Asked { op, call, answer };
            groups.entry((&call.tenant, request_id)).or_default().push(asked);
        }
    }
    let mut repeats = Repeats::default();
    for group in groups.values() {
        check_group(group, options, findings, &mut repeats);
    }
    repeats
}

fn check_group<'a>(group: &[Asked<'_, 'a>], options: &Options, findings: &mut Findings, repeats: &mut Repeats<'a>) {
    let firsts: Vec<&Asked<'_, '_>> = group
        .iter()
        .filter(|asked| asked.answer.is_some_and(|(_, answer)| answer.original_idx.is_none()))
        .collect();
    for pair in firsts.windows(2) {
        let apart = pair[1]
            .op
            .invoked
            .saturating_sub(pair[0].op.returned.unwrap_or(pair[0].op.invoked));
        if apart < options.request_retention {
            findings.report(Rule::C8, 8, [pair[0].op.answer_line, pair[1].op.answer_line], || {
                format!(
                    "request {:?} had an effect twice",
                    pair[0].call.request_id.as_deref().unwrap_or("")
                )
            });
        }
    }
    let repeated = group
        .iter()
        .filter_map(|asked| Some((asked, asked.answer?.1.original_idx?)));
    for (asked, original) in repeated {
        repeats.explained.insert(asked.op.line);
        check_repeat(asked, original, group, findings, repeats);
    }
    for asked in group
        .iter()
        .filter(|asked| asked.op.refused() == Some("IDEMPOTENCY_MISMATCH"))
    {
        if group.iter().all(|other| other.call.digest == asked.call.digest) {
            findings.report(Rule::C8, 8, [asked.op.line, asked.op.answer_line], || {
                "an equal request is refused as another one".into()
            });
        }
    }
}

fn check_repeat<'a>(
    asked: &Asked<'_, 'a>,
    original: u64,
    group: &[Asked<'_, 'a>],
    findings: &mut Findings,
    repeats: &mut Repeats<'a>,
) {
    let Some((_, answer)) = asked.answer else { return };
    let lines = [asked.op.line, asked.op.answer_line];
    let at_original = |other: &&Asked<'_, '_>| other.answer.is_some_and(|(at, _)| at == original);
    if let Some(first) = group.iter().find(at_original) {
        let same = |(_, first): (u64, &Withdrawn)| first.outcome == answer.outcome && first.version == answer.version;
        let equal = first.call.digest == asked.call.digest && first.answer.is_some_and(same);
        if !equal {
            findings.report(Rule::C8, 8, lines.into_iter().chain([first.op.answer_line]), || {
                "a repeated request is not answered as the first was".into()
            });
        }
        return;
    }
    // No client got the first response. It belongs to a call with an unknown outcome, which is now known.
    let unknown = |other: &&Asked<'_, '_>| {
        other.op.is_unknown() && other.op.floor < original && other.call.digest == asked.call.digest
    };
    let Some(first) = group.iter().find(unknown) else {
        return findings.report(Rule::C8, 8, lines, || {
            format!("repeats an answer from index {original} that nobody can have been given")
        });
    };
    if repeats.explained.insert(first.op.line) {
        let seen = Seen::Answer(Withdrawn {
            original_idx: None,
            ..answer.clone()
        });
        let step = Step::Withdraw {
            version: first.call.version,
            moved: Some(first.call),
            seen,
        };
        let commit = first.op.commits.iter().find(|commit| commit.record.idx == original);
        let name = (first.call.tenant.clone(), first.call.id.clone());
        let placed = Placed {
            index: original,
            is_read: false,
            position: commit.and_then(|commit| commit.record.pos),
            step,
            lines: [first.op.line, asked.op.answer_line],
        };
        repeats.found.push((name, placed));
    }
}

/// Requires that a create without an id always gets the same id from its request id.
fn check_creates(index: &Index<'_>, options: &Options, findings: &mut Findings) {
    let mut ids: BTreeMap<(&str, &str), (&str, i64, usize)> = BTreeMap::new();
    for op in &index.ops {
        let (Call::Create(create), Some((_, Answer::Created(created)))) = (op.call, op.ok()) else {
            continue;
        };
        let (None, Some(request_id)) = (&create.id, &create.request_id) else {
            continue;
        };
        let key = (create.tenant.as_str(), request_id.as_str());
        let &mut (id, t, line) = ids.entry(key).or_insert((&created.id, op.invoked, op.answer_line));
        if id != created.id && op.invoked.saturating_sub(t) < options.timer_retention {
            findings.report(Rule::C8, 8, [line, op.answer_line], || {
                format!("request {request_id:?} made two timers, {id:?} and {:?}", created.id)
            });
        }
    }
}
