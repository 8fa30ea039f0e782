//! Judges histories of MINOOTS.
//!
//! Whoever drives the system, a simulator or a test with real processes, writes down what happened as a [`History`] of [`record`]s.
//! [`check`] then says which guarantees the history violates. It shares no code with the product: a misunderstanding there is not repeated
//! here.
//!
//! - Every answer names its place in the log. So nothing is searched: the log's order is replayed in a small model, and the model must give
//!   the very answers that clients got; real time bounds the places. That is complete, and takes O(n log n).
//! - What a producer cannot know is optional. A rule judges only what the records prove, so that a verdict is always a defect, of the product
//!   or of the producer.
//! - A rule that holds because nothing happened is no result: [`Coverage`] counts what was exercised, over many runs.
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

/// Judges one history, each life of the fabric by itself, and what restores must leave alone. Pure: the same history gives the same
/// report.
pub fn check(history: &History, options: &Options) -> Report {
    let mut findings = Findings::new(options.verdicts_max);
    let lives = lives::split(history);
    let indexes: Vec<Index<'_>> = lives
        .iter()
        .map(|life| Index::new(life.records(), options.epsilon, &mut findings))
        .collect();
    let mut coverage = match indexes.as_slice() {
        [index] => Coverage::of(index),
        // Each record counts once: where it was recorded, and not where a backup holds it.
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
