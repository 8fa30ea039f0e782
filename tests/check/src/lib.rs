//! Judges histories of MINOOTS.
//!
//! A driver of the system, a simulator or a test with real processes, records its run as a [`History`] of [`record`]s.
//! [`check`] then reports the guarantees that the history violates. It shares no code with the product, so that it does
//! not repeat a misunderstanding there.
//!
//! - Every response names its index in the log, so no search is necessary. The checker replays the log's order in a
//!   small model. The model must give exactly the responses that clients got, and real time bounds the indexes. This
//!   method is complete, and takes O(n log n).
//! - Facts that a producer cannot know are optional. A rule judges only what the records prove, so a verdict is always
//!   a defect, of the product or of the producer.
//! - A rule that holds because nothing happened is no result: [`Coverage`] counts the exercised situations over many
//!   runs.
//!
//! `docs/testing.md` lists the rules.

mod coverage;
mod fence;
mod findings;
mod history;
mod index;
mod lives;
mod model;
mod options;
pub mod record;
mod report;
mod rules;

pub use coverage::{Calls, Coverage, Injections};
pub use history::{Error, History, write_record};
pub use options::Options;
pub use report::{Report, Rule, Verdict};

use findings::Findings;
use index::Index;

/// Judges one history: each life of the fabric by itself, and the invariants across restores. Pure: the same history
/// gives the same report.
pub fn check(history: &History, options: &Options) -> Report {
    let mut findings = Findings::new(options.verdicts_max);
    let lives = lives::split(history);
    let indexes: Vec<Index<'_>> = lives
        .iter()
        .map(|life| Index::new(life.records(), options.epsilon, &mut findings))
        .collect();
    let mut coverage = match indexes.as_slice() {
        [index] => Coverage::of(index),
        // Each record counts once: at its own line, and not again in a backup.
        _ => Coverage::of(&Index::new(history.iter(), options.epsilon, &mut Findings::new(0))),
    };
    for index in &indexes {
        rules::check(index, options, &mut findings, &mut coverage);
    }
    rules::between_lives(&lives, &indexes, &mut findings);
    Report {
        violations: findings.finish(),
        guards: coverage.guards(),
        coverage,
    }
}
