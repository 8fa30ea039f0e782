//! C13: nodes that have applied the same index have the same state (G16).

use std::collections::BTreeMap;

use super::{Timers, timers};
use crate::findings::Findings;
use crate::index::Index;
use crate::options::Options;
use crate::record::TimerView;
use crate::report::Rule;

pub fn check(index: &Index<'_>, _: &Options, findings: &mut Findings) {
    let during = index
        .hashes
        .iter()
        .map(|at| (at.line, at.record.applied, at.record.node, &at.record.hash));
    let ends = index.finals.iter().filter_map(|at| {
        let hash = at.record.state_hash.as_ref()?;
        Some((at.line, at.record.applied, at.record.node.unwrap_or(0), hash))
    });
    let mut hashes = BTreeMap::new();
    for (line, applied, node, hash) in during.chain(ends) {
        let (first, other, known) = *hashes.entry(applied).or_insert((line, node, hash));
        if known != hash {
            findings.report(Rule::C13, 16, [first, line], || {
                format!("nodes {other} and {node} differ at index {applied}: {known} and {hash}")
            });
        }
    }
    dumps(index, findings);
}

fn dumps(index: &Index<'_>, findings: &mut Findings) {
    let mut states: BTreeMap<u64, (usize, Timers<'_>)> = BTreeMap::new();
    for at in index.finals.iter().filter(|at| at.record.node.is_some()) {
        let Some(found) = timers(at.record) else { continue };
        let (line, known) = states
            .entry(at.record.applied)
            .or_insert_with(|| (at.line, found.clone()));
        if *known != found {
            let differs = |(name, timer): &(&(&str, &str), &&TimerView)| known.get(*name) != Some(*timer);
            let odd = found
                .iter()
                .find(differs)
                .map_or("one has less".into(), |((tenant, id), _)| format!("{tenant}/{id}"));
            findings.report(Rule::C13, 16, [*line, at.line], || {
                format!("tables differ at index {}: {odd}", at.record.applied)
            });
        }
    }
}
