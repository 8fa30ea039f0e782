//! Collects verdicts, so that a defect with a thousand consequences stays readable.

use std::collections::BTreeMap;

use crate::report::{Rule, Verdict};

/// Verdicts found so far.
#[derive(Debug)]
pub struct Findings {
    verdicts: Vec<Verdict>,
    counts: BTreeMap<Rule, usize>,
    verdicts_max: usize,
}

impl Findings {
    /// Creates an empty collection that lists up to `verdicts_max` verdicts per rule.
    pub fn new(verdicts_max: usize) -> Self {
        Self {
            verdicts: Vec::new(),
            counts: BTreeMap::new(),
            verdicts_max,
        }
    }

    /// Reports a violation of a rule. The message is built only if the verdict is listed.
    pub fn report(
        &mut self,
        rule: Rule,
        guarantee: u8,
        lines: impl IntoIterator<Item = usize>,
        message: impl FnOnce() -> String,
    ) {
        let count = self.counts.entry(rule).or_default();
        *count += 1;
        if *count > self.verdicts_max {
            return;
        }
        let mut evidence: Vec<usize> = lines.into_iter().filter(|line| *line > 0).collect();
        evidence.sort_unstable();
        evidence.dedup();
        self.verdicts.push(Verdict {
            rule,
            guarantee,
            message: message(),
            evidence,
        });
    }

    /// Returns the verdicts, and one more for each rule with verdicts beyond the limit.
    pub fn finish(mut self) -> Vec<Verdict> {
        for (rule, count) in self.counts {
            if count > self.verdicts_max {
                self.verdicts.push(Verdict {
                    rule,
                    guarantee: 0,
                    message: format!("{} more like these", count - self.verdicts_max),
                    evidence: Vec::new(),
                });
            }
        }
        self.verdicts
    }
}
