//! Problems of a definition and their positions.

use std::fmt;

/// The rule that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The document is not YAML or JSON, has the wrong shape, or contains a value out of range.
    Invalid,
    /// A reachable phase has no path to the end.
    NoExit,
    /// A referenced phase does not exist.
    UnknownPhase,
    /// Two phases have the same id.
    Duplicate,
    /// A limit is exceeded.
    TooLarge,
    /// A time is shorter than the heartbeat interval that it depends on.
    PhaseTimeout,
}

/// The first problem of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The broken rule.
    pub rule: Rule,
    /// The problem and the way out.
    pub message: String,
    /// The line, from 1; 0 without a position.
    pub line: u64,
    /// The column, from 1, in characters; 0 without a position.
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
