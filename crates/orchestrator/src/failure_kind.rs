//! The classes and types of work failures, which definitions, executions and fix counts distinguish.

use serde::{Deserialize, Serialize};

/// Whether a further attempt can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureClass {
    /// A further attempt can help.
    Transient,
    /// A further attempt cannot help.
    Permanent,
    /// It is unknown which part of the work was done. A person has to check.
    Indeterminate,
}

/// The type of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureType {
    /// A model stated something false.
    Hallucination,
    /// A tool failed.
    ToolError,
    /// The work is wrong.
    LogicError,
    /// The work took too long.
    Timeout,
    /// Any other failure.
    Other,
}
