//! Runs a seed and judges its history.

use crate::{
    marks::Marks,
    tier::{Injected, Options, Outcome, Tier, Violation},
};
use minoots_check::History;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The judged result of a run.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Violations; empty for a good run.
    pub violations: Vec<Violation>,
    /// Faults by name.
    pub faults: BTreeMap<&'static str, Injected>,
    /// Situations reached.
    pub marks: Marks,
    /// SHA-256 of the history's text and notes.
    pub trace: [u8; 32],
    /// Virtual time, nanoseconds.
    pub virtual_time: i64,
    /// Counts by name.
    pub counts: BTreeMap<&'static str, u64>,
}

/// Runs a seed. The simulator's own violations come first.
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

/// The violations that the checker finds.
fn checked(history: &History) -> Vec<Violation> {
    let report = minoots_check::check(history, &minoots_check::Options::default());
    let violation = |verdict: minoots_check::Verdict| Violation {
        rule: verdict.rule.to_string(),
        message: verdict.to_string(),
    };
    report.violations.into_iter().map(violation).collect()
}

/// A sink that hashes the written bytes.
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
    // Cannot fail: hashing does not fail, and every record has a text.
    let _ = history.write(&mut sink);
    sink.0.update(notes);
    sink.0.finalize().into()
}
