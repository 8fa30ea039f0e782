//! What is wrong with a definition, and where.

use std::fmt;

/// The rule that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It is no YAML or JSON, or not of this shape, or a value is out of its range.
    Invalid,
    /// A phase that can be reached has no way to the end.
    NoExit,
    /// A phase that is named does not exist.
    UnknownPhase,
    /// Two phases have one id.
    Duplicate,
    /// It is beyond a limit.
    TooLarge,
    /// A time is shorter than what it is about: heartbeats come less often.
    PhaseTimeout,
}

/// The first thing that is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which rule.
    pub rule: Rule,
    /// What is wrong, and the way out.
    pub message: String,
    /// From 1; 0 if it has no place.
    pub line: u64,
    /// From 1, in characters; 0 if it has no place.
    pub column: u64,
}

impl Problem {
    pub(crate) fn nowhere(rule: Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            line: 0,
            column: 0,
        }
    }

    pub(crate) fn at(rule: Rule, place: serde_saphyr::Location, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            line: place.line(),
            column: place.column(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.message),
            line => write!(f, "line {line}, column {}: {}", self.column, self.message),
        }
    }
}

impl std::error::Error for Problem {}
