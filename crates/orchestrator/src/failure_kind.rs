//! The kinds of failures of work, which definitions, executions and the counts of fixes tell apart.

use serde::{Deserialize, Serialize};

/// Whether another attempt can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureClass {
    /// It can.
    Transient,
    /// It cannot.
    Permanent,
    /// It is not known which part was done: somebody has to look.
    Indeterminate,
}

/// The kind of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureType {
    /// A model has said something that is not so.
    Hallucination,
    /// A tool did not work.
    ToolError,
    /// The work is wrong.
    LogicError,
    /// It took too long.
    Timeout,
    /// Something else.
    Other,
}
