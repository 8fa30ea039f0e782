//! One file for each rule. A rule reads the index, and reports what contradicts it.

mod c01_durable;
mod c02_phantom;
mod c03_early;
mod c04_liveness;
mod c05_once;
mod c06_fences;
mod c07_withdrawn;
mod c08_answers;
mod c10_events;
mod c13_replicas;
mod c14_signatures;
mod c16_acting;
mod c17_lives;
mod c18_restores;

use std::collections::BTreeMap;

use crate::coverage::Coverage;
use crate::findings::Findings;
use crate::index::Index;
use crate::options::Options;
use crate::record::{Final, TimerView};

/// Runs every rule.
pub fn check(index: &Index<'_>, options: &Options, findings: &mut Findings, coverage: &mut Coverage) {
    let rules = [
        c01_durable::check,
        c02_phantom::check,
        c03_early::check,
        c04_liveness::check,
        c05_once::check,
        c06_fences::check,
        c07_withdrawn::check,
        c10_events::check,
        c13_replicas::check,
        c14_signatures::check,
        c16_acting::check,
        c17_lives::check,
        c18_restores::check,
    ];
    for rule in rules {
        rule(index, options, findings);
    }
    coverage.undecided += c08_answers::check(index, options, findings);
}

pub use c18_restores::between_lives;

/// Timers at the end, by tenant and id.
type Timers<'a> = BTreeMap<(&'a str, &'a str), &'a TimerView>;

fn timers(state: &Final) -> Option<Timers<'_>> {
    let dump = state.dump.as_ref()?.iter();
    Some(
        dump.map(|dumped| ((dumped.tenant.as_str(), dumped.timer.id.as_str()), &dumped.timer))
            .collect(),
    )
}
