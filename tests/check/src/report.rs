//! The results of checking a history.

use std::fmt;

use crate::coverage::Coverage;

/// The rules, in the order of checking. Each is one file in `rules`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The records contradict each other or lack required facts: a fault of the producer.
    C0,
    /// Acknowledged writes exist.
    C1,
    /// Everything that exists was requested.
    C2,
    /// Nothing is early.
    C3,
    /// Due timers fire.
    C4,
    /// An occurrence is armed once, with one set of facts.
    C5,
    /// Fences are unique and grow.
    C6,
    /// A cancelled timer is not delivered. A request far from the due instant is not too late.
    C7,
    /// Responses match the log, in the order of the log and of time.
    C8,
    /// The event log is dense, and equal for all readers.
    C10,
    /// Replicas are equal.
    C13,
    /// Signatures verify.
    C14,
    /// Leaders act in their own term only.
    C16,
    /// A lifecycle is legal and ends once.
    C17,
    /// A restore holds overdue timers, and repeats nothing.
    C18,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A violation of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The rule.
    pub rule: Rule,
    /// The guarantee behind the rule, by its number in `docs/guarantees.md`; 0 for none.
    pub guarantee: u8,
    /// The problem, for people.
    pub message: String,
    /// The lines that show it.
    pub evidence: Vec<usize>,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} (G{}): {}; lines {:?}",
            self.rule, self.guarantee, self.message, self.evidence
        )
    }
}

/// The result of checking one history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Violations of rules; empty for a correct history.
    pub violations: Vec<Verdict>,
    /// Reasons why this history alone proves less than it should. For a set of runs, merge the coverage and ask that.
    pub guards: Vec<String>,
    /// The coverage of the history.
    pub coverage: Coverage,
}
