//! What checking a history yields.

use std::fmt;

use crate::coverage::Coverage;

/// The rules, in the order in which they are checked. Each is one file in `rules`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The records contradict each other or lack what they must have: a fault of the producer.
    C0,
    /// What was acknowledged is there.
    C1,
    /// What is there was asked for.
    C2,
    /// Nothing is early.
    C3,
    /// What is due happens.
    C4,
    /// An occurrence is armed once, and always the same.
    C5,
    /// Fences are unique and grow.
    C6,
    /// What was withdrawn is not delivered; what was far from due is not too late.
    C7,
    /// Answers are those of the log, in the order of the log and of time.
    C8,
    /// The event log is dense, and the same for everybody.
    C10,
    /// Replicas are equal.
    C13,
    /// Signatures verify.
    C14,
    /// Leaders act in their own term only.
    C16,
    /// A life is legal and ends once.
    C17,
    /// A restore holds what is overdue, and repeats nothing.
    C18,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// A rule that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which.
    pub rule: Rule,
    /// The guarantee behind it, by its number in `docs/guarantees.md`; 0 for none.
    pub guarantee: u8,
    /// What is wrong, for people.
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

/// All there is to say about one history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Rules that do not hold. Empty for a good history.
    pub violations: Vec<Verdict>,
    /// Why this history proves less than it should, taken alone. Sets of runs merge their coverage and ask that.
    pub guards: Vec<String>,
    /// What the history exercised.
    pub coverage: Coverage,
}
