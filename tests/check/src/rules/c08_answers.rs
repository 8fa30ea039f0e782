//! C8: the log and real time explain every response (G7, G8, G9).
//!
//! Every response names an index, so no search is necessary. Responses before the start of a call are below it, and a
//! replay of the log's order must give exactly the responses that clients got.

use crate::findings::Findings;
use crate::index::{Index, Op};
use crate::model::replay::{Replayed, replay};
use crate::model::{Hidden, requests, steps};
use crate::options::Options;
use crate::record::Call;
use crate::report::Rule;

/// Returns the number of undecided timers.
pub fn check(index: &Index<'_>, options: &Options, findings: &mut Findings) -> u64 {
    for op in &index.ops {
        real_time(op, findings);
        commits(op, findings);
    }
    let repeats = requests::check(index, options, findings);
    let hidden = Hidden {
        progress: !index.run.knows.facts,
        retirement: span(index) >= options.timer_retention,
    };
    let mut undecided = 0;
    for ((tenant, id), object) in steps::collect(index, &repeats) {
        match replay(&object, hidden) {
            Replayed::Explained => {}
            Replayed::Undecided => undecided += 1,
            Replayed::Impossible(blame) => findings.report(Rule::C8, blame.step.guarantee(), blame.lines, || {
                let name = blame.step.name();
                format!(
                    "the answer to a {name} of {tenant}/{id} is impossible: the timer was {}",
                    blame.states
                )
            }),
        }
    }
    undecided
}

fn real_time(op: &Op<'_>, findings: &mut Findings) {
    let Some((at, _)) = op.ok() else { return };
    let guarantee = if op.is_read() { 9 } else { 1 };
    let fresh = if op.is_read() { at >= op.floor } else { at > op.floor };
    if !op.is_local() && !fresh {
        findings.report(Rule::C8, guarantee, [op.line, op.answer_line, op.floor_line], || {
            format!(
                "index {at} is not behind {}, which was answered before the call began",
                op.floor
            )
        });
    }
    let asked = match op.call {
        Call::Get(get) => get.min_index,
        Call::List(list) => list.min_index,
        _ => 0,
    };
    if at < asked {
        findings.report(Rule::C8, 9, [op.line, op.answer_line], || {
            format!("index {at} is below {asked}, which the read asked for")
        });
    }
}

fn commits(op: &Op<'_>, findings: &mut Findings) {
    for commit in op.commits.iter().filter(|commit| commit.record.idx <= op.floor) {
        findings.report(Rule::C8, 1, [op.line, commit.line, op.floor_line], || {
            let at = commit.record.idx;
            format!(
                "stands at {at}, not behind {}, which was answered before the call began",
                op.floor
            )
        });
    }
    let Some((at, _)) = op.ok() else { return };
    if !op.is_read() && !op.commits.is_empty() && op.commits.iter().all(|commit| commit.record.idx != at) {
        let lines = op.commits.iter().map(|commit| commit.line);
        findings.report(Rule::C8, 1, lines.chain([op.answer_line]), || {
            format!("answered with index {at}, where the call does not stand")
        });
    }
}

/// Returns the length of the history.
fn span(index: &Index<'_>) -> i64 {
    let first = index.ops.first().map_or(0, |op| op.invoked);
    let last = index.ops.iter().filter_map(|op| op.returned).max().or(index.ended);
    let stamps = index.facts.iter().map(|fact| fact.record.time);
    let log = stamps
        .clone()
        .max()
        .zip(stamps.min())
        .map_or(0, |(last, first)| last.saturating_sub(first));
    last.unwrap_or(first).saturating_sub(first).max(log)
}
