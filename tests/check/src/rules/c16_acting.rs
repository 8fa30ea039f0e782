//! C16: a term has one leader, and it acts only after it has applied an entry of that term (G24).

use std::collections::BTreeMap;

use crate::findings::Findings;
use crate::index::Index;
use crate::options::Options;
use crate::report::Rule;

pub fn check(index: &Index<'_>, _: &Options, findings: &mut Findings) {
    let mut leaders: BTreeMap<u64, (u64, usize)> = BTreeMap::new();
    for at in &index.leads {
        let lead = at.record;
        let (node, line) = *leaders.entry(lead.term).or_insert((lead.node, at.line));
        if node != lead.node {
            findings.report(Rule::C16, 24, [line, at.line], || {
                format!("nodes {node} and {} lead in term {}", lead.node, lead.term)
            });
        }
        if lead.applied_term.is_some_and(|applied| applied < lead.term) {
            findings.report(Rule::C16, 24, [at.line], || {
                format!(
                    "node {} leads term {} without having applied an entry of it",
                    lead.node, lead.term
                )
            });
        }
    }
    for at in &index.releases {
        let release = at.record;
        if release.applied_term.is_some_and(|applied| applied < release.term) {
            findings.report(Rule::C16, 24, [at.line], || {
                format!(
                    "released in term {} by who has not applied an entry of it",
                    release.term
                )
            });
        }
        let leader = leaders.get(&release.term);
        if !leaders.is_empty() && leader.is_none_or(|(node, line)| *node != release.node || *line > at.line) {
            findings.report(Rule::C16, 24, [at.line, leader.map_or(0, |(_, line)| *line)], || {
                format!(
                    "node {} released in term {}, which it did not lead then",
                    release.node, release.term
                )
            });
        }
    }
}
