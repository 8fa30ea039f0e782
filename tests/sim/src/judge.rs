//! Runs a seed and says what is wrong with it.

use crate::{
    marks::Marks,
    tier::{Injected, Options, Outcome, Tier, Violation},
};
use minoots_check::History;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What is kept of a run.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Empty for a good run.
    pub violations: Vec<Violation>,
    /// Faults by name.
    pub faults: BTreeMap<&'static str, Injected>,
    /// Situations reached.
    pub marks: Marks,
    /// Of the history's text.
    pub trace: [u8; 32],
    /// Nanoseconds.
    pub virtual_time: i64,
    /// How much of what there was, by name.
    pub counts: BTreeMap<&'static str, u64>,
}

/// Runs a seed. What the simulator itself saw comes first.
pub fn run(tier: &dyn Tier, seed: u64, options: &Options) -> Verdict {
    let Outcome {
        history,
        notes,
        mut violations,
        faults,
        marks,
        virtual_time,
        counts,
        ..
    } = tier.run(seed, options);
    if !history.records().is_empty() {
        violations.extend(checked(&history));
    }
    Verdict {
        violations,
        faults,
        marks,
        trace: digest(&history, &notes),
        virtual_time,
        counts,
    }
}

/// What the checker finds.
fn checked(history: &History) -> Vec<Violation> {
    let report = minoots_check::check(history, &minoots_check::Options::default());
    let violation = |verdict: minoots_check::Verdict| Violation {
        rule: verdict.rule.to_string(),
        message: verdict.to_string(),
    };
    report.violations.into_iter().map(violation).collect()
}

/// A sink that hashes what is written to it.
struct Hashing(Sha256);

impl std::io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn digest(history: &History, notes: &str) -> [u8; 32] {
    let mut sink = Hashing(Sha256::new());
    // Hashing does not fail, and every record has a text.
    let _ = history.write(&mut sink);
    sink.0.update(notes);
    sink.0.finalize().into()
}
